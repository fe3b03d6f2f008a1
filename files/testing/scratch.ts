/** Folders for tests, in the system's temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

export interface TemporaryFolder {
  readonly folder: string;
  remove(): void;
}

/** For whoever deletes it. */
export function temporaryFolder(): TemporaryFolder {
  const folder = mkdtempSync(join(tmpdir(), 'netloom-test-'));
  // What a test started may still write into it for a moment.
  const options = { recursive: true, force: true, maxRetries: 20, retryDelay: 25 } as const;
  return { folder, remove: () => rmSync(folder, options) };
}

/** Deleted after the test. */
export function scratchFolder(): string {
  const { folder, remove } = temporaryFolder();
  made.push(remove);
  return folder;
}
const made: (() => void)[] = [];
afterEach(() => {
  for (const remove of made.splice(0)) remove();
});

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
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
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

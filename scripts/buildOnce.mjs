// Makes dist/cli current: builds it when a source file is newer than the last build. Also vitest's global set-up.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist/cli/.built');

/** Newest modification time below a folder or of a file, in ms. */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  let latest = stats.mtimeMs;
  for (const name of readdirSync(path)) latest = Math.max(latest, newest(join(path, name)));
  return latest;
}

export function isCurrent() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  const sources = ['engine', 'cli', 'package-lock.json', 'scripts/build.mjs'];
  return sources.every((source) => newest(join(root, source)) <= built);
}

/** Builds in a folder of its own and puts it in place whole, so that two runs at once do no harm. */
export function buildOnce() {
  if (isCurrent()) return;
  const startedAt = new Date();
  const fresh = join(root, `dist/.cli-${process.pid}`);
  const done = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), fresh], {
    cwd: root,
    encoding: 'utf8',
  });
  if (done.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`The build failed.\n${done.stderr}${done.stdout}`);
  }
  writeFileSync(join(fresh, '.built'), '');
  mkdirSync(join(root, 'dist'), { recursive: true });
  const old = join(root, `dist/.old-${process.pid}`);
  if (existsSync(join(root, 'dist/cli'))) renameSync(join(root, 'dist/cli'), old);
  renameSync(fresh, join(root, 'dist/cli'));
  rmSync(old, { recursive: true, force: true });
  // A source saved while the build ran counts as newer than it.
  utimesSync(stamp, startedAt, startedAt);
}

export default function setup() {
  buildOnce();
}

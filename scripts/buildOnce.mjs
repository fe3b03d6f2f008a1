// Makes dist/<part> current: builds it when a source is newer than the last build. Also vitest's global set-up.
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
const common = ['package-lock.json', 'scripts/build.mjs'];
/** What each part is made from. */
const sources = {
  cli: ['engine', 'cli', 'files', ...common],
  server: ['engine', 'files', 'server', ...common],
  window: ['engine', 'renderer', 'assets', 'vite.config.ts', ...common],
  electron: ['engine', 'electron', 'files', 'server', ...common],
};
const stampOf = (part) => join(root, 'dist', part, '.built');

/** Newest modification time below a folder or of a file, in ms. */
function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  let latest = stats.mtimeMs;
  for (const name of readdirSync(path)) latest = Math.max(latest, newest(join(path, name)));
  return latest;
}

export function isCurrent(part) {
  const stamp = stampOf(part);
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  return sources[part].every(
    (source) => !existsSync(join(root, source)) || newest(join(root, source)) <= built,
  );
}

/** Builds in a folder of its own and puts it in place whole, so that two runs at once do no harm. */
export function buildOnce(part = 'cli') {
  if (isCurrent(part)) return;
  const startedAt = new Date();
  const fresh = join(root, `dist/.${part}-${process.pid}`);
  const done = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), part, fresh], {
    cwd: root,
    encoding: 'utf8',
  });
  if (done.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`The build failed.\n${done.stderr}${done.stdout}`);
  }
  writeFileSync(join(fresh, '.built'), '');
  mkdirSync(join(root, 'dist'), { recursive: true });
  const old = join(root, `dist/.old-${part}-${process.pid}`);
  const target = join(root, 'dist', part);
  if (existsSync(target)) renameSync(target, old);
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
  // A source saved while the build ran counts as newer than it.
  utimesSync(stampOf(part), startedAt, startedAt);
}

export default function setup() {
  buildOnce('cli');
}

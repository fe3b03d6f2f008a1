// `npm run bench [-- SECTION…]`: installs what is missing, builds the command line, then measures under a current V8 (main.ts).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildOnce } from '../scripts/buildOnce.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const node = `${here}node_modules/.bin/node`;

/** Installs what the lock file of a folder names, once. */
function install(folder, proof, ...options) {
  if (existsSync(`${here}${folder}/node_modules/${proof}`)) return;
  process.stderr.write(`Installing bench/${folder}…\n`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', ...options], {
    cwd: `${here}${folder}`,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ci in bench/${folder} failed.`);
}

try {
  // The package "node" fetches its program by its install script; of the peers none needs one.
  install('.', '.bin/node');
  install('peers', '.package-lock.json', '--ignore-scripts');
  buildOnce('cli');
  const { status } = spawnSync(node, [`${here}main.ts`, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

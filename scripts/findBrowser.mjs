// Finds a Chromium for the tests, benchmarks and pictures of the window; on Debian, as root, installs one where there is none.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const howTo =
  'No Chromium was found: install Chromium or Chrome, run `npx playwright install chromium`, or give the path of one in NETLOOM_BROWSER.';

/** Names and places by platform, the likeliest first. */
const candidates = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  darwin: [
    'chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
  ],
};

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Full path of a program that PATH finds; a path stays as it is. */
function onPath(name) {
  if (/[\\/]/.test(name)) return isExecutable(name) ? name : null;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && isExecutable(join(folder, name))) return join(folder, name);
  }
  return null;
}

/** The one that Playwright fetched for itself, if it did. */
async function playwrights() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path !== '' && existsSync(path) ? path : null;
}

async function find() {
  const wished = process.env.NETLOOM_BROWSER;
  if (wished) {
    if (isExecutable(wished)) return wished;
    throw new Error(`NETLOOM_BROWSER names "${wished}", which is no program.`);
  }
  for (const name of candidates[process.platform] ?? candidates.linux) {
    const found = onPath(name);
    if (found) return found;
  }
  return playwrights();
}

/** Debian's package, where this user may install it. */
function install() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !onPath('apt-get')) return;
  process.stdout.write('No Chromium here: installing the package "chromium" with apt-get.\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status, stderr } = spawnSync('apt-get', ['-q', ...args], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) process.stderr.write(stderr ?? '');
  }
}

/** Path of a Chromium. Throws one sentence that says how to get one. */
export async function findBrowser() {
  let path = await find();
  if (path === null) {
    install();
    path = await find();
  }
  if (path === null) throw new Error(howTo);
  return path;
}

/** Switches that keep it quiet and offline; a container's root has no sandbox to give. */
export const browserFlags = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

if (process.argv[1] === import.meta.filename) {
  try {
    process.stdout.write(`${await findBrowser()}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

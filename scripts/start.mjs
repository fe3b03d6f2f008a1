// `npm start`: opens the window in Electron where its program is there or can be fetched, else in the browser, served from
// this machine. Builds what has changed first. Usage: npm start -- [--browser] [--no-open] [--port N] [--projects DIR]
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildOnce, isCurrent } from './buildOnce.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const help = `Opens Netloom's window.

  npm start                    in Electron, or in the browser where Electron is not to be had
  npm start -- --browser       in the browser

  --no-open        only print the address (browser)
  --port N         serve on this port; else 5280, or the next that is free (browser)
  --projects DIR   folder of the projects; else Netloom in your home folder (browser)
  --help           this text
`;

/** A mistake in how the command was called: one sentence, exit code 2. */
class UsageError extends Error {}

/** Throws UsageError. */
export function readArguments(given) {
  const options = {
    browser: { type: 'boolean' },
    'no-open': { type: 'boolean' },
    port: { type: 'string' },
    projects: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  };
  let values;
  try {
    values = parseArgs({ args: given, options, allowPositionals: false }).values;
  } catch (error) {
    const sentence = error.message.split(/\. | To specify/)[0].replace(/\.?$/, '');
    throw new UsageError(`${sentence}; npm start -- --help lists the options.`);
  }
  const { browser = false, help: wantsHelp = false, port, projects } = values;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535))
    throw new UsageError(`--port takes a number from 1 to 65535, not "${port}".`);
  if (projects === '') throw new UsageError('--projects takes the path of a folder.');
  return {
    // The other options make no sense in Electron: whoever gives one means the browser.
    browser: browser || values['no-open'] === true || port !== undefined || projects !== undefined,
    open: values['no-open'] !== true,
    port: port === undefined ? null : Number(port),
    projects: projects === undefined ? join(homedir(), 'Netloom') : resolve(projects),
    help: wantsHelp,
  };
}

/** Path of Electron's program below its package, or null. The module itself is never imported: it would download. */
export function findElectron(folder) {
  try {
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    accessSync(program, constants.X_OK);
    return statSync(program).isFile() ? program : null;
  } catch {
    return null;
  }
}

const fetchMilliseconds = 20_000;
const askAgainMilliseconds = 24 * 3600 * 1000;

/**
 * Runs Electron's own installer for at most twenty seconds. Where that failed lately it is not tried again for a day, so
 * that a start without network does not wait each time.
 */
export async function fetchElectron(folder, { note, milliseconds = fetchMilliseconds }) {
  try {
    if (Date.now() - statSync(note).mtimeMs < askAgainMilliseconds) return null;
  } catch {
    // Never tried.
  }
  await new Promise((done) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    const end = () => {
      clearTimeout(timer);
      done();
    };
    child.on('error', end).on('exit', end);
  });
  const program = findElectron(folder);
  if (!program) {
    mkdirSync(join(note, '..'), { recursive: true });
    writeFileSync(note, '');
  }
  return program;
}

/** Why Electron cannot be used, or its program. */
async function electron() {
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)
    return { reason: 'There is no display for Electron' };
  const folder = join(root, 'node_modules/electron');
  const note = join(root, 'node_modules/.cache/netloom/electron-not-fetched');
  const program = findElectron(folder) ?? (await fetchElectron(folder, { note }));
  return program
    ? { program }
    : {
        reason:
          'Electron is not installed and could not be fetched (npx install-electron tries again)',
      };
}

function build(...parts) {
  const stale = parts.filter((part) => !isCurrent(part));
  if (stale.length > 0) process.stdout.write('Building …\n');
  for (const part of stale) buildOnce(part);
}

const startMilliseconds = 15_000;

/**
 * Runs Electron until it ends; its exit code, or null when it failed at its start (no display, a Linux that forbids its
 * sandbox): then there is still the browser.
 */
export function runElectron(program, given, milliseconds = startMilliseconds) {
  const startedAt = performance.now();
  const child = spawn(program, given, { stdio: 'inherit' });
  return new Promise((done) => {
    let asked = false;
    const end = (signal) => () => {
      asked = true;
      child.kill(signal);
    };
    const onInterrupt = end('SIGINT');
    const onTerminate = end('SIGTERM');
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
    const finish = (code) => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
      const early = performance.now() - startedAt < milliseconds;
      if (asked) done(0);
      else done(code !== 0 && early ? null : (code ?? 1));
    };
    child.on('error', () => finish(null)).on('exit', finish);
  });
}

async function startBrowser({ port, projects, open }) {
  build('window', 'server');
  const { startServer } = await import(pathToFileURL(join(root, 'dist/server/main.js')).href);
  const server = await startServer({ window: join(root, 'dist/window'), projects, port });
  process.stdout.write(`Netloom is at ${server.address}\nCtrl-C ends it.\n`);
  if (open) openBrowser(server.address);
  return new Promise((done) => {
    const end = () => server.close().then(() => done(0));
    process.once('SIGINT', end).once('SIGTERM', end);
  });
}

/** A browser that cannot be opened is no error: the address stands above. */
function openBrowser(address) {
  const [command, ...before] = {
    darwin: ['open'],
    win32: ['cmd', '/c', 'start', '""'],
  }[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...before, address], {
    stdio: 'ignore',
    detached: true,
    windowsVerbatimArguments: true,
  });
  child.on('error', () => undefined);
  child.unref();
}

async function main() {
  const options = readArguments(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  if (options.browser) return startBrowser(options);
  const found = await electron();
  if (found.program) {
    build('window', 'electron');
    const code = await runElectron(found.program, [root]);
    if (code !== null) return code;
  }
  const reason = found.reason ?? 'Electron could not start on this machine';
  process.stdout.write(`${reason}: Netloom goes on in the browser.\n`);
  return startBrowser(options);
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.exit(await main());
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}

// `npm start`: what it takes, where it finds Electron, and that it serves the built window until Ctrl-C.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchElectron, findElectron, readArguments, runElectron } from './start.mjs';

const script = new URL('start.mjs', import.meta.url).pathname;
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netloom-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('arguments', () => {
  it.each([
    [[], { browser: false, open: true, port: null, projects: join(homedir(), 'Netloom') }],
    [['--browser'], { browser: true, open: true }],
    [['--no-open'], { browser: true, open: false }],
    [['--port', '8080'], { browser: true, port: 8080 }],
    [['--port=1'], { port: 1 }],
    [['--projects', '/tmp/p'], { browser: true, projects: '/tmp/p' }],
    [['-h'], { help: true }],
  ])('%j', (given, expected) => expect(readArguments(given)).toMatchObject(expected));

  it.each([
    ['--port', '0'],
    ['--port', '65536'],
    ['--port', '80a'],
    ['--port', ''],
    ['--port'],
    ['--projects', ''],
    ['--nope'],
    ['project.netloom'],
    ['--browser=yes'],
  ])('%s %s is refused in one sentence, with exit code 2', (...given) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [script, ...given.filter((part) => part !== undefined)],
      {
        encoding: 'utf8',
      },
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\.\n$/);
  });

  it('--help lists them', () => {
    const { status, stdout } = spawnSync(process.execPath, [script, '--help'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    for (const option of ['--browser', '--no-open', '--port', '--projects'])
      expect(stdout).toContain(option);
  });
});

const program = "require('node:fs').mkdirSync(__dirname + '/dist', { recursive: true });";
const install = `${program}
require('node:fs').writeFileSync(__dirname + '/dist/electron', '', { mode: 0o755 });
require('node:fs').writeFileSync(__dirname + '/path.txt', 'electron');`;

describe('Electron', () => {
  it('is found by its path file, when what that names can be run', () => {
    expect(findElectron(folder)).toBeNull();
    writeFileSync(join(folder, 'path.txt'), 'electron\n');
    expect(findElectron(folder)).toBeNull();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/electron'), '');
    chmodSync(join(folder, 'dist/electron'), 0o755);
    expect(findElectron(folder)).toBe(join(folder, 'dist/electron'));
    writeFileSync(join(folder, 'path.txt'), '.');
    expect(findElectron(folder)).toBeNull();
  });

  it('is fetched by its installer', async () => {
    const note = join(folder, 'cache/note');
    writeFileSync(join(folder, 'install.js'), install);
    expect(await fetchElectron(folder, { note })).toBe(join(folder, 'dist/electron'));
    expect(existsSync(note)).toBe(false);
  });

  it.each([
    ['fails', 'process.exit(1);'],
    ['hangs', 'setInterval(() => {}, 1000);'],
  ])('is given up when the installer %s, and not asked for again that day', async (_, code) => {
    const note = join(folder, 'cache/note');
    writeFileSync(join(folder, 'install.js'), code);
    expect(await fetchElectron(folder, { note, milliseconds: 300 })).toBeNull();
    writeFileSync(join(folder, 'install.js'), install);
    expect(await fetchElectron(folder, { note })).toBeNull();
    rmSync(note);
    expect(await fetchElectron(folder, { note })).not.toBeNull();
  });
});

describe('running Electron', () => {
  const program = (code) => {
    const path = join(folder, 'electron');
    writeFileSync(path, `#!${process.execPath}\n${code}`, { mode: 0o755 });
    return path;
  };
  it.each([
    ['ends well', 'process.exit(0);', 15_000, 0],
    ['fails at its start', 'process.exit(1);', 15_000, null],
    [
      'is killed at its start, as without a sandbox',
      "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);",
      15_000,
      null,
    ],
    ['fails later', 'process.exit(3);', 0, 3],
  ])('that %s', async (_, code, milliseconds, expected) => {
    expect(await runElectron(program(code), [], milliseconds)).toBe(expected);
  });
  it('that cannot be run at all', async () => {
    expect(await runElectron(join(folder, 'none'), [])).toBeNull();
  });
});

it('serves the window at the address that it prints, and ends cleanly with Ctrl-C', async () => {
  const child = spawn(process.execPath, [script, '--no-open', '--projects', join(folder, 'none')]);
  try {
    let output = '';
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    const address = await new Promise((found, fail) => {
      child.stdout.on('data', (text) => {
        output += text;
        const match = /^Netloom is at (\S+)$/m.exec(output);
        if (match) found(new URL(match[1]));
      });
      child.on('exit', () => fail(new Error(errors)));
    });
    const page = await fetch(address.origin);
    expect(await page.text()).toContain('<div id="root">');
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const listed = await fetch(`${address.origin}/api/projects`, {
      headers: { Authorization: `Bearer ${address.hash.slice('#token='.length)}` },
    });
    expect(await listed.json()).toEqual({ folder: join(folder, 'none'), projects: [] });
    const ended = new Promise((done) => child.on('exit', done));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(errors).toBe('');
  } finally {
    child.kill('SIGKILL');
  }
}, 180_000);

// A browser is found where there is one, installed where that can be, and else asked for in one sentence.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = new URL('findBrowser.mjs', import.meta.url).pathname;
const mayInstall = process.platform === 'linux' && process.getuid?.() === 0;
let folder;

/** An executable of that name, first and only in PATH. */
function put(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}
/** Runs it with a PATH of our own, and no browser that Playwright fetched. */
function find(env = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { PATH: folder, HOME: folder, PLAYWRIGHT_BROWSERS_PATH: folder, ...env },
  });
  return { status, lines: stdout.trim().split('\n'), stderr };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netloom-browser-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('findBrowser', () => {
  it('takes the one that NETLOOM_BROWSER names, and says when that is none', () => {
    const mine = put('my-browser', '');
    expect(find({ NETLOOM_BROWSER: mine })).toMatchObject({ status: 0, lines: [mine] });
    const missing = find({ NETLOOM_BROWSER: join(folder, 'none') });
    expect(missing.status).toBe(1);
    expect(missing.stderr).toMatch(/^NETLOOM_BROWSER names ".*none", which is no program\.\n$/);
  });

  it.runIf(process.platform !== 'win32')('takes what PATH finds', () => {
    const path = put('chromium', '');
    expect(find()).toMatchObject({ status: 0, lines: [path] });
  });

  it('installs Debian’s as root, else says how to get one', () => {
    // Stands for apt-get: notes what it was asked, and "installs".
    put(
      'apt-get',
      `#!/bin/sh\necho "$@" >> '${folder}/asked'\ncase "$*" in *install*) : > '${folder}/chromium'; /bin/chmod 755 '${folder}/chromium';; esac\n`,
    );
    const found = find();
    if (mayInstall) {
      expect(found).toMatchObject({ status: 0 });
      expect(found.lines.at(-1)).toBe(join(folder, 'chromium'));
    } else {
      expect(found.status).toBe(1);
      expect(existsSync(join(folder, 'asked'))).toBe(false);
    }
  });

  it('says in one sentence how to get one where it cannot be installed', () => {
    // Everything fails, as without network.
    put('apt-get', '#!/bin/sh\nexit 100\n');
    const found = find();
    // A Mac or a Windows machine may well have one in its usual place.
    if (found.status === 0) expect(process.platform).not.toBe('linux');
    else
      expect(found.stderr).toMatch(
        /^No Chromium was found: .*npx playwright install chromium.*\.\n$/,
      );
  });
});

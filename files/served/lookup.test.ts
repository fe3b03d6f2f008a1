import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { scratchFolder } from '../testing/scratch.ts';
import { traversals } from '../testing/traversals.ts';
import { contentSecurityPolicy } from './headers.ts';
import { lookUp } from './lookup.ts';

let root: string;
beforeEach(() => {
  const folder = scratchFolder();
  root = join(folder, 'window');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(root, '.git'));
  for (const name of [
    'index.html',
    'assets/main-Ab_3-dEf.js',
    'assets/a.b.css',
    'assets/.hidden.txt',
    'icon.svg',
    'tool.exe',
    '.env',
    '.git/config.txt',
  ])
    writeFileSync(join(root, name), 'x');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync('../secret.txt', join(root, 'link.txt'));
  symlinkSync('..', join(root, 'folderlink'));
});

describe('a file to be served', () => {
  it.each([
    ['/', 'index.html', 'text/html; charset=utf-8', false],
    ['/index.html', 'index.html', 'text/html; charset=utf-8', false],
    ['/assets/main-Ab_3-dEf.js', 'assets/main-Ab_3-dEf.js', 'text/javascript; charset=utf-8', true],
    ['/assets/a.b.css', 'assets/a.b.css', 'text/css; charset=utf-8', false],
    ['/icon.svg', 'icon.svg', 'image/svg+xml; charset=utf-8', false],
  ])('%s is found', async (url, name, contentType, immutable) => {
    const found = await lookUp(root, url);
    expect(found?.path.endsWith(`/window/${name}`)).toBe(true);
    expect(found).toMatchObject({ contentType, immutable, size: 1 });
  });

  it.each([
    '/none.html',
    '/assets/none.js',
    '/tool.exe',
    '/INDEX.HTML/',
    `/${'a'.repeat(2000)}.js`,
  ])('%s is not', async (url) => {
    expect(await lookUp(root, url)).toBeNull();
  });

  it('is not there when the folder is not', async () => {
    expect(await lookUp(join(root, 'none'), '/')).toBeNull();
  });
});

describe('a path that leads elsewhere', () => {
  it('is tried in at least thirty encodings', () => {
    expect(new Set(traversals).size).toBeGreaterThanOrEqual(30);
  });
  it.each(traversals)('%j finds nothing', async (url) => {
    expect(await lookUp(root, url)).toBeNull();
  });
  it('finds nothing outside the folder, whatever it is', async () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', 'assets', 'secret.txt', ':');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const found = await lookUp(root, `/${pieces.join('')}`);
        if (found) expect(found.path.startsWith(`${realpathSync(root)}/`)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the content security policy', () => {
  it('holds what the design asks for and nothing unsafe', () => {
    const directives = contentSecurityPolicy.split('; ');
    for (const wanted of [
      "default-src 'self'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-src 'none'",
    ])
      expect(directives).toContain(wanted);
    expect(contentSecurityPolicy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/);
  });
});

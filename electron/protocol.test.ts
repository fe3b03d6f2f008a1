import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { scratchFolder } from '../files/testing/scratch.ts';
import { traversals } from '../files/testing/traversals.ts';
import { DataGrants } from './data.ts';
import { answer } from './protocol.ts';

let folder: string;
let data: DataGrants;
beforeEach(async () => {
  folder = scratchFolder();
  mkdirSync(join(folder, 'window/assets'), { recursive: true });
  writeFileSync(join(folder, 'window/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'window/assets/a.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync('../secret.txt', join(folder, 'window/link.txt'));
  symlinkSync('..', join(folder, 'window/folderlink'));
  mkdirSync(join(folder, 'digits'));
  writeFileSync(join(folder, 'digits/a.csv'), 'x,y');
  data = await DataGrants.open(folder);
});
const get = (url: string, method = 'GET') => answer({ method, url }, join(folder, 'window'), data);

describe('app://netloom', () => {
  it.each([
    ['app://netloom/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://netloom/?x#y', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://netloom/assets/a.js', 'text/javascript; charset=utf-8', 'export {};'],
  ])('serves %s', async (url, type, body) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(body);
    const head = await get(url, 'HEAD');
    expect(head.headers.get('content-length')).toBe(String(body.length));
    expect(await head.text()).toBe('');
  });

  it.each([
    ['POST', 'app://netloom/', 405],
    ['PUT', 'app://netloom/', 405],
    ['OPTIONS', 'app://netloom/', 405],
    ['GET', 'app://netloom', 403],
    ['GET', 'app://other/', 403],
    ['GET', 'app://netloom@evil/', 403],
    ['GET', 'app://netloom:80/', 403],
    ['GET', 'https://netloom/', 403],
    ['GET', 'app://netloom/none.js', 404],
  ])('refuses %s %s with %i', async (method, url, status) => {
    expect((await get(url, method)).status).toBe(status);
  });

  it.each(traversals)('finds nothing at %j', async (path) => {
    const response = await get(`app://netloom${path.startsWith('/') ? '' : '/'}${path}`);
    // The last resort of an empty path is the window itself.
    if (path === '') return expect(response.status).toBe(200);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });
});

describe('data', () => {
  const addressOf = async () => (await data.give([join(folder, 'digits')])).files[0]?.address ?? '';

  it('that were given are served, byte by byte', async () => {
    const response = await get(await addressOf());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-security-policy')).toBeTruthy();
    expect(await response.text()).toBe('x,y');
    expect(await (await get(await addressOf(), 'HEAD')).text()).toBe('');
  });

  it('that were not given are not', async () => {
    const address = await addressOf();
    const base = address.slice(0, address.lastIndexOf('/'));
    for (const url of [
      `${base}/1`,
      `${base}/-1`,
      `${base}/00000000`,
      `${base}/`,
      base,
      `${base}/0/../0`,
      `${base}/../../secret.txt`,
      `${base}/%2e%2e/secret.txt`,
      `app://netloom/data/${'0'.repeat(32)}/0`,
      'app://netloom/data/x/0',
    ])
      expect((await get(url)).status, url).toBe(404);
  });

  it('that became something else since are not followed', async () => {
    const address = await addressOf();
    rmSync(join(folder, 'digits/a.csv'));
    expect((await get(address)).status).toBe(404);
    symlinkSync('../secret.txt', join(folder, 'digits/a.csv'));
    expect((await get(address)).status).toBe(404);
  });
});

import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { scratchFolder } from '../files/testing/scratch.ts';
import type { ListedData } from './api.ts';
import { DataGrants } from './data.ts';

let folder: string;
let digits: string;
let data: DataGrants;
beforeEach(async () => {
  folder = scratchFolder();
  digits = join(folder, 'digits');
  mkdirSync(join(digits, 'one/.cache'), { recursive: true });
  mkdirSync(join(digits, 'two'));
  for (const path of ['one/b.png', 'one/a.png', 'two/c.png', '.hidden', 'Thumbs.db', 'labels.csv'])
    writeFileSync(join(digits, path), path);
  writeFileSync(join(digits, 'one/.cache/x'), '');
  writeFileSync(join(folder, 'secret.csv'), 'secret');
  symlinkSync('../secret.csv', join(digits, 'link.csv'));
  symlinkSync('..', join(digits, 'out'));
  data = await DataGrants.open(folder);
});
const paths = (listed: ListedData) => listed.files.map(({ path }) => path);

describe('a given folder', () => {
  it('is listed with what lies in it, without hidden files and without links', async () => {
    const listed = await data.give([digits]);
    expect(listed).toMatchObject({ root: digits, kind: 'folder' });
    expect(paths(listed)).toEqual(['labels.csv', 'one/a.png', 'one/b.png', 'two/c.png']);
    expect(listed.files[1]).toMatchObject({ size: 9, address: expect.stringMatching(/\/1$/) });
  });

  it('that is empty or gone is refused', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(data.give([join(folder, 'empty')])).rejects.toMatchObject({
      code: 'file-not-found',
    });
    await expect(data.give([join(folder, 'none')])).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });
});

describe('listings', () => {
  it('of long ago are forgotten, so that they do not gather', async () => {
    const idOf = ({ files }: ListedData) => files[0]?.address.split('/').at(-2) ?? '';
    const first = idOf(await data.give([digits]));
    expect(data.pathOf(first, 0)).toBe(join(digits, 'labels.csv'));
    let newest = first;
    for (let i = 0; i < 20; i++) newest = idOf(await data.give([digits]));
    expect(data.pathOf(first, 0)).toBeNull();
    expect(data.pathOf(newest, 0)).toBe(join(digits, 'labels.csv'));
  });
});

describe('given files', () => {
  it('have the folder they lie in as their root', async () => {
    const listed = await data.give([join(digits, 'one/b.png'), join(digits, 'one/a.png')]);
    expect(listed).toMatchObject({ root: join(digits, 'one'), kind: 'files' });
    expect(paths(listed)).toEqual(['a.png', 'b.png']);
  });

  it('may be folders dropped together', async () => {
    const listed = await data.give([join(digits, 'one'), join(digits, 'two')]);
    expect(listed.root).toBe(digits);
    expect(paths(listed)).toEqual(['one/a.png', 'one/b.png', 'two/c.png']);
  });

  it('of one folder add up', async () => {
    await data.give([join(digits, 'one/a.png')]);
    await data.give([join(digits, 'one/b.png')]);
    const restored = await data.restore(join(digits, 'one'));
    expect(restored.state === 'granted' && paths(restored.data)).toEqual(['a.png', 'b.png']);
  });
});

describe('a file beside a model', () => {
  const give = async () => {
    writeFileSync(join(digits, 'net.onnx'), '');
    await data.give([join(digits, 'net.onnx')]);
  };
  it('is listed where the model was given from, and may be read once', async () => {
    await give();
    const listed = await data.beside(digits, 'one/a.png');
    expect(listed).toMatchObject({ root: digits, kind: 'files', files: [{ path: 'one/a.png' }] });
    const [, id = ''] = /data\/([0-9a-f]+)\//.exec(listed.files[0]?.address ?? '') ?? [];
    expect(data.pathOf(id, 0)).toBe(join(realpathSync(digits), 'one/a.png'));
    // It is no grant: a restart knows the model alone.
    const restored = await data.restore(digits);
    expect(restored.state === 'granted' && paths(restored.data)).toEqual(['net.onnx']);
  });
  it.each(['../secret.csv', 'link.csv', 'out/secret.csv', 'out'])(
    '%s leads out of the folder and is refused',
    async (location) => {
      await give();
      await expect(data.beside(digits, location)).rejects.toMatchObject({
        code: 'onnx-external-path',
      });
    },
  );
  it('is refused where it is no file', async () => {
    await give();
    await expect(data.beside(digits, 'one')).rejects.toMatchObject({ code: 'file-unreadable' });
  });
  it('is refused where no model was given', async () => {
    await data.give([join(digits, 'labels.csv')]);
    await data.give([join(digits, 'one')]);
    for (const root of [digits, join(digits, 'one'), '/etc'])
      await expect(data.beside(root, 'a.png')).rejects.toMatchObject({ code: 'beside-refused' });
  });
});

describe('restoring', () => {
  it('finds after a restart what was given, and nothing else', async () => {
    await data.give([join(digits, 'one')]);
    await data.settled();
    const later = await DataGrants.open(folder);
    const restored = await later.restore(join(digits, 'one'));
    expect(restored.state === 'granted' && paths(restored.data)).toEqual(['a.png', 'b.png']);
    expect(await later.restore(digits)).toEqual({ state: 'ask' });
    expect(await later.restore('digits')).toEqual({ state: 'missing' });
    expect(await later.restore(join(digits, 'one', '..', '..'))).toEqual({ state: 'ask' });
  });

  it('of a folder that was moved finds nothing', async () => {
    await data.give([digits]);
    renameSync(digits, join(folder, 'moved'));
    expect(await data.restore(digits)).toEqual({ state: 'missing' });
  });

  it('from a broken note knows nothing, and goes on', async () => {
    writeFileSync(join(folder, 'data.json'), '{"root":');
    const later = await DataGrants.open(folder);
    expect(await later.restore(digits)).toEqual({ state: 'ask' });
    expect((await later.give([digits])).files).toHaveLength(4);
  });
});

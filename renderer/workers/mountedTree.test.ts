import { beforeEach, describe, expect, it } from 'vitest';
import { openDataset } from '../../engine/data/open.ts';
import type { Platform } from '../../engine/index.ts';
import { BlockCache } from './blockCache.ts';
import { MountedTree } from './mountedTree.ts';

const text = async (tree: MountedTree, path: string, offset = 0, length = 1e9) => {
  const file = await tree.openFile(path);
  const bytes = await file.read(offset, length);
  await file.close();
  return new TextDecoder().decode(bytes);
};
const code = async (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: { code?: string }) => error.code,
  );

let tree: MountedTree;
beforeEach(() => {
  tree = new MountedTree();
  tree.mount('flowers', [
    { path: 'readme.txt', file: new Blob(['hello']) },
    { path: 'train/rose/1.png', file: new Blob(['rose']) },
    { path: 'train/aster/1.png', file: new Blob(['aster']) },
  ]);
});

describe('files that were opened', () => {
  it('are read by path, whole or in part', async () => {
    expect(await text(tree, 'flowers/readme.txt')).toBe('hello');
    expect(await text(tree, 'flowers/readme.txt', 1, 3)).toBe('ell');
    expect(await text(tree, 'flowers/readme.txt', 3)).toBe('lo');
    expect(await text(tree, 'flowers/readme.txt', 9)).toBe('');
    expect((await tree.openFile('flowers/readme.txt')).size).toBe(5);
  });
  it('are listed as folders, sorted; a file is none', async () => {
    expect(await tree.listDirectory('flowers')).toEqual([
      { name: 'readme.txt', kind: 'file' },
      { name: 'train', kind: 'directory' },
    ]);
    expect(await tree.listDirectory('flowers/train/')).toEqual([
      { name: 'aster', kind: 'directory' },
      { name: 'rose', kind: 'directory' },
    ]);
    expect(await tree.listDirectory('flowers/readme.txt')).toBeNull();
  });
  it('that are not here any more have to be opened again', async () => {
    expect(await code(tree.openFile('other/a.csv'))).toBe('file-not-found');
    expect(await code(tree.listDirectory('other'))).toBe('file-not-found');
    expect(await code(tree.openFile('flowers/train'))).toBe('file-not-found');
    await expect(tree.openFile('other/a.csv')).rejects.toThrow('open the file or its folder again');
    tree.mount('flowers', [{ path: 'b.txt', file: new Blob(['b']) }]);
    expect(await code(tree.openFile('flowers/readme.txt'))).toBe('file-not-found');
    expect(await text(tree, 'flowers/b.txt')).toBe('b');
  });
  it('lie in folders at any depth, and are told from them', async () => {
    tree.mount('deep', [
      { path: 'a/b/c.txt', file: new Blob() },
      { path: 'a/b.txt', file: new Blob() },
      { path: '/x', file: new Blob() },
    ]);
    expect(await tree.listDirectory('deep/a')).toEqual([
      { name: 'b', kind: 'directory' },
      { name: 'b.txt', kind: 'file' },
    ]);
    expect(await tree.listDirectory('deep/a/b')).toEqual([{ name: 'c.txt', kind: 'file' }]);
    expect(await code(tree.listDirectory('deep/a/c'))).toBe('file-not-found');
  });
  it('may lie below the whole path of their folder', async () => {
    tree.mount('/home/me/data', [{ path: 'a.csv', file: new Blob(['x']) }]);
    expect(await text(tree, '/home/me/data/a.csv')).toBe('x');
    expect(await tree.listDirectory('/home/me')).toEqual([{ name: 'data', kind: 'directory' }]);
  });
  it('cannot be mistaken for the store of the app', () => {
    expect(() => tree.mount('store:runs', [])).toThrow('cannot be opened');
    expect(() => tree.mount('', [])).toThrow('cannot be opened');
  });
  it('are data like any others', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${(i * 7) % 5}.5,${i % 2 ? 'a' : 'b'}`);
    tree.mount('table', [{ path: 't.csv', file: new Blob([`x,y\n${rows.join('\n')}\n`]) }]);
    const platform = {
      openFile: (path: string) => tree.openFile(path),
      listDirectory: (path: string) => tree.listDirectory(path),
      joinPath: (...parts: string[]) => parts.join('/'),
    } as Platform;
    for (const source of ['table', 'table/t.csv']) {
      const dataset = await openDataset(platform, { source });
      expect(dataset.train.size).toBe(20);
      expect(dataset.fields.find(({ role }) => role === 'target')?.classes).toEqual(['a', 'b']);
      await dataset.close();
    }
  });
  it('say so when they cannot be read', async () => {
    const gone = new Blob(['x']);
    gone.slice = () => {
      throw new DOMException('gone', 'NotFoundError');
    };
    tree.mount('gone', [{ path: 'x', file: gone }]);
    const file = await tree.openFile('gone/x');
    await expect(file.read(0, 1)).rejects.toThrow('moved or deleted');
  });
});

describe('the cache of blocks', () => {
  const size = 3 * 2 ** 20 + 77;
  const bytes = new Uint8Array(size).map((_, i) => (i * 7 + (i >> 12)) % 251);
  const blob = new Blob([bytes]);
  it('gives every range as it is in the file', async () => {
    const cache = new BlockCache();
    for (const [offset, length] of [
      [0, 10],
      [2 ** 20 - 5, 10],
      [2 ** 20, 2 ** 20],
      [100, size],
      [size - 3, 10],
      [size, 4],
      [5, 0],
    ] as const) {
      const found = await cache.read(blob, offset, length);
      expect(Buffer.compare(found, bytes.slice(offset, offset + length))).toBe(0);
    }
  });
  it('reads a block once, and again after it was forgotten', async () => {
    const cache = new BlockCache();
    const watched = new Blob([bytes.slice(0, 1000)]);
    let slices = 0;
    const slice = watched.slice.bind(watched);
    watched.slice = (...range) => {
      slices++;
      return slice(...range);
    };
    for (let i = 0; i < 50; i++) await cache.read(watched, i * 10, 10);
    expect(slices).toBe(1);
    cache.forget(watched);
    await cache.read(watched, 0, 10);
    expect(slices).toBe(2);
  });
});

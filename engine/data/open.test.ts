import { describe, expect, test } from 'vitest';
import { bytesOf, failure } from '../testing/fileCases.ts';
import { memoryPlatform } from '../testing/filePlatforms.ts';
import { npy } from '../testing/npyBuilder.ts';
import { openDataset } from './open.ts';

const csv = 'a,b\n1,x\n2,y\n';
const pair = npy('|u1', [2], [0, 1]);
const files = {
  'only/data.csv': csv,
  'only/readme.md': 'about',
  'two/a.csv': csv,
  'two/b.csv': csv,
  'arrays/x.npy': pair,
  'arrays/y.npy': pair,
  'hidden/.keep': '',
  'empty/': '',
  'other/notes.md': 'about',
  'table.csv': csv,
  'table.tsv': csv.replaceAll(',', '\t'),
  'table.data': csv,
  'pickle.pkl': bytesOf(0x80, 4, 0x95, 1, 2, 3),
  'array.bin': pair,
  'movie.mp4': bytesOf(0, 0, 0, 0x18, 'ftypmp42'),
  'archive.gz': bytesOf(0x1f, 0x8b, 8, 0, 1, 2, 3, 4),
  'program.exe': bytesOf('MZ', 0x90, 0, 3),
  'nothing.csv': '',
  'broken.npz': 'not a zip archive',
  'broken.npy': 'not an array',
};
const open = (source: string) => openDataset(memoryPlatform(files), { source });

describe('what a path holds', () => {
  test.each([
    ['only', 'features'],
    ['arrays', 'features'],
    ['table.csv', 'features'],
    ['table.tsv', 'features'],
    ['table.data', 'features'],
    ['array.bin', 'features'],
  ])('%s', async (source, field) => {
    const data = await open(source);
    expect([data.train.size, data.fields[0]?.name]).toEqual([2, field]);
    await data.close();
  });

  test.each([
    ['nowhere', 'file-not-found'],
    ['table.csv/inside', 'file-not-found'],
    ['hidden', 'data-folder-empty'],
    ['empty/', 'data-folder-empty'],
    ['other', 'data-format-unknown'],
    ['two', 'data-format-unknown'],
    ['pickle.pkl', 'contains-code'],
    ['movie.mp4', 'data-format-unknown'],
    ['archive.gz', 'data-format-unknown'],
    ['program.exe', 'data-format-unknown'],
    ['nothing.csv', 'data-empty'],
    ['broken.npz', 'zip-malformed'],
    ['broken.npy', 'npy-malformed'],
    ['builtin:', 'data-unknown-builtin'],
    ['builtin:__proto__', 'data-unknown-builtin'],
    ['', 'file-not-found'],
  ])('%s: %s', async (source, code) => {
    const error = await failure(() => open(source));
    expect(error).toMatchObject({ name: 'NetloomError', code });
    expect((error as Error).message).toMatch(/^[^\n]+\.$/);
  });
});

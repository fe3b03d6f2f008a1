import { beforeEach, describe, expect, it } from 'vitest';
import { fakeEntry, fakeFile, fakeFolder, fakeTransfer } from '../testing/fakeHandles.ts';
import { browserData } from './browserData.ts';
import { type HandleStore, memoryStore } from './handleStore.ts';
import type { Dropped } from './types.ts';

let store: HandleStore;
beforeEach(() => {
  store = memoryStore();
});
const pictures = () =>
  fakeFolder('digits', [
    fakeFolder('one', [fakeFile('b.png', '1'), fakeFile('a.png', '1')]),
    fakeFolder('.cache', [fakeFile('x', '')]),
    fakeFile('Thumbs.db', ''),
    fakeFile('labels.csv', 'x'),
  ]);
const file = (name: string) => new File(['x'], name);
async function dropped(...items: Parameters<typeof fakeTransfer>[0]): Promise<Dropped> {
  const result = await browserData(store).fromDrop(fakeTransfer(items));
  if (!result.ok) throw new Error(result.error.sentence);
  return result.value;
}
const paths = (found: Dropped) =>
  found.kind === 'data' ? found.source.files.map(({ path }) => path) : null;

describe('a drop', () => {
  it('of one project opens it', async () => {
    const handle = fakeFile('p.netloom', 'text');
    const found = await dropped({ file: await handle.getFile(), handle });
    expect(found).toMatchObject({
      kind: 'project',
      opened: { text: 'text', name: 'p.netloom', reference: { name: 'p.netloom' } },
    });
    expect(await dropped({ file: file('P.NETLOOM') })).toMatchObject({
      kind: 'project',
      opened: { reference: null },
    });
  });

  it('of weights is told from data', async () => {
    expect(await dropped({ file: file('best.safetensors') })).toMatchObject({ kind: 'weights' });
    expect(await dropped({ file: file('iris.csv') })).toMatchObject({
      kind: 'data',
      source: { root: 'iris', kind: 'files' },
    });
  });

  it('of nothing, or of several projects, is nothing that could be meant', async () => {
    expect(await dropped()).toEqual({ kind: 'unknown', names: [] });
    const several = await dropped({ file: file('a.netloom') }, { file: file('b.netloom') });
    expect(several).toEqual({ kind: 'unknown', names: ['a.netloom', 'b.netloom'] });
  });

  it('of a folder gives its files by their path in it, hidden ones left out', async () => {
    const handle = pictures();
    const entry = fakeEntry('digits', []);
    const found = await dropped({ file: file('digits'), entry, handle });
    expect(found).toMatchObject({ source: { root: 'digits', kind: 'folder' } });
    expect(paths(found)).toEqual(['labels.csv', 'one/a.png', 'one/b.png']);
  });

  it('of several folders gives each by its name', async () => {
    const cats = fakeFolder('cats', [fakeFile('1.png', 'c')]);
    const dogs = fakeFolder('dogs', [fakeFile('1.png', 'd')]);
    const found = await dropped(
      { file: file('cats'), entry: fakeEntry('cats', []), handle: cats },
      { file: file('dogs'), entry: fakeEntry('dogs', []), handle: dogs },
    );
    expect(paths(found)).toEqual(['cats/1.png', 'dogs/1.png']);
  });

  it('of folders in a browser without handles reads their entries, all portions of them', async () => {
    const inside = [
      fakeEntry('b.png', '1'),
      fakeEntry('a.png', '1'),
      fakeEntry('.DS_Store', ''),
      fakeEntry('deep', [fakeEntry('c.png', '1')]),
    ];
    const alone = await dropped({ file: file('one'), entry: fakeEntry('one', inside) });
    expect(paths(alone)).toEqual(['a.png', 'b.png', 'deep/c.png']);
    const two = await dropped(
      { file: file('one'), entry: fakeEntry('one', inside) },
      { file: file('x.csv') },
    );
    expect(paths(two)).toEqual(['one/a.png', 'one/b.png', 'one/deep/c.png', 'x.csv']);
  });
});

describe('the root of given files', () => {
  it('is the same for the same folder, and another for another of that name', async () => {
    const handle = pictures();
    const item = { file: file('digits'), entry: fakeEntry('digits', []) };
    const first = await dropped({ ...item, handle });
    const again = await dropped({ ...item, handle });
    const other = await dropped({ ...item, handle: pictures() });
    const roots = [first, again, other].map((found) => found.kind === 'data' && found.source.root);
    expect(roots).toEqual(['digits', 'digits', 'digits-2']);
  });

  it('is found again, or asked for, or not there', async () => {
    const handle = pictures();
    await dropped({ file: file('digits'), entry: fakeEntry('digits', []), handle });
    const data = browserData(store);
    expect(await data.restore('digits')).toMatchObject({
      value: { state: 'granted', source: { root: 'digits', files: { length: 3 } } },
    });
    handle.permission = 'prompt';
    expect(await data.restore('digits')).toEqual({ ok: true, value: { state: 'ask' } });
    expect(await data.requestAccess('digits')).toMatchObject({ value: { root: 'digits' } });
    handle.permission = 'prompt';
    handle.answer = 'denied';
    expect(await data.requestAccess('digits')).toEqual({ ok: true, value: null });
    expect(await data.restore('other')).toEqual({ ok: true, value: { state: 'missing' } });
    expect(await data.requestAccess('other')).toEqual({ ok: true, value: null });
  });

  it('whose files are gone is missing', async () => {
    const handle = fakeFile('iris.csv', 'x');
    await dropped({ file: await handle.getFile(), handle });
    handle.content = null;
    expect(await browserData(store).restore('iris')).toEqual({
      ok: true,
      value: { state: 'missing' },
    });
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { Expectation, Revision } from '../../electron/api.ts';
import { type FakeFile, fakeFile } from '../testing/fakeHandles.ts';
import { browserProjects, openFile } from './browserProjects.ts';
import { type HandleStore, memoryStore } from './handleStore.ts';
import type { LocalServer } from './localServer.ts';
import type { OpenedProject, ProjectReference } from './types.ts';

const revision: Revision = { modified: 9, size: 3, sha256: 'a'.repeat(64) };
const saves: { name: string; expected: Expectation }[] = [];
let failure: string | null;
let store: HandleStore;
const server: LocalServer = {
  list: async () => ({
    ok: true,
    value: { folder: '/home/me/Netloom', projects: [{ name: 'a.netloom', modified: 9, size: 3 }] },
  }),
  read: async () => ({
    ok: true,
    value: { text: 'one', revision, generation: 'current', reason: null, other: null },
  }),
  revisionOf: async () => ({ ok: true, value: revision }),
  save: async (name, _, expected) => {
    saves.push({ name, expected });
    if (failure) return { ok: false, error: { code: failure, sentence: 'No.' } };
    return { ok: true, value: revision };
  },
};
const projects = () => browserProjects(server, store);
beforeEach(() => {
  saves.length = 0;
  failure = null;
  store = memoryStore();
});

async function listedReference(): Promise<ProjectReference> {
  const listed = await projects().list();
  const reference = listed.ok ? listed.value.projects[0]?.reference : undefined;
  if (!reference) throw new Error('nothing is listed');
  return reference;
}

describe('the folder of the local server', () => {
  it('lists, reads, and saves expecting what was read', async () => {
    const reference = await listedReference();
    expect(await projects().read(reference)).toEqual({
      ok: true,
      value: {
        text: 'one',
        revision,
        generation: 'current',
        reason: null,
        other: null,
        reference,
        name: 'a.netloom',
      },
    });
    expect(await projects().save(reference, 'two', revision)).toMatchObject({ kind: 'saved' });
    expect(await projects().revisionOf(reference)).toEqual({ ok: true, value: revision });
    expect(saves).toEqual([{ name: 'a.netloom', expected: revision }]);
  });

  it('tells a changed file from a failure', async () => {
    const reference = await listedReference();
    failure = 'file-changed-on-disk';
    expect(await projects().save(reference, 'x', revision)).toEqual({ kind: 'changed-on-disk' });
    failure = 'disk-full';
    expect(await projects().save(reference, 'x', revision)).toEqual({
      kind: 'failed',
      code: 'disk-full',
      sentence: 'No.',
    });
  });

  it('takes a new name with or without its ending, and asks before it replaces', async () => {
    const chosen = { name: 'new', replace: false };
    expect(await projects().saveAs('x', 'text', chosen)).toMatchObject({
      kind: 'saved',
      reference: { name: 'new.netloom' },
    });
    failure = 'file-changed-on-disk';
    expect(await projects().saveAs('x', 'text', chosen)).toEqual({ kind: 'exists' });
    failure = null;
    await projects().saveAs('x', 'text', { name: 'new.netloom', replace: true });
    expect(saves.map(({ expected }) => expected)).toEqual(['absent', 'absent', 'any']);
    expect(new Set(saves.map(({ name }) => name))).toEqual(new Set(['new.netloom']));
  });
});

describe('a file of this computer', () => {
  let handle: FakeFile;
  let opened: OpenedProject & { readonly reference: ProjectReference };
  beforeEach(async () => {
    handle = fakeFile('mine.netloom', 'one');
    const found = await openFile(await handle.getFile(), handle, store);
    if (!found.reference) throw new Error('no reference');
    opened = { ...found, reference: found.reference };
  });

  it('is opened with its revision, and keeps its id', async () => {
    expect(opened).toMatchObject({ text: 'one', name: 'mine.netloom', reason: null });
    // SHA-256 of "one".
    expect(opened.revision?.sha256).toBe(
      '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
    );
    const again = await openFile(await handle.getFile(), handle, store);
    expect(again.reference).toEqual(opened.reference);
    expect((await projects().recent()).ok && (await store.allProjects()).length).toBe(1);
  });

  it('is saved back, and refused once another program changed it', async () => {
    const saved = await projects().save(opened.reference, 'two', opened.revision ?? 'absent');
    expect(saved).toMatchObject({ kind: 'saved', revision: { size: 3 } });
    expect(handle.content).toBe('two');
    handle.content = 'by another program';
    const expected = saved.kind === 'saved' ? saved.revision : 'absent';
    expect(await projects().save(opened.reference, 'three', expected)).toEqual({
      kind: 'changed-on-disk',
    });
    expect(handle.content).toBe('by another program');
    expect(await projects().save(opened.reference, 'three', 'any')).toMatchObject({
      kind: 'saved',
    });
  });

  it('is gone: the next save says so, and the revision is null', async () => {
    handle.content = null;
    expect(await projects().revisionOf(opened.reference)).toEqual({ ok: true, value: null });
    const saved = await projects().save(opened.reference, 'two', opened.revision ?? 'absent');
    expect(saved).toEqual({ kind: 'changed-on-disk' });
  });

  it.each([
    ['QuotaExceededError', 'disk-full'],
    ['NotAllowedError', 'file-unreadable'],
    ['NoModificationAllowedError', 'file-busy'],
  ])('keeps what it holds when writing fails with %s', async (name, code) => {
    handle.failure = new DOMException('no', name);
    expect(await projects().save(opened.reference, 'two', 'any')).toMatchObject({
      kind: 'failed',
      code,
      sentence: expect.stringMatching(/\.$/),
    });
    expect(handle.content).toBe('one');
  });

  it('asks for permission, and fails with a sentence when it is refused', async () => {
    handle.permission = 'prompt';
    expect(await projects().read(opened.reference)).toMatchObject({ ok: true });
    handle.permission = 'prompt';
    handle.answer = 'denied';
    expect(await projects().read(opened.reference)).toMatchObject({
      error: { code: 'file-unreadable' },
    });
    expect(await projects().save(opened.reference, 'two', 'any')).toMatchObject({
      kind: 'failed',
      code: 'file-unreadable',
    });
  });

  it('is listed among the recent ones, and forgotten on demand', async () => {
    const recent = await projects().recent();
    expect(recent.ok && recent.value.map(({ reference }) => reference.name)).toEqual([
      'mine.netloom',
      'a.netloom',
    ]);
    await projects().clearRecent();
    expect(await projects().read(opened.reference)).toMatchObject({
      error: { code: 'file-not-found' },
    });
  });

  it('that is no text is refused', async () => {
    const bytes = new File([Uint8Array.of(0xff, 0xfe)], 'bytes.netloom');
    await expect(openFile(bytes, undefined, store)).rejects.toMatchObject({
      code: 'project-invalid',
    });
  });

  it('without a handle cannot be saved back', async () => {
    const found = await openFile(new File(['one'], 'given.netloom'), undefined, store);
    expect(found.reference).toBeNull();
  });
});

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { serializeProject } from '../engine/index.ts';
import { emptyProject } from '../files/testing/project.ts';
import { scratchFolder } from '../files/testing/scratch.ts';
import { ProjectGrants } from './projects.ts';
import { strict } from './testing/strict.ts';

const text = (name: string) => serializeProject(emptyProject(name));
let folder: string;
let path: string;
let calls: unknown[][];
let projects: ProjectGrants;
const open = () =>
  ProjectGrants.open(
    folder,
    strict<Parameters<typeof ProjectGrants.open>[1]>('app', {
      addRecentDocument: (given: string) => void calls.push(['add', given]),
      clearRecentDocuments: () => void calls.push(['clear']),
    }),
  );
beforeEach(async () => {
  folder = scratchFolder();
  path = join(folder, 'one.netloom');
  writeFileSync(path, text('One'));
  calls = [];
  projects = await open();
});

describe('a project that was given', () => {
  it('is known to the page by a reference without its path as id', async () => {
    const { reference, ...found } = await projects.openPath(path);
    expect(found).toMatchObject({ text: text('One'), reason: null });
    expect(reference).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: 'one.netloom',
      folder,
    });
    expect((await projects.openPath(path)).reference).toEqual(reference);
    expect((await projects.read(reference.id)).text).toBe(text('One'));
    expect(calls).toContainEqual(['add', path]);
  });

  it('is saved by its reference, and refused when it has changed', async () => {
    const { reference, revision } = await projects.openPath(path);
    const saved = await projects.save(reference.id, text('Two'), revision ?? 'absent');
    expect(saved.revision).toEqual(await projects.revisionOf(reference.id));
    writeFileSync(path, text('By another program'));
    await expect(projects.save(reference.id, text('Three'), saved.revision)).rejects.toMatchObject({
      code: 'file-changed-on-disk',
    });
    await projects.save(reference.id, text('Three'), 'any');
    expect(readFileSync(path, 'utf8')).toBe(text('Three'));
    expect(readFileSync(`${path}.bak`, 'utf8')).toBe(text('By another program'));
  });

  it('keeps its reference after a restart', async () => {
    const { reference } = await projects.openPath(path);
    await projects.settled();
    const later = await open();
    expect((await later.read(reference.id)).text).toBe(text('One'));
    expect((await later.recent()).map((recent) => recent.reference)).toEqual([reference]);
  });

  it.each(['0'.repeat(32), '', '../one.netloom', '__proto__'])('is not found by %j', async (id) => {
    await projects.openPath(path);
    await expect(projects.read(id)).rejects.toMatchObject({ code: 'reference-unknown' });
    await expect(projects.save(id, text('x'), 'any')).rejects.toMatchObject({
      code: 'reference-unknown',
    });
  });
});

describe('saving where a person chose', () => {
  it('replaces the file that the dialog asked about', async () => {
    await projects.saveChosen(path, text('Two'));
    expect(readFileSync(path, 'utf8')).toBe(text('Two'));
  });

  it('adds the ending, and then replaces nothing that the dialog could not ask about', async () => {
    const saved = await projects.saveChosen(join(folder, 'new'), text('New'));
    expect(saved.reference.name).toBe('new.netloom');
    await expect(projects.saveChosen(join(folder, 'one'), text('Two'))).rejects.toMatchObject({
      code: 'file-changed-on-disk',
    });
    expect(readFileSync(path, 'utf8')).toBe(text('One'));
    expect(existsSync(join(folder, 'one'))).toBe(false);
  });
});

describe('recent projects', () => {
  it('are the newest first, without those that are gone', async () => {
    for (const name of ['a', 'b', 'c']) {
      const other = join(folder, `${name}.netloom`);
      writeFileSync(other, text(name));
      await projects.openPath(other);
    }
    await projects.openPath(join(folder, 'a.netloom'));
    rmSync(join(folder, 'b.netloom'));
    const names = (await projects.recent()).map(({ reference }) => reference.name);
    expect(names).toEqual(['a.netloom', 'c.netloom']);
  });

  it('may be cleared; what is open stays open', async () => {
    const { reference } = await projects.openPath(path);
    projects.clearRecent();
    expect(await projects.recent()).toEqual([]);
    expect(calls).toContainEqual(['clear']);
    expect((await projects.read(reference.id)).text).toBe(text('One'));
  });

  it('are twenty at most, of two hundred known', async () => {
    mkdirSync(join(folder, 'many'));
    for (let i = 0; i < 25; i++) {
      const other = join(folder, 'many', `${i}.netloom`);
      writeFileSync(other, text('x'));
      await projects.openPath(other);
    }
    expect(await projects.recent()).toHaveLength(20);
  });
});

it('what the system asked to open is given once, failures with their sentence', async () => {
  projects.request(path);
  projects.request(join(folder, 'none.netloom'));
  const taken = await projects.takeRequests();
  expect(taken).toMatchObject([
    { ok: true, value: { text: text('One') } },
    { ok: false, error: { code: 'file-not-found', sentence: expect.stringMatching(/\.$/) } },
  ]);
  expect(await projects.takeRequests()).toEqual([]);
});

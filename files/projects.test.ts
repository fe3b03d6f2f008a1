import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { NetloomError } from '../engine/index.ts';
import {
  largestProjectFile,
  type ProjectFiles,
  readProject,
  revisionOf,
  saveProject,
  type Wholeness,
} from './projects.ts';
import { faultyFileSystem } from './testing/faultyFileSystem.ts';
import { scratchFolder } from './testing/scratch.ts';
import { sweepTemporaries, writeAtomic } from './writeAtomic.ts';

/** Here a whole project is a text that ends in a full stop, a changed one in a question mark. */
const judge = (text: string): Wholeness =>
  text.endsWith('.') ? 'whole' : text.endsWith('?') ? 'changed' : 'broken';
const files: ProjectFiles = { judge };
const read = (path: string) => readFileSync(path, 'utf8');
const project = () => join(scratchFolder(), 'one.netloom');
const codeOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    if (error instanceof NetloomError) return error.code;
    throw error;
  }
  return null;
};

afterEach(() => vi.restoreAllMocks());

describe('saving', () => {
  it('writes a new file and tells its revision', async () => {
    const path = project();
    const revision = await saveProject(path, 'first.', 'absent', files);
    expect(read(path)).toBe('first.');
    expect(revision).toEqual(await revisionOf(path));
    expect(revision).toMatchObject({ size: 6, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(readdirSync(join(path, '..'))).toEqual(['one.netloom']);
  });

  it('keeps one previous generation', async () => {
    const path = project();
    let revision = await saveProject(path, 'first.', 'absent', files);
    revision = await saveProject(path, 'second.', revision, files);
    await saveProject(path, 'third.', revision, files);
    expect(read(path)).toBe('third.');
    expect(read(`${path}.bak`)).toBe('second.');
    expect(readdirSync(join(path, '..')).sort()).toEqual(['one.netloom', 'one.netloom.bak']);
  });

  it('keeps the previous generation when the same text is saved again', async () => {
    const path = project();
    let revision = await saveProject(path, 'first.', 'absent', files);
    revision = await saveProject(path, 'second.', revision, files);
    await saveProject(path, 'second.', revision, files);
    expect(read(`${path}.bak`)).toBe('first.');
  });

  it('never lets a broken file replace a good previous generation', async () => {
    const path = project();
    const revision = await saveProject(path, 'first.', 'absent', files);
    await saveProject(path, 'second.', revision, files);
    writeFileSync(path, 'brok');
    const found = await readProject(path, files);
    await saveProject(path, 'third.', found.revision ?? 'absent', files);
    expect(read(path)).toBe('third.');
    expect(read(`${path}.bak`)).toBe('first.');
  });

  it('refuses when the file is not the one expected, and writes nothing', async () => {
    const path = project();
    const revision = await saveProject(path, 'first.', 'absent', files);
    writeFileSync(path, 'by another program.');
    expect(await codeOf(saveProject(path, 'mine.', revision, files))).toBe('file-changed-on-disk');
    expect(await codeOf(saveProject(path, 'mine.', 'absent', files))).toBe('file-changed-on-disk');
    expect(read(path)).toBe('by another program.');
    expect(existsSync(`${path}.bak`)).toBe(false);
    await saveProject(path, 'mine.', 'any', files);
    expect(read(path)).toBe('mine.');
    expect(read(`${path}.bak`)).toBe('by another program.');
  });

  it('refuses when the expected file is gone', async () => {
    const gone = { modified: 0, size: 1, sha256: 'f'.repeat(64) };
    expect(await codeOf(saveProject(project(), 'mine.', gone, files))).toBe('file-changed-on-disk');
  });

  it('does not ask about a file that was only touched', async () => {
    const path = project();
    const revision = await saveProject(path, 'first.', 'absent', files);
    utimesSync(path, 1, 1);
    await saveProject(path, 'second.', revision, files);
    expect(read(path)).toBe('second.');
  });

  it('lets one of two savers of the same revision win', async () => {
    const path = project();
    const revision = await saveProject(path, 'first.', 'absent', files);
    const codes = await Promise.all([
      codeOf(saveProject(path, 'mine.', revision, files)),
      codeOf(saveProject(path, 'yours.', revision, files)),
    ]);
    expect(codes).toEqual([null, 'file-changed-on-disk']);
    expect(read(path)).toBe('mine.');
  });

  it('writes through a symbolic link', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real/one.netloom'), 'first.');
    symlinkSync('real/one.netloom', join(folder, 'link.netloom'));
    await saveProject(join(folder, 'link.netloom'), 'second.', 'any', files);
    expect(lstatSync(join(folder, 'link.netloom')).isSymbolicLink()).toBe(true);
    expect(read(join(folder, 'real/one.netloom'))).toBe('second.');
    expect(read(join(folder, 'real/one.netloom.bak'))).toBe('first.');
  });

  it('keeps the permission bits', async () => {
    const path = project();
    await saveProject(path, 'first.', 'absent', files);
    chmodSync(path, 0o640);
    await saveProject(path, 'second.', 'any', files);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('keeps the previous generation on disks without hard links', async () => {
    const path = project();
    await saveProject(path, 'first.', 'absent', files);
    const { fileSystem } = faultyFileSystem((_, name) => (name === 'link' ? 'EPERM' : null));
    await saveProject(path, 'second.', 'any', { judge, fileSystem });
    expect([read(path), read(`${path}.bak`)]).toEqual(['second.', 'first.']);
    expect(readdirSync(join(path, '..'))).toHaveLength(2);
  });

  it('makes the bytes durable before the rename, and the rename after it', async () => {
    const path = project();
    const calls = async (text: string) => {
      const injected = faultyFileSystem(() => null);
      await saveProject(path, text, 'any', { judge, fileSystem: injected.fileSystem });
      const from = injected.calls.lastIndexOf('realpath');
      return injected.calls.slice(from);
    };
    const write = ['open', 'file.writeFile', 'file.sync', 'file.stat', 'file.close'];
    const syncFolder = ['open', 'file.sync', 'file.close'];
    expect(await calls('first.')).toEqual(['realpath', 'stat', ...write, 'rename', ...syncFolder]);
    expect(await calls('second.')).toEqual([
      'realpath',
      'stat',
      'access',
      'open',
      'file.chmod',
      ...write.slice(1),
      // The previous generation.
      'link',
      'rename',
      'unlink',
      'rename',
      ...syncFolder,
    ]);
  });

  it('waits on Windows for a scanner that holds the file, and not for ever', async () => {
    const path = project();
    await saveProject(path, 'first.', 'absent', files);
    vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
    let held = 3;
    const scanner = faultyFileSystem((_, name) =>
      name === 'rename' && held-- > 0 ? 'EPERM' : null,
    );
    await saveProject(path, 'second.', 'any', { judge, fileSystem: scanner.fileSystem });
    expect(read(path)).toBe('second.');
    held = Number.POSITIVE_INFINITY;
    const { fileSystem } = scanner;
    expect(await codeOf(saveProject(path, 'third.', 'any', { judge, fileSystem }))).toBe(
      'file-unreadable',
    );
    expect(read(path)).toBe('second.');
  });

  it('leaves no temporary file when both generations are links to one file', async () => {
    const path = project();
    await saveProject(path, 'first.', 'absent', files);
    linkSync(path, `${path}.bak`);
    await saveProject(path, 'second.', 'any', files);
    expect([read(path), read(`${path}.bak`)]).toEqual(['second.', 'first.']);
    expect(readdirSync(join(path, '..'))).toHaveLength(2);
  });

  it('has room for its temporary file beside the longest name', async () => {
    const path = join(scratchFolder(), `${'n'.repeat(243)}.netloom`);
    await saveProject(path, 'first.', 'absent', files);
    await saveProject(path, 'second.', 'any', files);
    expect(read(path)).toBe('second.');
  });

  it.each([
    ['a folder', (folder: string) => folder, 'file-unreadable'],
    ['a missing folder', (folder: string) => join(folder, 'no/one.netloom'), 'folder-not-found'],
    ['a file as a folder', (folder: string) => join(folder, 'file/x.netloom'), 'file-not-found'],
    ['a name too long', (folder: string) => join(folder, 'n'.repeat(300)), 'name-invalid'],
  ])('into %s is refused with its reason', async (_, place, code) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await codeOf(saveProject(place(folder), 'text.', 'any', files))).toBe(code);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('refuses what is no project, and keeps what there is', async () => {
    const path = project();
    await saveProject(path, 'first.', 'absent', files);
    expect(await codeOf(saveProject(path, 'half', 'any', files))).toBe('project-invalid');
    expect(read(path)).toBe('first.');
  });

  it('refuses what could never be opened again', async () => {
    const huge = ' '.repeat(largestProjectFile + 1);
    expect(await codeOf(saveProject(project(), huge, 'absent', files))).toBe('file-too-large');
  });
});

const faults = ['ENOSPC', 'EIO', 'EMFILE', 'EACCES'] as const;
const typed = ['disk-full', 'file-damaged', 'too-many-files', 'file-unreadable'];
const situations: readonly (readonly [string, (path: string) => void, 'link' | null])[] = [
  ['a new file', () => undefined, null],
  ['a file without previous generation', (path) => writeFileSync(path, 'old.'), null],
  [
    'a file with a previous generation',
    (path) => {
      writeFileSync(path, 'old.');
      writeFileSync(`${path}.bak`, 'older.');
    },
    null,
  ],
  ['a file on a disk without hard links', (path) => writeFileSync(path, 'old.'), 'link'],
];

describe.each(situations)('every call of a save of %s', (_, prepare, without) => {
  /** Saves while `code` decides about calls; what became of it. */
  const attempt = async (code: (call: number) => string | null) => {
    const path = project();
    prepare(path);
    const had = existsSync(path);
    const injected = faultyFileSystem((n, name) => (name === without ? 'ENOTSUP' : code(n)));
    const { fileSystem } = injected;
    const failure = await codeOf(saveProject(path, 'new.', 'any', { judge, fileSystem }));
    const names = readdirSync(join(path, '..'));
    const now = existsSync(path) ? read(path) : null;
    const backup = existsSync(`${path}.bak`) ? read(`${path}.bak`) : null;
    return { path, had, failure, names, now, backup, calls: injected.calls };
  };

  test.each(faults)(
    'fails in turn with %s: old or new is whole, the person is told',
    async (code) => {
      const { calls } = await attempt(() => null);
      expect(calls.length).toBeGreaterThan(8);
      let failures = 0;
      for (let failing = 0; failing < calls.length; failing++) {
        const result = await attempt((n) => (n === failing ? code : null));
        const where = `call ${failing}: ${calls[failing]}`;
        expect(result.calls[failing], where).toBe(calls[failing]);
        if (result.failure === null) expect(result.now, where).toBe('new.');
        else {
          failures++;
          expect(typed, where).toContain(result.failure);
          expect([result.had ? 'old.' : null, 'new.'], where).toContain(result.now);
          const again = await codeOf(saveProject(result.path, 'newest.', 'any', files));
          expect(again, where).toBeNull();
        }
        expect([null, 'old.', 'older.'], where).toContain(result.backup);
        expect(
          result.names.filter((name) => name.endsWith('.tmp')),
          where,
        ).toEqual([]);
      }
      // Only looking for stale temporary files may fail unnoticed, and clearing away what is not there.
      expect(failures).toBeGreaterThanOrEqual(calls.length - 3);
    },
  );

  test.each(faults)('fails with %s from some call on: old or new is whole', async (code) => {
    const { calls } = await attempt(() => null);
    for (let failing = 0; failing < calls.length; failing++) {
      const result = await attempt((n) => (n >= failing ? code : null));
      expect(typed).toContain(result.failure);
      expect([result.had ? 'old.' : null, 'new.']).toContain(result.now);
    }
  });
});

describe('reading', () => {
  /** The current and previous generation, null where there is none; what is opened and why; what else there is. */
  const generations: readonly (readonly [
    string | Uint8Array | null,
    string | Uint8Array | null,
    object,
  ])[] = [
    ['now.', null, { text: 'now.', generation: 'current', reason: null, other: null }],
    ['now.', 'old.', { text: 'now.', generation: 'current', reason: null, other: null }],
    ['now?', null, { text: 'now?', generation: 'current', reason: 'changed', other: null }],
    ['now?', 'old.', { text: 'now?', generation: 'current', reason: 'changed', other: 'old.' }],
    ['now?', 'ol', { text: 'now?', generation: 'current', reason: 'changed', other: null }],
    ['no', null, { text: 'no', generation: 'current', reason: 'broken', other: null }],
    ['no', 'ol', { text: 'no', generation: 'current', reason: 'broken', other: null }],
    ['no', 'old.', { text: 'old.', generation: 'previous', reason: 'broken', other: 'no' }],
    ['', 'old.', { text: 'old.', generation: 'previous', reason: 'broken', other: '' }],
    [
      Uint8Array.of(0xff, 0x2e),
      'old.',
      { text: 'old.', generation: 'previous', reason: 'broken', other: null },
    ],
    [null, 'old.', { text: 'old.', generation: 'previous', reason: 'missing', other: null }],
    [null, 'old?', { text: 'old?', generation: 'previous', reason: 'missing', other: null }],
  ];
  it.each(generations)('of %j with previous %j', async (current, previous, expected) => {
    const path = project();
    if (current !== null) writeFileSync(path, current);
    if (previous !== null) writeFileSync(`${path}.bak`, previous);
    const found = await readProject(path, files);
    expect(found).toMatchObject(expected);
    expect(found.revision).toEqual(current === null ? null : await revisionOf(path));
  });

  it.each([
    [null, null, 'file-not-found'],
    [null, 'ol', 'file-not-found'],
    [Uint8Array.of(0xff), null, 'project-invalid'],
    [Uint8Array.of(0xff), Uint8Array.of(0xfe), 'project-invalid'],
  ])('of %j with previous %j is refused', async (current, previous, code) => {
    const path = project();
    if (current !== null) writeFileSync(path, current);
    if (previous !== null) writeFileSync(`${path}.bak`, previous);
    expect(await codeOf(readProject(path, files))).toBe(code);
  });

  it('after a recovery saves over what stands there', async () => {
    const path = project();
    writeFileSync(`${path}.bak`, 'old.');
    const found = await readProject(path, files);
    await saveProject(path, 'next.', found.revision ?? 'absent', files);
    expect([read(path), read(`${path}.bak`)]).toEqual(['next.', 'old.']);
  });

  it('gives back every character, a byte order mark too', async () => {
    const path = project();
    const text = '\ufeff項目 "1"\u0000\r\n🎨.';
    await saveProject(path, text, 'absent', files);
    expect((await readProject(path, files)).text).toBe(text);
  });

  it.each(faults)('says so when the disk fails with %s', async (code) => {
    const path = project();
    writeFileSync(path, 'now.');
    const { fileSystem } = faultyFileSystem((n) => (n === 1 ? code : null));
    expect(typed).toContain(await codeOf(readProject(path, { judge, fileSystem })));
  });

  it('does not wait for a folder or a huge file', async () => {
    const path = project();
    mkdirSync(path);
    expect(await codeOf(readProject(path, files))).toBe('file-unreadable');
  });
});

describe('temporary files of a killed process', () => {
  it('are swept when they are old, and nothing else is', async () => {
    const folder = scratchFolder();
    const old = `.netloom-${'0'.repeat(16)}.tmp`;
    const fresh = `.netloom-${'1'.repeat(16)}.tmp`;
    for (const name of [old, fresh, 'notes.tmp', '.netloom-x.tmp'])
      writeFileSync(join(folder, name), '');
    for (const name of [old, 'notes.tmp', '.netloom-x.tmp']) utimesSync(join(folder, name), 1, 1);
    await sweepTemporaries(folder);
    expect(readdirSync(folder).sort()).toEqual(['.netloom-x.tmp', fresh, 'notes.tmp'].sort());
    await sweepTemporaries(join(folder, 'none'));
  });
});

describe('writing bytes', () => {
  it('replaces a file and keeps none', async () => {
    const path = join(scratchFolder(), 'weights.safetensors');
    await writeAtomic(path, Uint8Array.of(1, 2));
    const stats = await writeAtomic(path, Uint8Array.of(3));
    expect([...readFileSync(path)]).toEqual([3]);
    expect(stats.size).toBe(1);
    expect(readdirSync(join(path, '..'))).toEqual(['weights.safetensors']);
  });

  it('names the path in the sentence, whatever characters it has', async () => {
    const path = join(scratchFolder(), '$& %', 'x');
    await expect(writeAtomic(path, new Uint8Array(0))).rejects.toMatchObject({
      code: 'folder-not-found',
      place: path,
    });
  });
});

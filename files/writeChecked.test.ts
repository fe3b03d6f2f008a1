/** Files that belong together: all under their names once they have been checked, or everything as it was. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NetloomError } from '../engine/index.ts';
import { faultyFileSystem } from './testing/faultyFileSystem.ts';
import { scratchFolder } from './testing/scratch.ts';
import { type CheckedWriteOptions, writeChecked } from './writeChecked.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const model = () => {
  const folder = scratchFolder();
  const path = join(folder, 'net.onnx');
  const files = [
    { path, pieces: () => [bytes('mod'), bytes('el')] },
    { path: `${path}.data`, pieces: () => [bytes('weights')] },
  ];
  return { folder, path, files };
};
const content = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
const write = (
  { files }: ReturnType<typeof model>,
  options?: CheckedWriteOptions,
  check = async (read: (index: number) => Promise<Uint8Array>) =>
    `${Buffer.from(await read(0))}+${Buffer.from(await read(1))}`,
) => writeChecked(files, check, options);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('writing', () => {
  it('reads from the disk what it checks, and tells sizes and hashes', async () => {
    const target = model();
    const seen: readonly string[][] = [[]];
    const { result, files } = await write(target, {}, async (read) => {
      // Nothing has its name yet.
      seen[0]?.push(...readdirSync(target.folder).filter((name) => name.startsWith('net')));
      return `${Buffer.from(await read(0))}+${Buffer.from(await read(1))}`;
    });
    expect(seen).toEqual([[]]);
    expect(result).toBe('model+weights');
    expect(files).toEqual([
      { path: target.path, size: 5, sha256: sha256('model') },
      { path: `${target.path}.data`, size: 7, sha256: sha256('weights') },
    ]);
    expect(content(target.folder)).toEqual({ 'net.onnx': 'model', 'net.onnx.data': 'weights' });
  });

  it('gives the first file its name last, when the others are there', async () => {
    const { fileSystem, calls } = faultyFileSystem(() => null);
    await write(model(), { fileSystem });
    const renames = calls.flatMap((name, at) => (name === 'rename' ? [at] : []));
    expect(renames).toHaveLength(2);
    expect(calls.lastIndexOf('file.readFile')).toBeLessThan(renames[0] as number);
    expect(calls.slice((renames[1] as number) + 1)).toEqual(['open', 'file.sync', 'file.close']);
  });

  it('tells how far it is, large pieces in parts', async () => {
    const { folder } = model();
    const large = new Uint8Array(9 * 2 ** 20);
    const told: number[] = [];
    const files = [{ path: join(folder, 'large'), pieces: () => [large] }];
    await writeChecked(files, async () => null, { onProgress: (done) => told.push(done) });
    expect(told).toEqual([4 * 2 ** 20, 8 * 2 ** 20, 9 * 2 ** 20]);
  });
});

describe('what fails leaves everything as it was', () => {
  const before = { 'net.onnx': 'old', 'net.onnx.data': 'old data' };
  const existing = () => {
    const target = model();
    for (const [name, text] of Object.entries(before))
      writeFileSync(join(target.folder, name), text);
    return target;
  };

  it('a check that is not passed', async () => {
    const target = existing();
    const refused = new NetloomError('model-output-differs', 'It differs.');
    await expect(write(target, {}, () => Promise.reject(refused))).rejects.toBe(refused);
    expect(content(target.folder)).toEqual(before);
  });

  it('cancelling, while it is written and while it is checked', async () => {
    for (const moment of ['written', 'checked']) {
      const target = existing();
      const controller = new AbortController();
      const cancel = () => controller.abort(new Error('enough'));
      const work = write(
        target,
        { signal: controller.signal, ...(moment === 'written' && { onProgress: cancel }) },
        async () => {
          cancel();
          return '';
        },
      );
      await expect(work).rejects.toThrow('enough');
      expect(content(target.folder)).toEqual(before);
    }
  });

  it('weights that cannot be made', async () => {
    const target = existing();
    const broken = [
      {
        path: target.path,
        pieces: function* () {
          yield bytes('half');
          throw new RangeError('no memory');
        },
      },
    ];
    await expect(writeChecked(broken, async () => null)).rejects.toThrow('no memory');
    expect(content(target.folder)).toEqual(before);
  });

  it('a folder that is not there', async () => {
    const { folder } = model();
    const files = [{ path: join(folder, 'missing', 'net.onnx'), pieces: () => [bytes('x')] }];
    await expect(writeChecked(files, async () => null)).rejects.toMatchObject({
      code: 'folder-not-found',
      place: files[0]?.path,
    });
  });

  it('any call of the system, whatever the error', async () => {
    const counting = faultyFileSystem(() => null);
    await write(existing(), { fileSystem: counting.fileSystem });
    const renamed = counting.calls.indexOf('rename');
    expect(renamed).toBeGreaterThan(10);
    for (let failing = 0; failing <= renamed; failing++)
      for (const code of ['ENOSPC', 'EIO', 'EMFILE', 'EACCES']) {
        const target = existing();
        const { fileSystem } = faultyFileSystem((call) => (call === failing ? code : null));
        await expect(write(target, { fileSystem })).rejects.toBeInstanceOf(NetloomError);
        expect(content(target.folder), `call ${failing}, ${code}`).toEqual(before);
      }
  });
});

import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { resolveBeside } from './beside.ts';
import { scratchFolder } from './testing/scratch.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(scratchFolder());
  mkdirSync(join(folder, 'models/deep'), { recursive: true });
  for (const path of ['secret', 'models/a.data', 'models/deep/b.data'])
    writeFileSync(join(folder, path), path);
  symlinkSync('a.data', join(folder, 'models/same'));
  symlinkSync('../secret', join(folder, 'models/out'));
  symlinkSync('..', join(folder, 'models/up'));
});

it.each([
  ['a.data', 'models/a.data'],
  ['deep/b.data', 'models/deep/b.data'],
  ['same', 'models/a.data'],
])('%s lies in the folder', async (location, path) => {
  expect(await resolveBeside(join(folder, 'models'), location)).toBe(join(folder, path));
});
it.each(['../secret', 'out', 'up/secret', 'up', '.', 'deep/../../secret'])(
  '%s leads out of it',
  async (location) => {
    await expect(resolveBeside(join(folder, 'models'), location)).rejects.toMatchObject({
      code: 'onnx-external-path',
    });
  },
);
it('what is not there is said to be so', async () => {
  await expect(resolveBeside(join(folder, 'models'), 'none')).rejects.toMatchObject({
    code: 'file-not-found',
  });
});

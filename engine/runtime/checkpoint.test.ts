import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryPlatform } from '../testing/memoryPlatform.ts';
import { NetloomError } from '../util/errors.ts';
import { CheckpointStore, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';

const sample = () => ({
  header: {
    version: 1 as const,
    sequence: 3,
    run: 'abc',
    progress: { step: 7, loss: 0.1 + 0.2, text: 'é' },
  },
  tensors: new Map([
    ['a/kernel', Float32Array.of(1, -0, 1e-42, Number.POSITIVE_INFINITY)],
    ['empty', new Float32Array(0)],
  ]),
});

describe('checkpoint bytes', () => {
  it('give back header and tensors bit for bit', () => {
    const { header, tensors } = decodeCheckpoint(encodeCheckpoint(sample()), 'x');
    expect(header).toMatchObject(sample().header);
    for (const [name, values] of sample().tensors) {
      expect([...new Uint32Array((tensors.get(name) as Float32Array).buffer)]).toEqual([
        ...new Uint32Array(values.buffer),
      ]);
    }
  });

  it('are refused when any byte is changed, missing or added', () => {
    const bytes = encodeCheckpoint(sample());
    const refused = (changed: Uint8Array) => {
      expect(() => decodeCheckpoint(changed, 'x')).toThrow(NetloomError);
    };
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = bytes.slice();
        changed[at] = (changed[at] as number) ^ by;
        refused(changed);
      }),
      { numRuns: 300 },
    );
    for (let length = 0; length < bytes.length; length += 7) refused(bytes.slice(0, length));
    refused(Uint8Array.of(...bytes, 0));
  });
});

describe('checkpoint store', () => {
  it('keeps two generations and loads the newest that is whole', async () => {
    const platform = memoryPlatform();
    const store = new CheckpointStore(platform, 'run');
    for (const step of [1, 2, 3]) await store.save('id', { step }, new Map());
    expect([...platform.files.keys()].sort()).toEqual([
      'run/checkpoint-0.nlck',
      'run/checkpoint-1.nlck',
    ]);
    expect((await new CheckpointStore(platform, 'run').load())?.header.progress).toEqual({
      step: 3,
    });
    platform.files.set('run/checkpoint-1.nlck', new Uint8Array(9));
    const again = new CheckpointStore(platform, 'run');
    expect((await again.load())?.header.progress).toEqual({ step: 2 });
    await again.save('id', { step: 4 }, new Map());
    expect((await new CheckpointStore(platform, 'run').load())?.header.progress).toEqual({
      step: 4,
    });
  });

  it('has nothing to load from an empty folder, and says so when all are damaged', async () => {
    const platform = memoryPlatform();
    expect(await new CheckpointStore(platform, 'run').load()).toBeNull();
    platform.files.set('run/checkpoint-0.nlck', Uint8Array.of(1, 2, 3));
    await expect(new CheckpointStore(platform, 'run').load()).rejects.toMatchObject({
      code: 'checkpoint-damaged',
    });
  });

  it.each(['disk-full', 'file-damaged', 'too-many-files', 'file-unreadable'])(
    'keeps the old generation when a save fails with %s',
    async (code) => {
      const platform = memoryPlatform();
      const store = new CheckpointStore(platform, 'run');
      await store.save('id', { step: 1 }, new Map());
      platform.failWrites = new NetloomError(code, 'It failed.');
      await expect(store.save('id', { step: 2 }, new Map())).rejects.toMatchObject({ code });
      platform.failWrites = null;
      expect((await new CheckpointStore(platform, 'run').load())?.header.progress).toEqual({
        step: 1,
      });
      await store.save('id', { step: 3 }, new Map());
      expect((await new CheckpointStore(platform, 'run').load())?.header.progress).toEqual({
        step: 3,
      });
    },
  );
});

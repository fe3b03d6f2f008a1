import { expect, it, vi } from 'vitest';
import type { DataSummary } from '../../engine/index.ts';
import { sampleValues } from './samples.ts';

const { readSample } = vi.hoisted(() => ({ readSample: vi.fn() }));
vi.mock('../store/engine.ts', () => ({ engine: { training: { readSample } } }));

/** As after another seed: the same files, divided into parts of the same sizes. */
const opened = () => ({ fingerprint: 'f', training: 60, validation: 20 }) as unknown as DataSummary;
const reference = { kind: 'data', part: 'validation', index: 3 } as const;
const answer = (target: number) =>
  readSample.mockResolvedValueOnce({ ok: true, value: { values: {}, target } });

it('reads a sample once for as long as the data stay open', async () => {
  const data = opened();
  answer(1);
  expect((await sampleValues(reference, data))?.target).toBe(1);
  expect((await sampleValues(reference, data))?.target).toBe(1);
  const divided = opened();
  answer(2);
  expect((await sampleValues(reference, divided))?.target).toBe(2);
});

it('keeps nothing that was asked of other data meanwhile', async () => {
  let arrive: (value: unknown) => void = () => undefined;
  readSample.mockReturnValueOnce(
    new Promise((resolve) => {
      arrive = resolve;
    }),
  );
  const [before, after] = [opened(), opened()];
  const late = sampleValues(reference, before);
  answer(2);
  expect((await sampleValues(reference, after))?.target).toBe(2);
  arrive({ ok: true, value: { values: {}, target: 1 } });
  await late;
  expect((await sampleValues(reference, after))?.target).toBe(2);
});

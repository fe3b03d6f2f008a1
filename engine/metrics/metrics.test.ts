import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../backends/reference/index.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import { input } from '../ir/construct.ts';
import type { DType, Shape } from '../ir/types.ts';
import { metricDefinition } from './index.ts';

interface Tensor {
  readonly shape: Shape;
  readonly data: readonly number[];
  readonly dtype?: DType;
}
interface Batch {
  readonly prediction: Tensor;
  readonly target: Tensor;
  readonly mask: readonly number[];
}

/** Builds the metric for each batch, adds the sums up over the batches and finishes them. */
function measure(type: string, given: object, batches: readonly Batch[]) {
  const metric = metricDefinition(type);
  const params = metric.params.parse(given);
  const totals: Record<string, number[]> = {};
  for (const { prediction, target, mask } of batches) {
    const e = new ProgramBuilder();
    const ports = {
      prediction: input(e, 'prediction', prediction.shape, prediction.dtype),
      target: input(e, 'target', target.shape, target.dtype),
      mask: input(e, 'mask', [mask.length]),
    };
    for (const [name, value] of Object.entries(metric.build(e, params, ports))) {
      expect(e.typeOf(value).dtype).toBe('f32');
      e.output(name, value);
    }
    const feed = { prediction: prediction.data, target: target.data, mask };
    for (const [name, sums] of Object.entries(evaluate(e.finish(type), feed, {}, 'f64').outputs))
      totals[name] = Array.from(sums, (value, i) => value + (totals[name]?.[i] ?? 0));
  }
  return metric.finish(params, totals);
}
const value = (type: string, params: object, ...batches: readonly Batch[]) =>
  measure(type, params, batches).value;

const scores = (rows: readonly (readonly number[])[]): Tensor => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  data: rows.flat(),
});
const classes = (data: readonly number[]): Tensor => ({ shape: [data.length], data, dtype: 'i32' });
const oneHot = (numbers: readonly number[], count: number): Tensor =>
  scores(numbers.map((k) => Array.from({ length: count }, (_, i) => (i === k ? 1 : 0))));
const column = (data: readonly number[]): Tensor => ({ shape: [data.length, 1], data });

/** Rows of scores that often tie, their classes, and a mask with at least one real sample. */
const classified = fc.integer({ min: 2, max: 6 }).chain((count) =>
  fc
    .array(
      fc.record({
        row: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: count, maxLength: count }),
        label: fc.integer({ min: 0, max: count - 1 }),
        real: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .filter((samples) => samples.some(({ real }) => real))
    .map((samples) => ({ count, samples })),
);
type Samples = readonly { readonly row: readonly number[]; label: number; real: boolean }[];
const batchOf = (samples: Samples): Batch => ({
  prediction: scores(samples.map(({ row }) => row)),
  target: classes(samples.map(({ label }) => label)),
  mask: samples.map(({ real }) => Number(real)),
});
const firstLargest = (row: readonly number[]) => row.indexOf(Math.max(...row));
const meanOver = (samples: Samples, of: (sample: Samples[number]) => number) => {
  const real = samples.filter((sample) => sample.real);
  return real.reduce((sum, sample) => sum + of(sample), 0) / real.length;
};

describe('accuracy', () => {
  test('is the share of real samples whose class comes first', () => {
    fc.assert(
      fc.property(classified, ({ samples }) => {
        const expected = meanOver(samples, ({ row, label }) => Number(firstLargest(row) === label));
        expect(value('accuracy', {}, batchOf(samples))).toBeCloseTo(expected, 12);
      }),
    );
  });
  test('reads one-hot targets as their class', () => {
    fc.assert(
      fc.property(classified, ({ samples, count }) => {
        const batch = batchOf(samples);
        const target = oneHot(batch.target.data, count);
        expect(value('accuracy', {}, { ...batch, target })).toBe(value('accuracy', {}, batch));
      }),
    );
  });
  test('of two batches weighs samples, not batches', () => {
    const right = { prediction: scores([[0, 1]]), target: classes([1]), mask: [1] };
    const wrong = {
      prediction: scores([
        [1, 0],
        [1, 0],
        [1, 0],
      ]),
      target: classes([1, 1, 1]),
      mask: [1, 1, 1],
    };
    expect(value('accuracy', {}, right, wrong)).toBe(0.25);
  });
  test('of one score a sample compares it with the threshold', () => {
    const target = column([1, 0, 1, 0]);
    const mask = [1, 1, 1, 1];
    const probabilities = column([0.6, 0.4, 0.5, 0.9]);
    expect(value('accuracy', {}, { prediction: probabilities, target, mask })).toBe(0.5);
    const logits = column([0.2, -3, 0.1, -0.1]);
    expect(value('accuracy', { threshold: 0 }, { prediction: logits, target, mask })).toBe(1);
    expect(value('accuracy', {}, { prediction: logits, target, mask })).toBe(0.5);
  });
  test('takes class numbers, flags and flat values for one score a sample', () => {
    const prediction = column([0.9, 0.2, 0.7]);
    const mask = [1, 1, 1];
    for (const target of [
      classes([1, 0, 0]),
      { ...classes([1, 0, 0]), dtype: 'bool' as const },
      { shape: [3], data: [1, 0, 0] },
    ])
      expect(value('accuracy', {}, { prediction, target, mask })).toBeCloseTo(2 / 3, 15);
    const flat = { shape: [3], data: prediction.data };
    expect(
      value('accuracy', {}, { prediction: flat, target: classes([1, 0, 0]), mask }),
    ).toBeCloseTo(2 / 3, 15);
  });
  test('counts every position of a sample', () => {
    const prediction = { shape: [2, 2, 2], data: [1, 0, 0, 1, 1, 0, 1, 0] };
    const target: Tensor = { shape: [2, 2], data: [0, 0, 0, 0], dtype: 'i32' };
    expect(value('accuracy', {}, { prediction, target, mask: [1, 1] })).toBe(0.75);
    expect(value('accuracy', {}, { prediction, target, mask: [1, 0] })).toBe(0.5);
  });
  test('of no sample is not a number', () => {
    const batch = { prediction: scores([[0, 1]]), target: classes([1]), mask: [0] };
    expect(value('accuracy', {}, batch)).toBeNaN();
  });
});

describe('top-k', () => {
  test('ranks by score, then by class number', () => {
    fc.assert(
      fc.property(classified, fc.integer({ min: 1, max: 6 }), ({ samples }, k) => {
        const expected = meanOver(samples, ({ row, label }) => {
          const ranked = row
            .map((score, index) => ({ score, index }))
            .sort((a, b) => b.score - a.score || a.index - b.index);
          return Number(ranked.slice(0, k).some(({ index }) => index === label));
        });
        expect(value('topK', { k }, batchOf(samples))).toBeCloseTo(expected, 12);
      }),
    );
  });
  test('with k = 1 is accuracy', () => {
    fc.assert(
      fc.property(classified, ({ samples }) => {
        const batch = batchOf(samples);
        expect(value('topK', { k: 1 }, batch)).toBe(value('accuracy', {}, batch));
      }),
    );
  });
  test('never counts a score that is not a number', () => {
    const mask = [1, 1];
    const prediction = scores([
      [Number.NaN, 0, 1],
      [Number.NaN, Number.NaN, Number.NaN],
    ]);
    expect(value('topK', { k: 2 }, { prediction, target: classes([0, 2]), mask })).toBe(0);
  });
  test('never counts a class that does not exist', () => {
    const batch = { prediction: scores([[-1, -2, -3]]), target: classes([7]), mask: [1] };
    expect(value('topK', { k: 2 }, batch)).toBe(0);
  });
  test('of scores −∞ elsewhere still finds its class', () => {
    const prediction = scores([[Number.NEGATIVE_INFINITY, 3, Number.NEGATIVE_INFINITY]]);
    expect(value('topK', { k: 1 }, { prediction, target: classes([1]), mask: [1] })).toBe(1);
  });
  test('does not fit one score a sample', () => {
    const batch = { prediction: column([1]), target: column([1]), mask: [1] };
    expect(() => value('topK', {}, batch)).toThrow();
  });
});

describe('errors of regression', () => {
  const numbers = fc.double({ min: -100, max: 100, noNaN: true });
  const samples = fc
    .array(fc.record({ given: numbers, wanted: numbers, real: fc.boolean() }), {
      minLength: 2,
      maxLength: 12,
    })
    .filter((all) => all.some(({ real }) => real));

  test('are means over real samples', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const real = all.filter(({ real: kept }) => kept);
        const errors = real.map(({ given, wanted }) => given - wanted);
        const mean = (of: (error: number) => number) =>
          errors.reduce((sum, error) => sum + of(error), 0) / errors.length;
        const batch = {
          prediction: column(all.map(({ given }) => given)),
          target: { shape: [all.length], data: all.map(({ wanted }) => wanted) },
          mask: all.map(({ real: kept }) => Number(kept)),
        };
        expect(value('meanAbsoluteError', {}, batch)).toBeCloseTo(mean(Math.abs), 9);
        expect(value('rootMeanSquaredError', {}, batch)).toBeCloseTo(
          Math.sqrt(mean((error) => error * error)),
          9,
        );
      }),
    );
  });
  test('count every value of a sample', () => {
    const batch = {
      prediction: scores([
        [1, 2],
        [3, 4],
      ]),
      target: scores([
        [0, 0],
        [0, 0],
      ]),
      mask: [1, 0],
    };
    expect(value('meanAbsoluteError', {}, batch)).toBe(1.5);
    expect(value('rootMeanSquaredError', {}, batch)).toBe(Math.sqrt(2.5));
  });
  test('leave out what padding predicts, whatever it is', () => {
    const batch = {
      prediction: column([1, Number.POSITIVE_INFINITY, Number.NaN]),
      target: column([3, 0, 0]),
      mask: [1, 0, 0],
    };
    expect(value('meanAbsoluteError', {}, batch)).toBe(2);
    expect(value('rootMeanSquaredError', {}, batch)).toBe(2);
  });
});

describe('confusion matrix', () => {
  test('counts true against predicted classes', () => {
    fc.assert(
      fc.property(classified, ({ samples, count }) => {
        const expected = Array.from({ length: count }, () => new Array<number>(count).fill(0));
        for (const { row, label, real } of samples) {
          const counts = expected[label] as number[];
          counts[firstLargest(row)] = (counts[firstLargest(row)] as number) + Number(real);
        }
        const batch = batchOf(samples);
        const found = measure('confusionMatrix', {}, [batch]);
        expect(found.matrix).toEqual(expected);
        expect(found.value).toBeCloseTo(value('accuracy', {}, batch), 12);
      }),
    );
  });
  test('has two classes for one score a sample', () => {
    const batch = {
      prediction: column([0.9, 0.8, 0.1, 0.7]),
      target: column([1, 0, 0, 1]),
      mask: [1, 1, 1, 0],
    };
    expect(measure('confusionMatrix', {}, [batch, batch]).matrix).toEqual([
      [2, 2],
      [0, 2],
    ]);
  });
});

test('a metric that does not exist is an error with a code', () => {
  expect(() => metricDefinition('constructor')).toThrowError(
    expect.objectContaining({ code: 'unknown-metric' }),
  );
});

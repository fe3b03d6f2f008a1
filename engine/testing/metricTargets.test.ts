import { describe, expect, test } from 'vitest';
import { ProgramBuilder } from '../ir/builder.ts';
import { input } from '../ir/construct.ts';
import type { DType, Shape } from '../ir/types.ts';
import { metricDefinition, metrics } from '../metrics/index.ts';
import { RandomStream } from '../util/random.ts';
import { expectClose } from './close.ts';
import { runOnce, type Target, targets } from './targets.ts';

interface Case {
  readonly metric: string;
  readonly prediction: Shape;
  readonly target: Shape;
  readonly dtype: DType;
}
const BATCH = 13;
const cases: readonly Case[] = [
  { metric: 'accuracy', prediction: [BATCH, 7], target: [BATCH], dtype: 'i32' },
  { metric: 'accuracy', prediction: [BATCH, 7], target: [BATCH, 7], dtype: 'f32' },
  { metric: 'accuracy', prediction: [BATCH, 1], target: [BATCH], dtype: 'i32' },
  { metric: 'topK', prediction: [BATCH, 9], target: [BATCH], dtype: 'i32' },
  { metric: 'topK', prediction: [BATCH, 2, 6], target: [BATCH, 2], dtype: 'i32' },
  { metric: 'meanAbsoluteError', prediction: [BATCH, 3], target: [BATCH, 3], dtype: 'f32' },
  { metric: 'rootMeanSquaredError', prediction: [BATCH, 1], target: [BATCH], dtype: 'f32' },
  { metric: 'confusionMatrix', prediction: [BATCH, 5], target: [BATCH], dtype: 'i32' },
  { metric: 'confusionMatrix', prediction: [BATCH, 1], target: [BATCH, 1], dtype: 'f32' },
];

/** The sums of a metric over random scores, most of them tied somewhere, the last two samples being padding. */
function sums(target: Target, { metric, ...shapes }: Case) {
  const definition = metricDefinition(metric);
  const e = new ProgramBuilder();
  const ports = {
    prediction: input(e, 'prediction', shapes.prediction),
    target: input(e, 'target', shapes.target, shapes.dtype),
    mask: input(e, 'mask', [BATCH]),
  };
  const built = definition.build(e, definition.params.parse({}), ports);
  for (const [name, value] of Object.entries(built)) e.output(name, value);
  const stream = new RandomStream(5);
  const fill = (shape: Shape, of: (x: number) => number) =>
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => of(stream.uniform()));
  const classes = shapes.prediction.at(-1) === 1 ? 2 : (shapes.prediction.at(-1) as number);
  return runOnce(target, e.finish(metric), {
    prediction: fill(shapes.prediction, (x) => Math.floor(x * 6) / 4),
    target: fill(shapes.target, (x) => Math.floor(x * (shapes.dtype === 'i32' ? classes : 2))),
    mask: Array.from({ length: BATCH }, (_, i) => Number(i < BATCH - 2)),
  });
}

test('every metric is here', () => {
  expect([...new Set(cases.map(({ metric }) => metric))].sort()).toEqual(
    [...metrics.keys()].sort(),
  );
});

describe.each(targets.slice(1))('on $name', (target) => {
  test.each(cases)('$metric of $prediction and $target has the sums of f64', async (metric) => {
    const [expected, found] = await Promise.all([
      sums(targets[0] as Target, metric),
      sums(target, metric),
    ]);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      expectClose(name, found[name] ?? [], values, target.tolerance);
      expect(values.some((value) => value > 0)).toBe(true);
    }
  });
});

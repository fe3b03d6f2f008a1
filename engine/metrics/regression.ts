/** Takes predicted and true values; gives the mean size of the error in the values' own unit. */
import * as z from 'zod';
import { abs, cast, equal, mul, num, reshape, select, shapeOf, sub, sum } from '../ir/construct.ts';
import type { Emitter, ValueId } from '../ir/types.ts';
import { maskOver } from './classes.ts';
import { share } from './totals.ts';
import type { MetricDefinition } from './types.ts';

const params = z.strictObject({});
type Ports = Parameters<MetricDefinition['build']>[2];

/** Σ measure(prediction − target) over the elements of real samples, and their number. */
function errorSums(
  e: Emitter,
  { prediction, target, mask }: Ports,
  measure: (e: Emitter, error: ValueId) => ValueId,
): Readonly<Record<string, ValueId>> {
  const shape = shapeOf(e, prediction);
  const error = sub(e, prediction, reshape(e, cast(e, target, 'f32'), shape));
  const counted = maskOver(e, mask, shape);
  // Selected, not multiplied: what a padded sample predicts may be infinite.
  const kept = select(e, equal(e, counted, num(1)), measure(e, error), num(0));
  return { error: sum(e, kept), count: sum(e, counted) };
}

/** Prediction and target of one shape, or as many elements. */
export const meanAbsoluteError: MetricDefinition<object> = {
  type: 'meanAbsoluteError',
  name: { en: 'Mean absolute error', zh: '平均绝对误差' },
  params,
  better: 'lower',
  build: (e, _, ports) => errorSums(e, ports, abs),
  finish: (_, totals) => ({ value: share(totals, 'error') }),
  docs: {
    summary: 'How far predictions are off on average, in the unit of the target.',
    reference: 'Willmott and Matsuura, Advantages of the Mean Absolute Error, 2005',
  },
};

/** Prediction and target of one shape, or as many elements. */
export const rootMeanSquaredError: MetricDefinition<object> = {
  type: 'rootMeanSquaredError',
  name: { en: 'Root mean squared error', zh: '均方根误差' },
  params,
  better: 'lower',
  build: (e, _, ports) => errorSums(e, ports, (emitter, error) => mul(emitter, error, error)),
  finish: (_, totals) => ({ value: Math.sqrt(share(totals, 'error')) }),
  docs: {
    summary: 'How far predictions are off, with large errors weighing more.',
    reference: 'Chai and Draxler, Root Mean Square Error or Mean Absolute Error, 2014',
  },
};

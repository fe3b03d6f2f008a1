/** Takes scores and classes; gives the share of samples whose class is among the k largest scores. */
import * as z from 'zod';
import {
  and,
  cast,
  equal,
  iota,
  less,
  lessEqual,
  mul,
  not,
  num,
  or,
  reduceMax,
  reshape,
  select,
  shapeOf,
  sum,
} from '../ir/construct.ts';
import type { Emitter, ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { invariant } from '../util/errors.ts';
import { classShape, isBinary, maskOver, targetClass } from './classes.ts';
import { share } from './totals.ts';
import type { MetricDefinition } from './types.ts';

/** The smallest finite f32. */
const LOWEST = -3.4028234663852886e38;

const params = z.strictObject({
  k: described(z.int().positive().default(5), 'k', 'How many of the highest scores count.'),
});

/** Prediction […, C] with class numbers […] or one-hot […, C]; equal scores rank by class number. */
export const topK: MetricDefinition<z.infer<typeof params>> = {
  type: 'topK',
  name: { en: 'Top-k accuracy', zh: 'Top-k 准确率' },
  params,
  better: 'higher',
  build(e, settings, { prediction, target, mask }) {
    const shape = shapeOf(e, prediction);
    invariant(!isBinary(shape), 'top-k needs a score for each class');
    const counted = maskOver(e, mask, classShape(shape));
    const ahead = classesAhead(e, prediction, targetClass(e, target, shape));
    const correct = cast(e, less(e, ahead, num(settings.k)), 'f32');
    return { correct: sum(e, mul(e, correct, counted)), count: sum(e, counted) };
  },
  finish: (_, totals) => ({ value: share(totals, 'correct') }),
  docs: {
    summary: 'Share of samples whose class is among the k highest scores.',
    reference: 'Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, 2015',
  },
};

/**
 * f32 […]: how many classes rank before the target. A class does not only when its score is less, or equal
 * with a larger number; a target whose score is not a number is therefore last, and so is a number that is no class.
 */
function classesAhead(e: Emitter, prediction: ValueId, classes: ValueId): ValueId {
  const shape = shapeOf(e, prediction);
  const axis = shape.length - 1;
  const column = reshape(e, classes, [...shape.slice(0, -1), 1]);
  const position = iota(e, shape, axis);
  const isTarget = equal(e, position, column);
  const score = reduceMax(e, select(e, isTarget, prediction, num(LOWEST)), [axis], true);
  const behind = or(
    e,
    less(e, prediction, score),
    and(e, equal(e, prediction, score), lessEqual(e, column, position)),
  );
  return sum(e, cast(e, not(e, or(e, behind, isTarget)), 'f32'), [axis]);
}

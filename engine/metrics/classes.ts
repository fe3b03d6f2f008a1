/** Takes predictions and targets as losses have them; gives class numbers and masks that metrics compare. */

import * as z from 'zod';
import {
  argmax,
  broadcastTo,
  cast,
  equal,
  greater,
  iota,
  num,
  reshape,
  sameShape,
  shapeOf,
} from '../ir/construct.ts';
import type { Emitter, Shape, ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';

/** A single score above it means class 1: 0.5 for probabilities, 0 for logits. */
export const threshold = described(
  z.number().default(0.5),
  'Threshold',
  'Where a sample has a single score: above this it counts as the second class.',
);

/** Classification with one score a sample: [B] or […, 1]. */
export function isBinary(shape: Shape): boolean {
  return shape.length === 1 || shape[shape.length - 1] === 1;
}

/** Shape of the class numbers of a prediction: without its class axis. */
export function classShape(prediction: Shape): Shape {
  return prediction.length === 1 ? prediction : prediction.slice(0, -1);
}

/** Two classes where a sample has one score. */
export function classCount(prediction: Shape): number {
  return isBinary(prediction) ? 2 : (prediction[prediction.length - 1] as number);
}

/** i32 class numbers of a prediction: the first largest score, or 1 where a single score is above `threshold`. */
export function predictedClass(e: Emitter, prediction: ValueId, threshold: number): ValueId {
  const shape = shapeOf(e, prediction);
  if (!isBinary(shape)) return argmax(e, prediction, shape.length - 1);
  const positive = greater(e, reshape(e, prediction, classShape(shape)), num(threshold));
  return cast(e, positive, 'i32');
}

/** i32 class numbers of a target: as they are, from one-hot, or 1 where a single value is above one half. */
export function targetClass(e: Emitter, target: ValueId, prediction: Shape): ValueId {
  const shape = shapeOf(e, target);
  const wanted = classShape(prediction);
  const scores = sameShape(shape, prediction) && !isBinary(prediction);
  if (scores) return argmax(e, target, shape.length - 1);
  const values = reshape(e, target, wanted);
  if (e.typeOf(target).dtype !== 'f32') return cast(e, values, 'i32');
  if (!isBinary(prediction)) return cast(e, values, 'i32');
  return cast(e, greater(e, values, num(0.5)), 'i32');
}

/** The mask [B] repeated over the axes that follow it. */
export function maskOver(e: Emitter, mask: ValueId, shape: Shape): ValueId {
  const batch = shapeOf(e, mask)[0] as number;
  const aligned = reshape(e, mask, [batch, ...shape.slice(1).map(() => 1)]);
  return broadcastTo(e, aligned, shape);
}

/** f32 one-hot rows of i32 class numbers: [N] → [N, classes]; a number outside gives a row of zeros. */
export function oneHot(e: Emitter, numbers: ValueId, classes: number): ValueId {
  const count = shapeOf(e, numbers)[0] as number;
  const column = reshape(e, numbers, [count, 1]);
  return cast(e, equal(e, iota(e, [count, classes], 1), column), 'f32');
}

/** Parameter schemas and small pieces of IR that several optimizers have in common. */
import * as z from 'zod';
import { add, mul, num } from '../ir/construct.ts';
import type { Emitter, ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';

/** The rate before any schedule; its schedule's result is what `scalars` receives. */
export const learningRate = (byDefault: number) =>
  described(
    z.number().positive().default(byDefault),
    'Learning rate',
    'Length of each step, before the schedule changes it.',
  );
/** L2 penalty λ (decoupled in AdamW); 0 turns it off. */
export const weightDecay = (byDefault: number) =>
  described(
    z.number().nonnegative().default(byDefault),
    'Weight decay',
    'How much every weight shrinks towards zero at each step; 0 turns it off.',
  );
/** Share of the past that a running mean keeps. */
export const decayRate = (byDefault: number, title: string, help: string) =>
  described(z.number().min(0).lt(1).default(byDefault), title, help);
/** Added to a denominator so that it is never zero. */
export const epsilon = (byDefault: number) =>
  described(
    z.number().nonnegative().default(byDefault),
    'Epsilon',
    'Added to the denominator so that it is never zero.',
  );

/** g + λp, or g itself where λ is 0. */
export function withWeightDecay(
  e: Emitter,
  gradient: ValueId,
  parameter: ValueId,
  decay: number,
): ValueId {
  return decay === 0 ? gradient : add(e, gradient, mul(e, parameter, num(decay)));
}

/** keep·average + (1 − keep)·value: an exponential moving average. */
export function movingAverage(e: Emitter, average: ValueId, value: ValueId, keep: number): ValueId {
  return add(e, mul(e, average, num(keep)), mul(e, value, num(1 - keep)));
}

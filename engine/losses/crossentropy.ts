/** Takes scores or probabilities; gives their logarithms without overflow, for the crossentropies to share. */
import {
  exp,
  log,
  maximum,
  minimum,
  num,
  rankOf,
  reduceMax,
  stopGradient,
  sub,
  sum,
} from '../ir/construct.ts';
import type { Emitter, ValueId } from '../ir/types.ts';

/** Probabilities are kept this far from 0 and 1, so that no logarithm is infinite. */
const CLIP = 1e-7;

export function clipProbabilities(e: Emitter, p: ValueId): ValueId {
  return minimum(e, maximum(e, p, num(CLIP)), num(1 - CLIP));
}
/**
 * Scores shifted by their largest, and log Σ exp of those (last axis kept): −log softmax is `sum − shifted`.
 * The shift carries no gradient because it cancels.
 */
export function shiftedLogSumExp(e: Emitter, logits: ValueId): { shifted: ValueId; sum: ValueId } {
  const axes = [rankOf(e, logits) - 1];
  const shifted = sub(e, logits, stopGradient(e, reduceMax(e, logits, axes, true)));
  return { shifted, sum: log(e, sum(e, exp(e, shifted), axes)) };
}

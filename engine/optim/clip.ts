/** Takes gradients; gives them bounded by value or by their global norm. */
import { add, div, full, maximum, minimum, mul, num, sqrt, sum } from '../ir/construct.ts';
import type { Emitter, ValueId } from '../ir/types.ts';

/** Keeps the scale finite when every gradient is zero, as `torch.nn.utils.clip_grad_norm_` does. */
const NORM_EPSILON = 1e-6;

/** Each element bounded to [−limit, limit]. */
export function clipByValue(
  e: Emitter,
  gradients: readonly ValueId[],
  limit: number,
): readonly ValueId[] {
  return gradients.map((g) => minimum(e, maximum(e, g, num(-limit)), num(limit)));
}

/** √Σg² over all elements of all gradients, f32 []; infinite or NaN where a gradient is. */
export function globalNorm(e: Emitter, gradients: readonly ValueId[]): ValueId {
  const [first, ...rest] = gradients.map((g) => sum(e, mul(e, g, g)));
  if (first === undefined) return full(e, [], 0);
  return sqrt(
    e,
    rest.reduce((total, square) => add(e, total, square), first),
  );
}

/**
 * All gradients scaled by min(1, maxNorm/(norm + 1e-6)), so that their global norm is at most `maxNorm`
 * (Pascanu et al., On the Difficulty of Training Recurrent Neural Networks, 2013). `norm` is the result of
 * `globalNorm` where the caller has it already.
 */
export function clipByNorm(
  e: Emitter,
  gradients: readonly ValueId[],
  maxNorm: number,
  norm: ValueId = globalNorm(e, gradients),
): readonly ValueId[] {
  const scale = minimum(e, div(e, num(maxNorm), add(e, norm, num(NORM_EPSILON))), num(1));
  return gradients.map((g) => mul(e, g, scale));
}

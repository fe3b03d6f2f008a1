/** The optimizers and the schedules by type. */
import { adagrad } from './adagrad.ts';
import { adam, adamw } from './adam.ts';
import { momentum, nesterov } from './momentum.ts';
import { rmsprop } from './rmsprop.ts';
import { constant, cosine, exponential, step, warmup } from './schedules.ts';
import { sgd } from './sgd.ts';
import type { OptimizerDefinition, ScheduleDefinition } from './types.ts';

/** Maps rather than objects: a type from a file may be any word, `constructor` too. */
export const optimizers: ReadonlyMap<string, OptimizerDefinition> = byType<OptimizerDefinition>([
  sgd,
  momentum,
  nesterov,
  adagrad,
  rmsprop,
  adam,
  adamw,
]);
export const schedules: ReadonlyMap<string, ScheduleDefinition> = byType<ScheduleDefinition>([
  constant,
  step,
  exponential,
  cosine,
  warmup,
]);

function byType<D extends { readonly type: string }>(definitions: readonly D[]): Map<string, D> {
  return new Map(definitions.map((definition) => [definition.type, definition]));
}

/** The optimizers and the schedules by type. */
import { NetloomError } from '../util/errors.ts';
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

/** The optimizer of this type; throws `unknown-optimizer` where there is none. */
export function optimizerDefinition(type: string): OptimizerDefinition {
  const definition = optimizers.get(type);
  if (!definition) throw new NetloomError('unknown-optimizer', `There is no optimizer "${type}".`);
  return definition;
}

/** The schedule of this type; throws `unknown-schedule` where there is none. */
export function scheduleDefinition(type: string): ScheduleDefinition {
  const definition = schedules.get(type);
  if (!definition) throw new NetloomError('unknown-schedule', `There is no schedule "${type}".`);
  return definition;
}

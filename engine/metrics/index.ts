/** The metrics by type. */
import { NetloomError } from '../util/errors.ts';
import { accuracy } from './accuracy.ts';
import { confusionMatrix } from './confusionMatrix.ts';
import { meanAbsoluteError, rootMeanSquaredError } from './regression.ts';
import { topK } from './topK.ts';
import type { MetricDefinition } from './types.ts';

const definitions: readonly MetricDefinition[] = [
  accuracy,
  topK,
  meanAbsoluteError,
  rootMeanSquaredError,
  confusionMatrix,
];
/** A Map rather than an object: a type from a file may be any word, `constructor` too. */
export const metrics: ReadonlyMap<string, MetricDefinition> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);

/** The metric of this type; throws `unknown-metric` where there is none. */
export function metricDefinition(type: string): MetricDefinition {
  const definition = metrics.get(type);
  if (!definition) throw new NetloomError('unknown-metric', `There is no metric "${type}".`);
  return definition;
}

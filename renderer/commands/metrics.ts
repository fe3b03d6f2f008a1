/** A draft in which a loss has just appeared; a document without any metric gets the one that goes with it. */
import type { Project } from '../../engine/index.ts';
import type { Kinds } from './ports.ts';

/** Losses that compare classes; the others compare numbers. */
const classLosses: ReadonlySet<string> = new Set([
  'sparseCategoricalCrossentropy',
  'categoricalCrossentropy',
  'binaryCrossentropy',
]);

/** People want to read accuracy, or the error in the unit of the target, and not only the loss. `added`: the new nodes. */
export function addNaturalMetric(
  draft: Project,
  { types }: Kinds,
  added: readonly { readonly id: string; readonly type: string }[],
): void {
  const loss = added.find(({ type }) => types.get(type)?.category === 'loss');
  if (!loss || draft.training.metrics.length > 0) return;
  const type = classLosses.has(loss.type) ? 'accuracy' : 'meanAbsoluteError';
  draft.training.metrics.push({ type, params: {}, compares: { loss: loss.id } });
}

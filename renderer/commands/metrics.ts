/** A draft in which a loss has just appeared; a document without any metric gets the one that goes with it. */
import type { Project } from '../../engine/index.ts';
import type { Kinds } from './ports.ts';
import { read } from './read.ts';

/** Losses that compare classes; the others compare numbers. */
const classLosses: ReadonlySet<string> = new Set([
  'sparseCategoricalCrossentropy',
  'categoricalCrossentropy',
  'binaryCrossentropy',
]);

/** People want to read accuracy, or the error in the unit of the target, and not only the loss. */
export function addNaturalMetric(draft: Project, { types }: Kinds, id: string): void {
  const node = read(draft.nodes).find((candidate) => candidate.id === id);
  if (!node || types.get(node.type)?.category !== 'loss') return;
  if (draft.training.metrics.length > 0) return;
  const type = classLosses.has(node.type) ? 'accuracy' : 'meanAbsoluteError';
  draft.training.metrics.push({ type, params: {}, compares: { loss: id } });
}

/** The base learning rate of a run: the document's optimizer, and the catalogue's default where it says nothing. */
import type { Catalogue, Project } from '../../engine/index.ts';

/** Null where the optimizer has none. */
export function documentRate(project: Project, catalogue: Catalogue | null): number | null {
  const optimizer = project.training.phases[0]?.objectives[0]?.optimizer;
  if (!optimizer) return null;
  const given = optimizer.params.learningRate;
  if (typeof given === 'number') return given;
  const form = catalogue?.optimizers.find(({ type }) => type === optimizer.type)?.form ?? [];
  const value = form.find(({ key }) => key === 'learningRate')?.default;
  return typeof value === 'number' ? value : null;
}

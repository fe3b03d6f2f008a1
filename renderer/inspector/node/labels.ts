/** A new name for a node in; why it cannot be taken, or null, out. */
import type { ProjectNode } from '../../../engine/index.ts';

export type LabelRefusal = 'empty' | 'taken' | 'sign';

/** Weights are saved by name, so names are unique and have no "/" and no control characters. */
export function labelRefusal(
  text: string,
  id: string,
  nodes: readonly Pick<ProjectNode, 'id' | 'label'>[],
): LabelRefusal | null {
  const label = text.trim();
  if (label === '') return 'empty';
  if (/[/\p{Cc}]/u.test(label)) return 'sign';
  return nodes.some((other) => other.id !== id && other.label === label) ? 'taken' : null;
}

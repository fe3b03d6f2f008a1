/** A drawn network in; the node that a new head would replace, by the graph service's own rule, out. */
import type { Project } from '../../engine/index.ts';
import { findHead } from '../../engine/vocabulary.ts';

/** Null where there is none. */
export function headOf(project: Pick<Project, 'nodes' | 'edges'>): string | null {
  return findHead(project)?.head.id ?? null;
}
export const hasHead = (project: Pick<Project, 'nodes' | 'edges'>): boolean =>
  headOf(project) !== null;

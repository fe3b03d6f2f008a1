/** A document beside the snapshot of a run: whether it is the same one, and whether it would train otherwise; pure. */
import type { Project, StoredRun } from '../../engine/index.ts';
import { changedNodes } from '../live/origin.ts';

type Trained = Pick<Project, 'nodes' | 'edges' | 'training' | 'data'>;
const text = (value: unknown): string => JSON.stringify(value);

/** Positions, labels and notes are not trained; freezing is. */
export function differs(project: Trained, snapshot: Trained): boolean {
  if (project.nodes.length !== snapshot.nodes.length) return true;
  if (changedNodes(project, snapshot).size > 0) return true;
  const frozen = (given: Trained) =>
    text(given.nodes.filter(({ trainable }) => !trainable).map(({ id }) => id));
  return (
    (project.nodes !== snapshot.nodes && frozen(project) !== frozen(snapshot)) ||
    (project.training !== snapshot.training &&
      text(project.training) !== text(snapshot.training)) ||
    (project.data !== snapshot.data && text(project.data) !== text(snapshot.data))
  );
}

/** At least half of what the run trained is still drawn: it is a run of this document, however much was edited since. */
export function isOfDocument(project: Project, run: Pick<StoredRun, 'project'>): boolean {
  const types = new Map(project.nodes.map(({ id, type }) => [id, type]));
  const kept = run.project.nodes.filter(({ id, type }) => types.get(id) === type).length;
  return kept > 0 && kept * 2 >= run.project.nodes.length;
}

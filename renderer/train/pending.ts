/** Whether the document has been edited since the run began, in a way that another run would show. */
import type { Project } from '../../engine/index.ts';
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

/** From an issue to the place where it is: selects and centres its node or wire; walks from one issue to the next. */
import type { Issue } from '../../engine/index.ts';
import { centreNode, focusCanvas } from '../canvas/camera.ts';
import { edgesById, nodesById } from '../canvas/lookup.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { select, useView } from '../store/view.ts';
import { byGravity } from './sentences.ts';

/** Whether the issue has a place on the canvas; those of the training settings have none. */
export function goToIssue({ node, edge }: Issue): boolean {
  const { nodes, edges } = useDocument.getState().project;
  if (node !== undefined && nodesById(nodes).has(node)) {
    select([node]);
    centreNode(node);
    return true;
  }
  const wire = edge === undefined ? undefined : edgesById(edges).get(edge);
  if (wire) {
    select([], [wire.id]);
    centreNode(wire.to.node);
    return true;
  }
  // The training settings are what the inspector shows of an empty selection.
  select([]);
  return false;
}

let last = -1;
/** The next issue after the one that was gone to last, the gravest first. */
export function goToNextIssue(): void {
  const issues = byGravity(useNetwork.getState().summary?.issues ?? []);
  if (issues.length === 0) return;
  last = (last + 1) % issues.length;
  useView.setState({ dockOpen: true, dockTab: 'issues' });
  const issue = issues[last];
  if (issue && goToIssue(issue)) focusCanvas();
}

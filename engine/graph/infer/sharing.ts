/** Takes nodes that say whose weights they use; gives each the owner of its weights, or an issue. */
import { sameDims } from '../../layers/define.ts';
import { type Issue, issue } from '../issues/issue.ts';
import type { Draft } from './types.ts';

/** Sets `owner` of nodes with `sharesWith`: the node at the end of the chain, of the same type and shapes. */
export function shareWeights(
  nodes: Map<string, Draft>,
  order: readonly string[],
  issues: Issue[],
): void {
  for (const id of order) {
    const draft = nodes.get(id) as Draft;
    if (draft.node.sharesWith === undefined || draft.status !== 'ok') continue;
    const result = ownerOf(draft, nodes);
    if (typeof result === 'string') draft.owner = result;
    else {
      issues.push(result);
      draft.status = 'issue';
    }
  }
}

function ownerOf(draft: Draft, nodes: Map<string, Draft>): string | Issue {
  const layer = draft.node.label;
  const place = { node: draft.id, parameter: 'sharesWith' };
  const passed = new Set([draft.id]);
  let owner = draft;
  while (owner.node.sharesWith !== undefined) {
    const id = owner.node.sharesWith;
    const next = nodes.get(id);
    if (passed.has(id)) return issue('shares-with-circle', { layer }, place);
    if (!next || next.status === 'disabled')
      return issue('shares-with-missing', { layer, id }, place);
    passed.add(id);
    // Another node's way to its owner need not be gone twice.
    owner = next.owner === next.id ? next : (nodes.get(next.owner) as Draft);
  }
  const other = owner.node.label;
  if (owner.node.type !== draft.node.type)
    return issue('shares-with-other-type', { layer, other }, place);
  if (owner.status !== 'ok') return owner.id;
  for (const weight of draft.weights) {
    const found = owner.weights.find(({ name }) => name === weight.name);
    if (found && sameDims(found.type.shape, weight.type.shape)) continue;
    const values = {
      layer,
      other,
      weight: weight.name,
      wanted: weight.type.shape,
      found: found?.type.shape ?? 'missing',
    };
    return issue('shares-with-other-shape', values, place);
  }
  return owner.id;
}

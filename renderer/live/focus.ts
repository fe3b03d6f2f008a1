/** The node that feature maps are shown of: the selected one, else a good one to begin with. */
import type { NetworkSummary, Project } from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { selectedNode, useView } from '../store/view.ts';

/** The shape of a node's first output, or null while it is not known. */
export function outputShape(
  summary: NetworkSummary | null,
  node: string,
): readonly number[] | null {
  return Object.values(summary?.nodes[node]?.outputValues ?? {})[0]?.shape ?? null;
}

/** With nothing selected: the first convolution, else the last value with height, width and channels; null without. */
export function defaultFocus(
  project: Pick<Project, 'nodes'>,
  summary: NetworkSummary | null,
): string | null {
  if (!summary) return null;
  const types = new Map(project.nodes.map(({ id, type }) => [id, type]));
  const ready = summary.order.filter((id) => summary.nodes[id]?.status === 'ok');
  const convolution = ready.find((id) => types.get(id) === 'conv2d');
  if (convolution !== undefined) return convolution;
  const layers = ready.filter((id) => types.get(id) !== 'input');
  return (
    layers.findLast((id) => (outputShape(summary, id)?.length ?? 0) >= 3) ?? layers.at(-1) ?? null
  );
}

export function focusNode(): string | null {
  return (
    selectedNode(useView.getState()) ??
    defaultFocus(useDocument.getState().project, useNetwork.getState().summary)
  );
}
export function useFocusNode(): string | null {
  const selected = useView(selectedNode);
  const nodes = useDocument((state) => state.project.nodes);
  const fallback = useNetwork((state) =>
    selected === null ? defaultFocus({ nodes }, state.summary) : null,
  );
  return selected ?? fallback;
}

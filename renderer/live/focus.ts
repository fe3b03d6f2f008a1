/** The node that feature maps are shown of: the selected one, else a good one to begin with. */
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { selectedNode, useView } from '../store/view.ts';
import { defaultFocus } from './pick.ts';

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

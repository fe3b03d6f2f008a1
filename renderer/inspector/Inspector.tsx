/** The inspector: of what is selected, or of training where nothing is. */
import { useTranslation } from 'react-i18next';
import { edgesById, nodesById } from '../canvas/lookup.ts';
import { useDocument } from '../store/document.ts';
import { useView } from '../store/view.ts';
import { EdgeInspector } from './EdgeInspector.tsx';
import { NodeInspector } from './node/NodeInspector.tsx';
import { SelectionInspector } from './SelectionInspector.tsx';
import { TrainingInspector } from './training/TrainingInspector.tsx';

export function Inspector() {
  const { t } = useTranslation('inspector');
  return (
    <section
      aria-label={t('title')}
      data-region="inspector"
      tabIndex={-1}
      className="h-full overflow-x-hidden overflow-y-auto bg-panel outline-none @container [--control-column:clamp(8.25rem,46cqw,14rem)]"
    >
      <Content />
    </section>
  );
}

function Content() {
  const selectedNodes = useView((state) => state.nodes);
  const selectedEdges = useView((state) => state.edges);
  const allNodes = useDocument((state) => state.project.nodes);
  const allEdges = useDocument((state) => state.project.edges);
  const byId = nodesById(allNodes);
  const nodes = selectedNodes.flatMap((id) => byId.get(id) ?? []);
  const [node] = nodes;
  // Fields belong to their node: another selection starts with fresh ones.
  if (node && nodes.length === 1) return <NodeInspector key={node.id} node={node} />;
  if (nodes.length > 1) return <SelectionInspector nodes={nodes} />;
  const [edge, ...moreEdges] = selectedEdges.flatMap((id) => edgesById(allEdges).get(id) ?? []);
  if (edge && moreEdges.length === 0) return <EdgeInspector key={edge.id} edge={edge} />;
  return <TrainingInspector />;
}

/** The map in the corner: shown while some of the network lies out of sight, else it would only cover nodes. */
import { MiniMap, type ReactFlowState, useStore } from '@xyflow/react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { boundsOf, isInSight } from './fit.ts';
import type { LayerFlowNode } from './flow.ts';
import { nodesById } from './lookup.ts';

export function Minimap() {
  const { t } = useTranslation('canvas');
  const nodes = useDocument(({ project }) => project.nodes);
  const bounds = useMemo(() => boundsOf(nodes.map(({ position }) => position)), [nodes]);
  const allInSight = useStore(({ transform: [x, y, zoom], width, height }: ReactFlowState) =>
    bounds === null ? true : isInSight(bounds, { x, y, zoom }, { width, height }),
  );
  if (allInSight) return null;
  return (
    <MiniMap
      pannable
      zoomable
      ariaLabel={t('minimap')}
      position="bottom-right"
      className="!m-3 overflow-hidden rounded-md border border-line"
      style={{ width: 150, height: 92 }}
      nodeColor={categoryColor}
      nodeBorderRadius={14}
    />
  );
}

/** On the map, where names cannot be read. */
function categoryColor({ id }: LayerFlowNode): string {
  const node = nodesById(useDocument.getState().project.nodes).get(id);
  const category = node && useNetwork.getState().types.get(node.type)?.category;
  return category ? `var(--c-${category})` : 'var(--control)';
}

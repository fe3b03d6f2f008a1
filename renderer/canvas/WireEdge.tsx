/** A wire: its curve, the shape that it carries, and the shape that it would carry. */
import type { EdgeProps } from '@xyflow/react';
import { useNetwork } from '../store/network.ts';
import { useCommitCounter } from '../ui/commitCounter.ts';
import type { WireFlowEdge } from './flow.ts';
import { portSize } from './geometry.ts';
import { useGhostOfWire, useGhosts } from './ghosts.ts';
import { wirePath } from './paths.ts';
import { wireShape } from './text.ts';

export function WireEdge(props: EdgeProps<WireFlowEdge>) {
  useCommitCounter('wire');
  const { id, data, sourceX, sourceY, targetX, targetY, selected } = props;
  const { style, top, ceiling } = data ?? { style: 'direct' as const, top: false, ceiling: null };
  const shape = useNetwork(({ summary }) => {
    const value = summary?.edges[id];
    return value ? wireShape(value) : null;
  });
  const target = useGhosts(({ edge }) => edge === id);
  const ghost = useGhostOfWire(id);
  // React Flow leads to the outer rim of a port's square; the wire ends on the node's border, in its middle.
  const half = portSize / 2;
  const from = { x: sourceX - half, y: sourceY };
  const to = top ? { x: targetX, y: targetY + half } : { x: targetX + half, y: targetY };
  const { path, label } = wirePath(from, to, style, top, ceiling);
  return (
    <>
      <path
        d={path}
        className="wire"
        data-style={style}
        data-selected={selected || undefined}
        data-target={target || undefined}
        data-unknown={shape === null || undefined}
      />
      <path d={path} className="wire-hit" />
      {(shape !== null || ghost !== null) && (
        <text
          x={label.x}
          y={label.y - 6}
          className="wire-shape"
          data-ghost={ghost !== null || undefined}
        >
          {ghost ?? shape}
        </text>
      )}
    </>
  );
}

/** One row of the outline: a node with what it gives and what is wrong with it, or a wire of the node above. */
import { ChevronRight, CornerDownRight, CornerUpLeft, Snowflake } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNode } from '../canvas/lookup.ts';
import { RenameField } from '../canvas/RenameField.tsx';
import { nodeShape, wireShape } from '../canvas/text.ts';
import { portName, typeName } from '../i18n/layerNames.ts';
import { SeverityIcon } from '../issues/IssueCard.tsx';
import { byGravity } from '../issues/sentences.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork, useNodeIssues, useNodeSummary } from '../store/network.ts';
import type { OutlineRow } from './rows.ts';

interface Place {
  readonly id: string;
  readonly active: boolean;
  readonly top: number;
  readonly height: number;
  readonly onChoose: (extend: boolean) => void;
}
const rowLook =
  'absolute left-0 flex w-full items-center gap-1.5 rounded-md px-1.5 select-none data-active:outline-2 data-active:-outline-offset-2 data-active:outline-transparent [[role=tree]:focus-visible_&]:data-active:outline-accent';

export function NodeRow({
  row,
  id,
  active,
  top,
  height,
  selected,
  position,
  count,
  renaming,
  onChoose,
  onRename,
  onFold,
}: Place & {
  readonly row: Extract<OutlineRow, { kind: 'node' }>;
  readonly selected: boolean;
  readonly position: number;
  readonly count: number;
  readonly renaming: boolean;
  readonly onRename: (wants: boolean) => void;
  readonly onFold: (unfold: boolean) => void;
}) {
  const { t } = useTranslation('canvas');
  const { node, open } = row;
  const type = useNetwork(({ types }) => types.get(node.type));
  const summary = useNodeSummary(node.id);
  const [worst] = byGravity(useNodeIssues(node.id));
  const value = Object.values(summary?.outputValues ?? {})[0];
  const name = type ? typeName(type) : node.type;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the focus and takes the keys for its rows.
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-label={`${node.label}, ${name}`}
      aria-level={1}
      aria-setsize={count}
      aria-posinset={position}
      aria-selected={selected}
      aria-expanded={open}
      data-node={node.id}
      data-layer={node.type}
      data-active={active || undefined}
      className={`${rowLook} aria-selected:bg-accent/15 hover:not-aria-selected:bg-hover ${node.disabled ? 'opacity-55' : ''}`}
      style={{ top, height }}
      onClick={(event) => onChoose(event.shiftKey || event.ctrlKey || event.metaKey)}
      onContextMenu={() => {
        if (!selected) onChoose(false);
      }}
      onDoubleClick={() => onRename(true)}
    >
      <button
        type="button"
        tabIndex={-1}
        aria-label={t(open ? 'foldWires' : 'unfoldWires', { node: node.label })}
        className="flex size-4 shrink-0 items-center justify-center text-faint hover:text-text"
        onClick={(event) => {
          event.stopPropagation();
          onFold(!open);
        }}
      >
        <ChevronRight aria-hidden className={`size-3.5 ${open ? 'rotate-90' : ''}`} />
      </button>
      <span
        aria-hidden
        className="size-2 shrink-0 rounded-xs"
        style={{ background: `var(--c-${type?.category ?? 'data'})` }}
      />
      {renaming ? (
        <RenameField
          id={node.id}
          label={node.label}
          className="h-6 flex-1"
          onDone={() => onRename(false)}
        />
      ) : (
        <>
          <span className="min-w-0 flex-1 truncate" title={`${node.label} · ${name}`}>
            {node.label}
          </span>
          <span className="shrink-0 font-mono text-[11px] text-faint">
            {node.disabled ? t('disabled') : value ? nodeShape(value) : '?'}
          </span>
          {!node.trainable && type?.hasWeights && (
            <Snowflake
              role="img"
              aria-label={t('frozen')}
              className="size-3 shrink-0 text-accent"
            />
          )}
          {worst && <SeverityIcon severity={worst.severity} />}
        </>
      )}
    </div>
  );
}

export function WireRow({
  row,
  id,
  active,
  top,
  height,
  onChoose,
}: Place & { readonly row: Extract<OutlineRow, { kind: 'wire' }> }) {
  const { t } = useTranslation('canvas');
  const { edge, direction } = row;
  const other = useNode(direction === 'in' ? edge.from.node : edge.to.node);
  const selected = useDocument(({ project }) => project.edges.includes(edge)) && active;
  const value = useNetwork(({ summary }) => summary?.edges[edge.id]);
  const port = portName(direction === 'in' ? edge.to.port : edge.from.port);
  const name = t(direction === 'in' ? 'wireFrom' : 'wireTo', {
    port,
    node: other?.label ?? '?',
    otherPort: portName(direction === 'in' ? edge.from.port : edge.to.port),
  });
  const Icon = direction === 'in' ? CornerDownRight : CornerUpLeft;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the focus and takes the keys for its rows.
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      aria-label={name}
      aria-level={2}
      aria-selected={selected}
      data-active={active || undefined}
      className={`${rowLook} pl-7 text-xs text-dim aria-selected:bg-accent/15 hover:not-aria-selected:bg-hover`}
      style={{ top, height }}
      onClick={() => onChoose(false)}
    >
      <Icon aria-hidden className="size-3.5 shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="shrink-0 font-mono text-[11px] text-faint">
        {value ? wireShape(value) : '?'}
      </span>
    </div>
  );
}

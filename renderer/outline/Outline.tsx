/** The network as a list in order, where everything can be done that the canvas can: by keyboard, and for large networks. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Cable, CopyPlus, Plus, Power, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { revealNode } from '../canvas/camera.ts';
import { nodesById } from '../canvas/lookup.ts';
import { nodeMenu } from '../canvas/menus.ts';
import { remove } from '../commands/edits.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { select, useView } from '../store/view.ts';
import { ActionButton } from '../ui/ActionButton.tsx';
import { ContextMenu } from '../ui/ContextMenu.tsx';
import { NodeRow, WireRow } from './Row.tsx';
import { type OutlineRow, outlineRows } from './rows.ts';

const rowHeight = 30;
const noOrder: readonly string[] = [];

export function Outline() {
  const { t } = useTranslation('canvas');
  return (
    <section aria-label={t('outline')} className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 gap-0.5 px-2.5 pb-1">
        <ActionButton id="add-layer" icon={Plus} kind="quiet" size="small" labelHidden />
        <ActionButton id="connect" icon={Cable} kind="quiet" size="small" labelHidden />
        <ActionButton id="duplicate" icon={CopyPlus} kind="quiet" size="small" labelHidden />
        <ActionButton id="disable" icon={Power} kind="quiet" size="small" labelHidden />
        <ActionButton id="delete" icon={Trash2} kind="quiet" size="small" labelHidden />
      </div>
      <Tree />
    </section>
  );
}

function Tree() {
  const { t } = useTranslation('canvas');
  const id = useId();
  const project = useDocument((state) => state.project);
  const order = useNetwork(({ summary }) => summary?.order ?? noOrder);
  const selected = useView((state) => state.nodes);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => outlineRows(project, order, open), [project, order, open]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => area.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  const index = rows.findIndex(({ key }) => key === active);

  // What is selected elsewhere is where the keyboard goes on.
  useEffect(() => {
    const last = selected.at(-1);
    if (last === undefined) return;
    setActive((now) => (now !== null && (now === last || now.startsWith(`${last} `)) ? now : last));
  }, [selected]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new active row is scrolled to.
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index);
  }, [active]);

  const go = (to: number, extend: boolean) => {
    const row = rows[Math.max(0, Math.min(to, rows.length - 1))];
    if (!row) return;
    setActive(row.key);
    if (row.kind === 'wire') return select([], [row.edge.id]);
    const others = extend ? useView.getState().nodes.filter((other) => other !== row.key) : [];
    select([...others, row.key]);
    revealNode(row.key);
  };
  const fold = (node: string, unfold: boolean) =>
    setOpen((now) => {
      const next = new Set(now);
      if (unfold) next.add(node);
      else next.delete(node);
      return next;
    });
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const row = rows[index];
    const page = Math.max(1, Math.floor((area.current?.clientHeight ?? 300) / rowHeight) - 1);
    if (!moves(event.key, row, page)) return;
    event.preventDefault();
    event.stopPropagation();

    function moves(key: string, at: OutlineRow | undefined, far: number): boolean {
      const steps: Readonly<Record<string, number>> = {
        ArrowDown: index + 1,
        ArrowUp: Math.max(0, index - 1),
        Home: 0,
        End: rows.length - 1,
        PageDown: index + far,
        PageUp: index - far,
      };
      const next = Object.hasOwn(steps, key) ? steps[key] : undefined;
      if (next !== undefined) go(next, event.shiftKey);
      else if (!at) return false;
      else if (key === 'ArrowRight' && at.kind === 'node')
        if (at.open) go(index + 1, false);
        else fold(at.key, true);
      else if (key === 'ArrowLeft' && at.kind === 'node') fold(at.key, false);
      else if (key === 'ArrowLeft' && at.kind === 'wire')
        go(
          rows.findIndex((other) => other.key === at.of),
          false,
        );
      else if (key === 'F2' && at.kind === 'node') setRenaming(at.key);
      else if (key === 'Enter') enter(at);
      else if ((key === 'Delete' || key === 'Backspace') && index >= 0) deleteRow(at);
      else return false;
      return true;
    }
  };
  const enter = (row: OutlineRow) => {
    if (row.kind === 'wire') {
      const other = row.direction === 'in' ? row.edge.from.node : row.edge.to.node;
      go(
        rows.findIndex(({ key }) => key === other),
        false,
      );
      return;
    }
    document
      .querySelector<HTMLElement>('[data-region="inspector"] :is(input, button):not([disabled])')
      ?.focus();
  };
  /** The keyboard stays where the row was. */
  const deleteRow = (row: OutlineRow) => {
    if (useDocument.getState().readOnly) return;
    const after = rows
      .slice(index + 1)
      .find((other) => other.kind === 'node' && other.key !== row.key);
    const before = rows.slice(0, index).findLast((other) => other.kind === 'node');
    const stay = row.kind === 'wire' ? row.of : (after ?? before)?.key;
    const { nodes } = useView.getState();
    if (row.kind === 'wire') remove([], [row.edge.id]);
    else remove(nodes.includes(row.key) ? nodes : [row.key], []);
    if (stay === undefined || !nodesById(useDocument.getState().project.nodes).has(stay)) return;
    setActive(stay);
    select([stay]);
  };
  const rowId = (key: string) => `${id}-${key.replaceAll(' ', '-')}`;
  return (
    <ContextMenu entries={nodeMenu}>
      <div
        ref={area}
        role="tree"
        aria-label={t('outlineTree')}
        aria-multiselectable
        aria-activedescendant={index >= 0 ? rowId(rows[index]?.key ?? '') : undefined}
        tabIndex={0}
        data-keys="canvas"
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-2 focus-visible:-outline-offset-2"
        onKeyDown={onKey}
        onFocus={() => {
          if (index < 0 && rows.length > 0 && selected.length === 0)
            setActive(rows[0]?.key ?? null);
        }}
      >
        {rows.length === 0 && <p className="px-2 py-1 text-dim">{t('outlineEmpty')}</p>}
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index: at, start }) => {
            const row = rows[at];
            if (!row) return null;
            const place = {
              id: rowId(row.key),
              active: row.key === active,
              top: start,
              height: rowHeight,
              onChoose: (extend: boolean) => go(at, extend),
            };
            return row.kind === 'wire' ? (
              <WireRow key={row.key} row={row} {...place} />
            ) : (
              <NodeRow
                key={row.key}
                row={row}
                {...place}
                selected={selected.includes(row.key)}
                position={at + 1}
                count={rows.length}
                renaming={renaming === row.key}
                onRename={(wants) => {
                  setRenaming(wants ? row.key : null);
                  if (!wants) area.current?.focus();
                }}
                onFold={(unfold) => fold(row.key, unfold)}
              />
            );
          })}
        </div>
      </div>
    </ContextMenu>
  );
}

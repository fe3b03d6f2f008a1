/** Actions on the drawing: delete, copy, paste, duplicate, disable, freeze, replace the head, layout, find, fit, zoom, and where to go next. */
import type { Action } from '../actions/registry.ts';
import {
  duplicate,
  remove,
  removeAndReconnect,
  setDisabled,
  setTrainable,
} from '../commands/edits.ts';
import { goToNextIssue } from '../issues/goTo.ts';
import { shiftedActions } from '../palette/letters.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { select, useView } from '../store/view.ts';
import {
  canvasElement,
  fitCanvas,
  focusCanvas,
  revealNode,
  zoomBy,
  zoomToActual,
} from './camera.ts';
import { copySelection, cutSelection, pasteClipboard } from './clipboard.ts';
import { useCursor } from './cursor.ts';
import { overlaps, rowPitch } from './geometry.ts';
import { hasHead } from './head.ts';
import { layOut } from './layout.ts';
import { nodesById } from './lookup.ts';
import { openAdd, openConnect, openFind } from './overlays.ts';
import { expandResidual, replaceHead } from './place.ts';
import { pointerPlace } from './pointer.ts';

const project = () => useDocument.getState().project;
const nodes = (): readonly string[] => useView.getState().nodes;
const edges = (): readonly string[] => useView.getState().edges;
const canEdit = (): boolean => !useDocument.getState().readOnly;
const hasNodes = (): boolean => nodes().length > 0;
const isDrawn = (): boolean => project().nodes.length > 0;
const chosen = () => nodes().flatMap((id) => nodesById(project().nodes).get(id) ?? []);

/** How many rows further down the selection's copies lie over nothing. */
function rowsBelow(): number {
  const originals = chosen();
  for (let rows = 1; rows < 50; rows++) {
    const isFree = originals.every(({ position: { x, y } }) =>
      project().nodes.every(({ position }) => !overlaps(position, { x, y: y + rows * rowPitch })),
    );
    if (isFree) return rows;
  }
  return 1;
}
function duplicateSelection(): void {
  const copies = duplicate(nodes(), { x: 0, y: rowsBelow() * rowPitch });
  if (!copies) return;
  const ids = [...copies.values()];
  select(ids);
  const [first] = ids;
  if (first !== undefined) revealNode(first);
}
/** Of the selection, those with weights that training may change. */
const learners = () =>
  chosen().filter(({ type }) => useNetwork.getState().types.get(type)?.hasWeights === true);
const allFrozen = (): boolean =>
  learners().length > 0 && learners().every(({ trainable }) => !trainable);
const allDisabled = (): boolean => hasNodes() && chosen().every(({ disabled }) => disabled);
function only(type?: string): string | null {
  const [first] = chosen();
  return nodes().length === 1 && first && (type === undefined || first.type === type)
    ? first.id
    : null;
}
function toggleOutline(): void {
  const { leftTab } = useView.getState();
  useView.setState({ leftTab: leftTab === 'outline' ? 'layers' : 'outline' });
}
const isInInspector = (): boolean =>
  document.activeElement?.closest('[data-region="inspector"]') !== null &&
  document.activeElement !== null;

export const canvasActions: readonly Action[] = [
  {
    id: 'delete',
    label: 'delete',
    group: 'edit',
    shortcuts: ['Delete', 'Backspace'],
    canvasOnly: true,
    enabled: () => canEdit() && (hasNodes() || edges().length > 0),
    run: () => void remove(nodes(), edges()),
  },
  {
    id: 'delete-and-reconnect',
    label: 'delete-and-reconnect',
    group: 'edit',
    shortcuts: ['$mod+Backspace', '$mod+Delete'],
    canvasOnly: true,
    enabled: () => canEdit() && hasNodes(),
    run: () => void removeAndReconnect(nodes()),
  },
  {
    id: 'cut',
    label: 'cut',
    group: 'edit',
    shortcuts: ['$mod+X'],
    enabled: () => canEdit() && hasNodes(),
    run: cutSelection,
  },
  {
    id: 'copy',
    label: 'copy',
    group: 'edit',
    shortcuts: ['$mod+C'],
    enabled: hasNodes,
    run: copySelection,
  },
  {
    id: 'paste',
    label: 'paste',
    group: 'edit',
    shortcuts: ['$mod+V'],
    enabled: canEdit,
    run: pasteClipboard,
  },
  {
    id: 'duplicate',
    label: 'duplicate',
    group: 'edit',
    shortcuts: ['$mod+D'],
    enabled: () => canEdit() && hasNodes(),
    run: duplicateSelection,
  },
  {
    id: 'select-all',
    label: 'select-all',
    group: 'edit',
    shortcuts: ['$mod+A'],
    enabled: isDrawn,
    run: () => select(project().nodes.map(({ id }) => id)),
  },
  {
    id: 'disable',
    label: 'disable',
    group: 'edit',
    shortcuts: ['$mod+B'],
    enabled: () => canEdit() && hasNodes(),
    checked: allDisabled,
    run: () => void setDisabled(nodes(), !allDisabled()),
  },
  {
    id: 'freeze',
    label: 'freeze',
    group: 'edit',
    shortcuts: ['$mod+Shift+F'],
    enabled: () => canEdit() && learners().length > 0,
    checked: allFrozen,
    run: () =>
      void setTrainable(
        learners().map(({ id }) => id),
        allFrozen(),
      ),
  },
  {
    id: 'replace-head',
    label: 'replace-head',
    group: 'canvas',
    enabled: () => canEdit() && hasHead(project()),
    run: () => replaceHead({ freeze: false }),
  },
  {
    id: 'replace-head-freeze',
    label: 'replace-head-freeze',
    group: 'canvas',
    enabled: () => canEdit() && hasHead(project()),
    run: () => replaceHead({ freeze: true }),
  },
  {
    id: 'add-layer',
    label: 'add-layer',
    group: 'canvas',
    shortcuts: ['/', 'Shift+/'],
    canvasOnly: true,
    enabled: canEdit,
    run: () => openAdd(pointerPlace()),
  },
  {
    id: 'connect',
    label: 'connect',
    group: 'canvas',
    shortcuts: ['C'],
    canvasOnly: true,
    enabled: () => canEdit() && useCursor.getState().node !== null,
    run: () => {
      const { node } = useCursor.getState();
      if (node !== null) openConnect(node);
    },
  },
  ...shiftedActions,
  {
    id: 'expand-residual',
    label: 'expand-residual',
    group: 'canvas',
    enabled: () => canEdit() && only('residual') !== null,
    run: async () => {
      const id = only('residual');
      if (id !== null) await expandResidual(id);
    },
  },
  {
    id: 'auto-layout',
    label: 'auto-layout',
    group: 'canvas',
    shortcuts: ['$mod+Shift+L'],
    enabled: () => canEdit() && isDrawn(),
    run: () => layOut(null),
  },
  {
    id: 'layout-selection',
    label: 'layout-selection',
    group: 'canvas',
    enabled: () => canEdit() && nodes().length > 1,
    run: () => layOut(nodes()),
  },
  {
    id: 'find',
    label: 'find',
    group: 'edit',
    shortcuts: ['$mod+F'],
    enabled: isDrawn,
    run: openFind,
  },
  {
    id: 'next-issue',
    label: 'next-issue',
    group: 'canvas',
    shortcuts: ['F8'],
    enabled: () => (useNetwork.getState().summary?.issues.length ?? 0) > 0,
    run: goToNextIssue,
  },
  {
    id: 'fit',
    label: 'fit',
    group: 'view',
    shortcuts: ['.'],
    canvasOnly: true,
    enabled: isDrawn,
    run: () => fitCanvas(),
  },
  {
    id: 'fit-selection',
    label: 'fit-selection',
    group: 'view',
    shortcuts: [','],
    canvasOnly: true,
    enabled: hasNodes,
    run: () => fitCanvas(nodes()),
  },
  {
    id: 'zoom-in',
    label: 'zoom-in',
    group: 'view',
    shortcuts: ['$mod+=', '$mod+Shift++', '=', 'Shift++'],
    canvasOnly: true,
    run: () => zoomBy(1),
  },
  {
    id: 'zoom-out',
    label: 'zoom-out',
    group: 'view',
    shortcuts: ['$mod+-', '-'],
    canvasOnly: true,
    run: () => zoomBy(-1),
  },
  {
    id: 'zoom-actual',
    label: 'zoom-actual',
    group: 'view',
    shortcuts: ['$mod+0'],
    canvasOnly: true,
    run: zoomToActual,
  },
  {
    id: 'toggle-outline',
    label: 'toggle-outline',
    group: 'view',
    shortcuts: ['$mod+Shift+O'],
    checked: () => useView.getState().leftTab === 'outline',
    run: toggleOutline,
  },
  {
    id: 'focus-canvas',
    label: 'focus-canvas',
    group: 'view',
    shortcuts: ['Escape'],
    inText: true,
    enabled: () => isInInspector() && canvasElement() !== null,
    run: focusCanvas,
  },
];

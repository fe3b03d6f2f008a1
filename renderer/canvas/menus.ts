/** What was right-clicked in, the entries of its menu out. */
import i18next from 'i18next';
import type { Project } from '../../engine/index.ts';
import { disconnect } from '../commands/edits.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { useView } from '../store/view.ts';
import { actionEntry, type MenuEntry, separator } from '../ui/menuEntries.ts';
import { toDrawing } from './camera.ts';
import type { Point } from './geometry.ts';
import { headOf } from './head.ts';
import { edgesFrom, edgesInto, nodesById } from './lookup.ts';
import { openAddAt } from './overlays.ts';
import { wrapInResidual } from './place.ts';

const actions = (...ids: readonly string[]): readonly MenuEntry[] =>
  ids.flatMap((id) => actionEntry(id, (key) => i18next.t(`actions:${key}`)));
const item = (label: string, onSelect: () => void, disabled = false): MenuEntry => ({
  kind: 'item',
  label,
  disabled,
  onSelect,
});

/** Of the selected nodes. */
export function nodeMenu(): readonly MenuEntry[] {
  const { project, readOnly } = useDocument.getState();
  const { nodes } = useView.getState();
  const chosen = nodes.flatMap((id) => nodesById(project.nodes).get(id) ?? []);
  const withWeights = chosen.some(({ type }) => useNetwork.getState().types.get(type)?.hasWeights);
  const [only] = nodes;
  const isHead = nodes.length === 1 && only !== undefined && headOf(project) === only;
  const t = (key: string) => i18next.t(`canvas:${key}`);
  return [
    ...actions('add-layer', 'connect'),
    item(t('wrapResidual'), () => void wrapInResidual(nodes), readOnly || nodes.length === 0),
    ...(chosen.some(({ type }) => type === 'residual') ? actions('expand-residual') : []),
    ...(isHead ? actions('replace-head', 'replace-head-freeze') : []),
    separator,
    ...actions('cut', 'copy', 'paste', 'duplicate'),
    separator,
    ...actions('disable'),
    ...(withWeights ? actions('freeze') : []),
    item(t('disconnect'), () => disconnect(nodes), readOnly || !areWired(project, nodes)),
    separator,
    ...(nodes.length > 1 ? actions('layout-selection') : []),
    ...actions('delete-and-reconnect', 'delete'),
  ];
}
const areWired = (project: Project, nodes: readonly string[]): boolean =>
  nodes.some((id) => edgesFrom(project, id).length + edgesInto(project, id).length > 0);

export function edgeMenu(edge: string, at: Point): readonly MenuEntry[] {
  const insert = () => openAddAt(at, toDrawing(at), { kind: 'edge', edge });
  return [
    item(i18next.t('canvas:insertLayer'), insert, useDocument.getState().readOnly),
    separator,
    ...actions('delete'),
  ];
}
export function canvasMenu(at: Point): readonly MenuEntry[] {
  const add = () => openAddAt(at, toDrawing(at), { kind: 'free' });
  return [
    item(i18next.t('canvas:addHere'), add, useDocument.getState().readOnly),
    ...actions('paste', 'select-all'),
    separator,
    ...actions('auto-layout', 'fit', 'zoom-in', 'zoom-out', 'toggle-minimap'),
  ];
}

/** Everything that changes the drawing: each function is one undoable edit of the window's document. */
import type { Endpoint, Project } from '../../engine/index.ts';
import { limits } from '../../engine/vocabulary.ts';
import type { Point } from '../canvas/geometry.ts';
import { edit, useDocument } from '../store/document.ts';
import type { EditLabel } from '../store/history.ts';
import { duplicateNodes, fitsLimits, pasteFragment } from './fragment.ts';
import { addNaturalMetric } from './metrics.ts';
import * as nodes from './nodes.ts';
import { currentKinds } from './ports.ts';
import { becomeProject } from './project.ts';
import { read } from './read.ts';
import * as wires from './wires.ts';

const project = (): Project => useDocument.getState().project;
const labelOf = (id: string): string =>
  project().nodes.find((candidate) => candidate.id === id)?.label ?? id;
/** One node by its name, several by their number. */
function named(one: string, many: string, ids: readonly string[]): EditLabel {
  const [first] = ids;
  return ids.length === 1 && first !== undefined
    ? { key: one, values: { name: labelOf(first) } }
    : { key: many, values: { number: ids.length } };
}
/** Edits that make something say what it is; null where nothing changed. */
function made<T>(label: EditLabel, recipe: (draft: Project) => T | null): T | null {
  let result: T | null = null;
  const changed = edit(label, (draft) => {
    result = recipe(draft);
  });
  return changed ? result : null;
}
const isFull = (): boolean => project().nodes.length >= limits.nodes;

export function addNode(item: nodes.Item, position: Point): string | null {
  if (isFull()) return null;
  const label = { key: 'addNode', values: { name: item.name.en } };
  return made(label, (draft) => nodes.addNode(draft, currentKinds(), item, position));
}
export function addAfter(item: nodes.Item, source: string): string | null {
  if (isFull()) return null;
  const label = { key: 'addNode', values: { name: item.name.en } };
  return made(label, (draft) => wires.addAfter(draft, currentKinds(), item, source));
}
export function insertOnEdge(item: nodes.Item, edge: string): string | null {
  if (isFull()) return null;
  const label = { key: 'insertNode', values: { name: item.name.en } };
  return made(label, (draft) => wires.insertOnEdge(draft, currentKinds(), edge, item));
}
/** A node without wires that was dragged onto one. */
export function spliceInto(node: string, edge: string): boolean {
  const label = { key: 'insertNode', values: { name: labelOf(node) } };
  return edit(label, (draft) => void wires.spliceInto(draft, currentKinds(), node, edge));
}
/** A new node where a wire was dropped, wired to the end that it came from. */
export function addWired(
  item: nodes.Item,
  position: Point,
  port: string,
  end: { readonly from: Endpoint } | { readonly to: Endpoint },
): string | null {
  if (isFull()) return null;
  const label = { key: 'addNode', values: { name: item.name.en } };
  return made(label, (draft) => {
    const kinds = currentKinds();
    const id = nodes.addNode(draft, kinds, item, position);
    const made = { node: id, port };
    if ('from' in end) wires.wire(draft, kinds, end.from, made);
    else wires.wire(draft, kinds, made, end.to);
    return id;
  });
}
/** A Residual in the middle of a wire that is its `main`, with another value as its `skip`. */
export function insertResidual(item: nodes.Item, edge: string, skip: Endpoint): string | null {
  if (isFull()) return null;
  const label = { key: 'insertNode', values: { name: item.name.en } };
  return made(label, (draft) => {
    const kinds = currentKinds();
    const id = wires.insertOnEdge(draft, kinds, edge, item);
    if (id !== null) wires.wire(draft, kinds, skip, { node: id, port: 'skip' });
    return id;
  });
}

export function wire(from: Endpoint, to: Endpoint): string | null {
  const values = { from: labelOf(from.node), to: labelOf(to.node) };
  return made({ key: 'wire', values }, (draft) => wires.wire(draft, currentKinds(), from, to));
}
export function reconnect(edge: string, from: Endpoint, to: Endpoint): boolean {
  const values = { from: labelOf(from.node), to: labelOf(to.node) };
  return edit({ key: 'reconnect', values }, (draft) =>
    wires.reconnect(draft, currentKinds(), edge, from, to),
  );
}

/** Nodes and wires at once: what a selection is. */
export function remove(nodeIds: readonly string[], edgeIds: readonly string[]): boolean {
  const label =
    nodeIds.length > 0
      ? named('removeNode', 'removeNodes', nodeIds)
      : {
          key: edgeIds.length === 1 ? 'removeWire' : 'removeWires',
          values: { number: edgeIds.length },
        };
  return edit(label, (draft) => {
    wires.removeEdges(draft, new Set(edgeIds));
    nodes.removeNodes(draft, new Set(nodeIds));
  });
}
export function removeAndReconnect(ids: readonly string[]): boolean {
  return edit(named('removeNode', 'removeNodes', ids), (draft) =>
    nodes.removeAndReconnect(draft, currentKinds(), new Set(ids)),
  );
}
/** Takes away every wire of the nodes; the nodes stay. */
export function disconnect(ids: readonly string[]): boolean {
  const touched = new Set(ids);
  return edit(named('disconnectNode', 'disconnectNodes', ids), (draft) => {
    const found = read(draft.edges).filter(
      ({ from, to }) => touched.has(from.node) || touched.has(to.node),
    );
    wires.removeEdges(draft, new Set(found.map(({ id }) => id)));
  });
}

/** `merge` joins the steps of one movement by keyboard; a drag is one edit anyway. */
export function moveNodes(
  places: Readonly<Record<string, Point>>,
  merge: string | null = null,
): boolean {
  const label = named('moveNode', 'moveNodes', Object.keys(places));
  return edit(label, (draft) => nodes.moveNodes(draft, places), merge);
}
export function applyLayout(places: Readonly<Record<string, Point>>): boolean {
  return edit({ key: 'layout' }, (draft) => nodes.moveNodes(draft, places));
}

/** From old ids to new ones; null where the document would be too large, or nothing came. */
export function paste(fragment: Project, offset: Point): ReadonlyMap<string, string> | null {
  if (fragment.nodes.length === 0 || !fitsLimits(project(), fragment)) return null;
  const [only] = fragment.nodes;
  const label =
    fragment.nodes.length === 1 && only
      ? { key: 'pasteNode', values: { name: only.label } }
      : { key: 'pasteNodes', values: { number: fragment.nodes.length } };
  return made(label, (draft) => pasteFragment(draft, currentKinds(), fragment, offset));
}
export function duplicate(
  ids: readonly string[],
  offset: Point,
): ReadonlyMap<string, string> | null {
  const { nodes: all, edges } = project();
  const copied = new Set(ids);
  const more = {
    nodes: all.filter(({ id }) => copied.has(id)),
    edges: edges.filter(({ to }) => copied.has(to.node)),
  };
  if (more.nodes.length === 0 || !fitsLimits(project(), more)) return null;
  return made(named('duplicateNode', 'duplicateNodes', ids), (draft) =>
    duplicateNodes(draft, currentKinds(), copied, offset),
  );
}

export function setDisabled(ids: readonly string[], disabled: boolean): boolean {
  const label = disabled
    ? named('disableNode', 'disableNodes', ids)
    : named('enableNode', 'enableNodes', ids);
  return edit(label, (draft) => nodes.setDisabled(draft, new Set(ids), disabled));
}
export function setTrainable(ids: readonly string[], trainable: boolean): boolean {
  const label = trainable
    ? named('unfreezeNode', 'unfreezeNodes', ids)
    : named('freezeNode', 'freezeNodes', ids);
  return edit(label, (draft) => nodes.setTrainable(draft, new Set(ids), trainable));
}
/** Undefined is the default. Typing in one field is one step. */
export function setParameter(id: string, key: string, value: unknown): boolean {
  const label = { key: 'setParameter', values: { name: labelOf(id), parameter: key } };
  const recipe = (draft: Project) => nodes.setParameter(draft, id, key, value);
  return edit(label, recipe, `parameter:${id}:${key}`);
}
export function setLabel(id: string, label: string): boolean {
  const values = { name: labelOf(id) };
  const recipe = (draft: Project) => nodes.setLabel(draft, id, label);
  return edit({ key: 'rename', values }, recipe, `label:${id}`);
}
export function setSharesWith(id: string, other: string | null): boolean {
  const label = { key: 'shareWeights', values: { name: labelOf(id) } };
  return edit(label, (draft) => nodes.setSharesWith(draft, id, other));
}

/** The name of the project; an empty one changes nothing. */
export function setProjectName(name: string): boolean {
  const wanted = name.trim().slice(0, 200);
  if (wanted === '') return false;
  const recipe = (draft: Project) => {
    if (draft.name !== wanted) draft.name = wanted;
  };
  return edit({ key: 'renameProject' }, recipe, 'project-name');
}
/** What the graph service made of the document: a fix, an expanded or wrapped residual. */
export function replaceProject(label: EditLabel, next: Project): boolean {
  const before = new Set(project().nodes.map(({ id }) => id));
  return edit(label, (draft) => {
    becomeProject(draft, next);
    const added = next.nodes.filter(({ id }) => !before.has(id));
    addNaturalMetric(draft, currentKinds(), added);
    wires.settle(draft, new Set(added.map(({ id }) => id)));
  });
}

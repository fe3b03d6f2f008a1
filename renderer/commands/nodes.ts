/** Recipes that add, remove and change nodes of a draft; each says which ids it made. */
import type { Endpoint, PaletteItem, Project, ProjectNode } from '../../engine/index.ts';
import { freshIds, freshLabel } from '../../engine/vocabulary.ts';
import { type Point, wholePoint } from '../canvas/geometry.ts';
import { equal } from '../store/equal.ts';
import { addNaturalMetric } from './metrics.ts';
import { type Kinds, mainInput } from './ports.ts';
import { read, takeOut } from './read.ts';
import { forgetNodes, inheritSharedWeights } from './references.ts';

export type Item = Pick<PaletteItem, 'type' | 'params' | 'name'>;

/** A new node of the palette at `position`, with an id and a label that nobody has; its id. */
export function addNode(draft: Project, kinds: Kinds, item: Item, position: Point): string {
  const nodes = read(draft.nodes);
  const id = freshIds(nodes, 'n', 1)[0] as string;
  const taken = new Set(nodes.map(({ label }) => label));
  draft.nodes.push({
    id,
    type: item.type,
    version: kinds.types.get(item.type)?.version ?? 1,
    params: structuredClone(item.params) as Record<string, unknown>,
    label: freshLabel(item.name.en, taken),
    position: wholePoint(position),
    disabled: false,
    trainable: true,
  });
  addNaturalMetric(draft, kinds, [{ id, type: item.type }]);
  return id;
}

/** Nodes with their wires and everything that names them. */
export function removeNodes(draft: Project, ids: ReadonlySet<string>): void {
  if (!read(draft.nodes).some(({ id }) => ids.has(id))) return;
  inheritSharedWeights(draft, ids);
  takeOut(draft.nodes, ({ id }) => ids.has(id));
  takeOut(draft.edges, ({ from, to }) => ids.has(from.node) || ids.has(to.node));
  forgetNodes(draft, ids);
}

/** The same, but what came in at each node's first port goes on to where its outputs went. */
export function removeAndReconnect(draft: Project, kinds: Kinds, ids: ReadonlySet<string>): void {
  const { nodes, edges } = read(draft);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const sourceOf = (id: string): Endpoint | undefined => {
    const node = byId.get(id);
    const port = node && mainInput(kinds, node)?.name;
    return edges.find(({ to }) => to.node === id && to.port === port)?.from;
  };
  edges.forEach((edge, index) => {
    if (ids.has(edge.to.node) || !ids.has(edge.from.node)) return;
    const passed = new Set<string>();
    let from: Endpoint | undefined = edge.from;
    while (from && ids.has(from.node) && !passed.has(from.node)) {
      passed.add(from.node);
      from = sourceOf(from.node);
    }
    const wire = draft.edges[index];
    if (wire && from && !ids.has(from.node)) wire.from = { node: from.node, port: from.port };
  });
  removeNodes(draft, ids);
}

/** Calls `change` with the draft of each node of these ids. */
function changeNodes(
  draft: Project,
  ids: ReadonlySet<string>,
  change: (node: ProjectNode) => void,
): void {
  read(draft.nodes).forEach(({ id }, index) => {
    const node = ids.has(id) ? draft.nodes[index] : undefined;
    if (node) change(node);
  });
}
export function moveNodes(draft: Project, places: Readonly<Record<string, Point>>): void {
  read(draft.nodes).forEach(({ id, position }, index) => {
    const place = Object.hasOwn(places, id) ? places[id] : undefined;
    if (!place) return;
    const { x, y } = wholePoint(place);
    if (position.x !== x || position.y !== y)
      (draft.nodes[index] as ProjectNode).position = { x, y };
  });
}

/** The first node of that id changes; a missing one changes nothing. */
function changeNode(draft: Project, id: string, change: (node: ProjectNode) => void): void {
  const node = draft.nodes[read(draft.nodes).findIndex((candidate) => candidate.id === id)];
  if (node) change(node);
}
/** Undefined takes the setting back to its default. */
export function setParameter(draft: Project, id: string, key: string, value: unknown): void {
  changeNode(draft, id, (node) => {
    if (value === undefined) delete node.params[key];
    else if (!equal(node.params[key], value)) node.params[key] = structuredClone(value);
  });
}
/** Names are 1 to 200 characters; spaces around them are dropped, and an empty one changes nothing. */
export function setLabel(draft: Project, id: string, label: string): void {
  const name = label.trim().slice(0, 200);
  if (name !== '')
    changeNode(draft, id, (node) => {
      if (node.label !== name) node.label = name;
    });
}
export function setDisabled(draft: Project, ids: ReadonlySet<string>, disabled: boolean): void {
  changeNodes(draft, ids, (node) => {
    node.disabled = disabled;
  });
}
export function setTrainable(draft: Project, ids: ReadonlySet<string>, trainable: boolean): void {
  changeNodes(draft, ids, (node) => {
    node.trainable = trainable;
  });
}
/** Null gives the node weights of its own again. */
export function setSharesWith(draft: Project, id: string, other: string | null): void {
  changeNode(draft, id, (node) => {
    if (other === null || other === id) delete node.sharesWith;
    else node.sharesWith = other;
  });
}

/** Recipes that add, remove and change nodes of a draft; each says which ids it made. */
import type { Endpoint, PaletteItem, Project, ProjectNode } from '../../engine/index.ts';
import { freshIds, freshLabel } from '../../engine/vocabulary.ts';
import { type Point, wholePoint } from '../canvas/geometry.ts';
import { equal } from './equal.ts';
import { addNaturalMetric } from './metrics.ts';
import { type Kinds, mainInput } from './ports.ts';
import { forgetNodes, inheritSharedWeights } from './references.ts';

export type Item = Pick<PaletteItem, 'type' | 'params' | 'name'>;

/** A new node of the palette at `position`, with an id and a label that nobody has; its id. */
export function addNode(draft: Project, kinds: Kinds, item: Item, position: Point): string {
  const id = freshIds(draft.nodes, 'n', 1)[0] as string;
  const taken = new Set(draft.nodes.map(({ label }) => label));
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
  addNaturalMetric(draft, kinds, id);
  return id;
}

/** Nodes with their wires and everything that names them. */
export function removeNodes(draft: Project, ids: ReadonlySet<string>): void {
  if (!draft.nodes.some(({ id }) => ids.has(id))) return;
  inheritSharedWeights(draft, ids);
  draft.nodes = draft.nodes.filter(({ id }) => !ids.has(id));
  if (draft.edges.some(({ from, to }) => ids.has(from.node) || ids.has(to.node)))
    draft.edges = draft.edges.filter(({ from, to }) => !ids.has(from.node) && !ids.has(to.node));
  forgetNodes(draft, ids);
}

/** The same, but what came in at each node's first port goes on to where its outputs went. */
export function removeAndReconnect(draft: Project, kinds: Kinds, ids: ReadonlySet<string>): void {
  const byId = new Map(draft.nodes.map((node) => [node.id, node]));
  const sourceOf = (id: string): Endpoint | undefined => {
    const node = byId.get(id);
    const port = node && mainInput(kinds, node)?.name;
    return draft.edges.find(({ to }) => to.node === id && to.port === port)?.from;
  };
  for (const edge of draft.edges) {
    if (ids.has(edge.to.node) || !ids.has(edge.from.node)) continue;
    const passed = new Set<string>();
    let from: Endpoint | undefined = edge.from;
    while (from && ids.has(from.node) && !passed.has(from.node)) {
      passed.add(from.node);
      from = sourceOf(from.node);
    }
    if (from && !ids.has(from.node)) edge.from = { node: from.node, port: from.port };
  }
  removeNodes(draft, ids);
}

export function moveNodes(draft: Project, places: Readonly<Record<string, Point>>): void {
  for (const node of draft.nodes) {
    const place = Object.hasOwn(places, node.id) ? places[node.id] : undefined;
    if (!place) continue;
    const { x, y } = wholePoint(place);
    if (node.position.x !== x || node.position.y !== y) node.position = { x, y };
  }
}

/** The first node of that id changes; a missing one changes nothing. */
export function changeNode(draft: Project, id: string, change: (node: ProjectNode) => void): void {
  const node = draft.nodes.find((candidate) => candidate.id === id);
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
  for (const node of draft.nodes) if (ids.has(node.id)) node.disabled = disabled;
}
export function setTrainable(draft: Project, ids: ReadonlySet<string>, trainable: boolean): void {
  for (const node of draft.nodes) if (ids.has(node.id)) node.trainable = trainable;
}
/** Null gives the node weights of its own again. */
export function setSharesWith(draft: Project, id: string, other: string | null): void {
  changeNode(draft, id, (node) => {
    if (other === null || other === id) delete node.sharesWith;
    else node.sharesWith = other;
  });
}

/** Recipes that draw, move and remove wires of a draft, and put nodes between them. */
import type { Endpoint, Project, ProjectEdge, ProjectNode } from '../../engine/index.ts';
import { freshIds } from '../../engine/vocabulary.ts';
import { columnPitch, freePlace, overlaps, type Point, wholePoint } from '../canvas/geometry.ts';
import { addNode, type Item } from './nodes.ts';
import { inputsOf, isEnd, type Kinds, mainInput, mainOutput } from './ports.ts';
import { read, takeOut } from './read.ts';

const same = (a: Endpoint, b: Endpoint): boolean => a.node === b.node && a.port === b.port;
/** Plain: to be read. */
const nodeOf = (draft: Project, id: string) => read(draft.nodes).find((node) => node.id === id);
/** A draft: to be changed. */
const edgeOf = (draft: Project, is: (edge: ProjectEdge) => boolean) =>
  draft.edges[read(draft.edges).findIndex(is)];

/** Whether more than one wire may end there. */
function takesMany(draft: Project, kinds: Kinds, to: Endpoint): boolean {
  const node = nodeOf(draft, to.node);
  return node
    ? inputsOf(kinds, node).some(({ name, variadic }) => name === to.port && variadic)
    : false;
}
/** A node cannot feed itself, and the same wire is not drawn twice; circles through others are inference's to report. */
export function canWire(draft: Project, from: Endpoint, to: Endpoint): boolean {
  return (
    from.node !== to.node &&
    nodeOf(draft, from.node) !== undefined &&
    nodeOf(draft, to.node) !== undefined &&
    !read(draft.edges).some((edge) => same(edge.from, from) && same(edge.to, to))
  );
}
/** A new wire; one that ends at the same port gives way, unless the port takes many. Its id, or null. */
export function wire(draft: Project, kinds: Kinds, from: Endpoint, to: Endpoint): string | null {
  if (!canWire(draft, from, to)) return null;
  if (!takesMany(draft, kinds, to)) {
    const old = edgeOf(draft, (edge) => same(edge.to, to));
    if (old) {
      old.from = { ...from };
      return old.id;
    }
  }
  const id = freshIds(read(draft.edges), 'e', 1)[0] as string;
  draft.edges.push({ id, from: { ...from }, to: { ...to } });
  return id;
}
/** One end of a wire goes elsewhere. */
export function reconnect(
  draft: Project,
  kinds: Kinds,
  id: string,
  from: Endpoint,
  to: Endpoint,
): void {
  const edge = read(draft.edges).find((candidate) => candidate.id === id);
  if (!edge || !canWire(draft, from, to)) return;
  if (!takesMany(draft, kinds, to))
    takeOut(draft.edges, (other) => other.id !== id && same(other.to, to));
  const moved = edgeOf(draft, (candidate) => candidate.id === id);
  if (!moved) return;
  if (!same(moved.from, from)) moved.from = { ...from };
  if (!same(moved.to, to)) moved.to = { ...to };
}
export function removeEdges(draft: Project, ids: ReadonlySet<string>): void {
  takeOut(draft.edges, ({ id }) => ids.has(id));
}

/**
 * A new node in the middle of a wire. The wire keeps its end, so that the order at a port that takes many stays; what
 * lies behind makes room. Null where the wire is gone or nothing can be wired through such a node.
 */
export function insertOnEdge(
  draft: Project,
  kinds: Kinds,
  edgeId: string,
  item: Item,
): string | null {
  const edge = edgeOf(draft, ({ id }) => id === edgeId);
  if (!edge) return null;
  const before = nodeOf(draft, edge.from.node);
  const after = nodeOf(draft, edge.to.node);
  const named = { id: '', type: item.type };
  const input = mainInput(kinds, named)?.name;
  const output = mainOutput(kinds, named)?.name;
  if (!before || !after || input === undefined || output === undefined) return null;
  const position = roomBetween(draft, before.position, [after.id]);
  const id = addNode(draft, kinds, item, position);
  const from = { ...edge.from };
  edge.from = { node: id, port: output };
  wire(draft, kinds, from, { node: id, port: input });
  return id;
}

/** A node that is there already, and has no wires, goes into the middle of a wire; false where it cannot. */
export function spliceInto(draft: Project, kinds: Kinds, id: string, edgeId: string): boolean {
  const node = nodeOf(draft, id);
  const edge = edgeOf(draft, (candidate) => candidate.id === edgeId);
  const input = node && mainInput(kinds, node)?.name;
  const output = node && mainOutput(kinds, node)?.name;
  if (!node || !edge || input === undefined || output === undefined || isEnd(kinds, node))
    return false;
  const from = { ...edge.from };
  edge.from = { node: id, port: output };
  wire(draft, kinds, from, { node: id, port: input });
  const index = read(draft.nodes).findIndex((other) => other.id === id);
  const source = nodeOf(draft, from.node);
  // Out of the way itself while room is made.
  (draft.nodes[index] as ProjectNode).position = { x: 1e7, y: 1e7 };
  if (source)
    (draft.nodes[index] as ProjectNode).position = wholePoint(
      roomBetween(draft, source.position, [read(edge).to.node]),
    );
  return true;
}

/** Half way, where there is room for a node; else right behind `from`, and everything that follows moves on. */
function roomBetween(draft: Project, from: Point, fed: readonly string[], y?: number): Point {
  const { nodes, edges } = read(draft);
  const targets = nodes.filter(({ id }) => fed.includes(id)).map(({ position }) => position);
  const nearest = targets.reduce((a, b) => (b.x < a.x ? b : a), targets[0] ?? from);
  const gap = nearest.x - from.x;
  const row = y ?? (from.y + nearest.y) / 2;
  if (gap < columnPitch / 2) return freePlace({ x: from.x + columnPitch, y: row }, nodes);
  if (gap >= 2 * columnPitch - 20) return freePlace({ x: from.x + gap / 2, y: row }, nodes);
  // Rows below, which wires reach by leading back, stay where they are.
  const places = new Map(nodes.map(({ id, position }) => [id, position.x]));
  const ahead = edges.filter(
    (edge) => (places.get(edge.to.node) ?? 0) > (places.get(edge.from.node) ?? 0),
  );
  const following = new Set(fed.flatMap((id) => [...downstream({ edges: ahead }, id)]));
  const shift = 2 * columnPitch - gap;
  nodes.forEach(({ id, position: { x, y } }, index) => {
    const node = following.has(id) && x >= nearest.x ? draft.nodes[index] : undefined;
    if (node) node.position = wholePoint({ x: x + shift, y });
  });
  return freePlace({ x: from.x + columnPitch, y: row }, read(draft.nodes));
}

/** Nodes that somebody else put there are moved to where none lies over another: between neighbours, or beside them. */
export function settle(draft: Project, ids: ReadonlySet<string>): void {
  for (const id of ids) {
    const { nodes, edges } = read(draft);
    const index = nodes.findIndex((node) => node.id === id);
    const node = nodes[index];
    const isInTheWay = nodes.some(
      (other) => !ids.has(other.id) && node && overlaps(other.position, node.position),
    );
    if (!node || !isInTheWay) continue;
    const into = edges.find(({ to }) => to.node === id)?.from.node;
    const source = nodes.find((other) => other.id === into);
    const fed = edges.filter(({ from }) => from.node === id).map(({ to }) => to.node);
    // Out of the way itself while room is made.
    (draft.nodes[index] as ProjectNode).position = { x: 1e7, y: 1e7 };
    const place =
      source && fed.length > 0
        ? roomBetween(draft, source.position, fed)
        : freePlace(node.position, read(draft.nodes));
    (draft.nodes[index] as ProjectNode).position = wholePoint(place);
  }
}

type Wiring = { readonly edges: readonly ProjectEdge[] };
/** The node and all that it feeds. */
export const downstream = ({ edges }: Wiring, id: string): ReadonlySet<string> =>
  reach(id, edges, 'from', 'to');
/** The node and all that feeds it. */
export const upstream = ({ edges }: Wiring, id: string): ReadonlySet<string> =>
  reach(id, edges, 'to', 'from');

function reach(
  start: string,
  edges: readonly ProjectEdge[],
  near: 'from' | 'to',
  far: 'from' | 'to',
): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    const known = next.get(edge[near].node);
    if (known) known.push(edge[far].node);
    else next.set(edge[near].node, [edge[far].node]);
  }
  const found = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(next.get(id) ?? []));
  }
  return found;
}

/**
 * A new node behind another, wired to it. It takes over what the other fed, unless it ends the network (a loss, an
 * output), where it branches off. A node that takes no wire (Input) is only placed.
 */
export function addAfter(draft: Project, kinds: Kinds, item: Item, sourceId: string): string {
  const source = nodeOf(draft, sourceId);
  if (!source) return addNode(draft, kinds, item, freePlace({ x: 0, y: 0 }, read(draft.nodes)));
  const named = { id: '', type: item.type };
  const input = mainInput(kinds, named)?.name;
  const output = mainOutput(kinds, named)?.name;
  const given = mainOutput(kinds, source)?.name;
  const wires = given !== undefined && input !== undefined && !isEnd(kinds, source);
  const taken = read(draft.edges).filter(
    ({ from }) => from.node === sourceId && from.port === given,
  );
  const passes = wires && output !== undefined && !isEnd(kinds, item) && taken.length > 0;
  const beside = { x: source.position.x + columnPitch, y: source.position.y };
  const place = passes
    ? roomBetween(
        draft,
        source.position,
        taken.map(({ to }) => to.node),
        source.position.y,
      )
    : freePlace(beside, read(draft.nodes));
  const id = addNode(draft, kinds, item, place);
  if (!wires) return id;
  if (passes)
    for (const { id: wireId } of taken) {
      const edge = edgeOf(draft, (other) => other.id === wireId);
      if (edge) edge.from = { node: id, port: output as string };
    }
  wire(
    draft,
    kinds,
    { node: sourceId, port: given as string },
    { node: id, port: input as string },
  );
  return id;
}

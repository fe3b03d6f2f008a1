/** Positions that a drag asks for in; nodes shown there, lined up with others, and one edit when they are let go. */
import type { Project, ProjectNode } from '../../engine/index.ts';
import { moveNodes, spliceInto } from '../commands/edits.ts';
import { currentKinds, isEnd, mainInput } from '../commands/ports.ts';
import { useDocument } from '../store/document.ts';
import { zoomLevel } from './camera.ts';
import { floatNodes, landNodes, syncFlow } from './flow.ts';
import { nodeHeight, nodeWidth, type Point, snapped } from './geometry.ts';
import { considerInsert, forgetGhosts } from './ghosts.ts';
import { align, hideGuides, useGuides } from './guides.ts';
import { edgesFrom, edgesInto, nodesById } from './lookup.ts';
import { hitAt, pointerPlace } from './pointer.ts';

/** In pixels of the screen. */
const reach = 6;
/** Nodes farther away are no help to line up with. */
const nearby = 1200;

/** The node under way and the wire that it would be put into when it is let go there. */
let over: { readonly node: string; readonly edge: string } | null = null;
/** A single node without wires can be put into the wire under the pointer. */
function lookForWire(moved: Readonly<Record<string, Point>>): void {
  const [id, another] = Object.keys(moved);
  const { project } = useDocument.getState();
  const node = id === undefined ? undefined : nodesById(project.nodes).get(id);
  const place = pointerPlace();
  over = null;
  if (node && another === undefined && place && isLoose(project, node)) {
    const edge = hitAt(place, node.id)?.edge ?? null;
    if (edge !== null) over = { node: node.id, edge };
  }
  if (over && node) void considerInsert(over.edge, node);
  else forgetGhosts();
}
function isLoose(project: Project, node: ProjectNode): boolean {
  const kinds = currentKinds();
  return (
    edgesFrom(project, node.id).length + edgesInto(project, node.id).length === 0 &&
    !isEnd(kinds, node) &&
    mainInput(kinds, node) !== undefined
  );
}

/** All nodes of a drag move by the same; the first one lines up. `free` (Alt held) leaves them where they are asked for. */
export function dragNodes(moved: Readonly<Record<string, Point>>, free: boolean): void {
  const [first] = Object.keys(moved);
  const wanted = first === undefined ? undefined : moved[first];
  if (!wanted) return;
  lookForWire(moved);
  if (free) {
    hideGuides();
    floatNodes(moved);
    return;
  }
  const others = useDocument
    .getState()
    .project.nodes.filter(
      ({ id, position }) =>
        !Object.hasOwn(moved, id) &&
        Math.abs(position.x - wanted.x) < nearby + nodeWidth &&
        Math.abs(position.y - wanted.y) < nearby + nodeHeight,
    )
    .map(({ position }) => position);
  const { place, guides } = align(wanted, others, reach / zoomLevel());
  const grid = snapped(wanted);
  const to = {
    x: guides.x === null ? grid.x : place.x,
    y: guides.y === null ? grid.y : place.y,
  };
  useGuides.setState(guides);
  const [dx, dy] = [to.x - wanted.x, to.y - wanted.y];
  floatNodes(
    Object.fromEntries(
      Object.entries(moved).map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]),
    ),
  );
}
/** The nodes stay where they are shown. */
export function dropNodes(): void {
  hideGuides();
  const places = landNodes();
  const target = over;
  over = null;
  forgetGhosts();
  if (target && spliceInto(target.node, target.edge)) return;
  if (Object.keys(places).length === 0 || !moveNodes(places)) syncFlow();
}

/** Positions that a drag asks for in; nodes shown there, lined up with others, and one edit when they are let go. */
import { moveNodes } from '../commands/edits.ts';
import { useDocument } from '../store/document.ts';
import { zoomLevel } from './camera.ts';
import { floatNodes, landNodes, syncFlow } from './flow.ts';
import { nodeHeight, nodeWidth, type Point, snapped } from './geometry.ts';
import { align, hideGuides, useGuides } from './guides.ts';

/** In pixels of the screen. */
const reach = 6;
/** Nodes farther away are no help to line up with. */
const nearby = 1200;

/** All nodes of a drag move by the same; the first one lines up. `free` (Alt held) leaves them where they are asked for. */
export function dragNodes(moved: Readonly<Record<string, Point>>, free: boolean): void {
  const [first] = Object.keys(moved);
  const wanted = first === undefined ? undefined : moved[first];
  if (!wanted) return;
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
  if (Object.keys(places).length === 0 || !moveNodes(places)) syncFlow();
}

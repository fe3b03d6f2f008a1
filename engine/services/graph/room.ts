/** A project and a node beside which new ones shall stand in; places for them out, the rest moved out of their way. */
import type { Project, ProjectNode } from './types.ts';

/** Pixels from one node's corner to the next one's. */
const step = { x: 240, y: 140 };
const limit = 1e7;
type Axis = 'x' | 'y';
type Place = ProjectNode['position'];

/** The direction in which the network runs: that of most of its wires. */
export function directionOf({ nodes, edges }: Project): Axis {
  const places = new Map(nodes.map(({ id, position }) => [id, position]));
  let down = 0;
  for (const { from, to } of edges) {
    const [a, b] = [places.get(from.node), places.get(to.node)];
    if (a && b) down += Math.abs(b.x - a.x) >= Math.abs(b.y - a.y) ? -1 : 1;
  }
  return down > 0 ? 'y' : 'x';
}

/** So many steps along the direction of the network and across it. */
export function placeBeside(from: Place, axis: Axis, along: number, across: number): Place {
  const [dx, dy] = axis === 'x' ? [along, across] : [across, along];
  return bounded({ x: from.x + dx * step.x, y: from.y + dy * step.y });
}
/** The nearest place to one side or the other where no node stands. */
export function freePlaceBeside(project: Project, from: Place, axis: Axis, along: number): Place {
  const sides = [1, -1, 2, -2, 3, -3].map((across) => placeBeside(from, axis, along, across));
  return sides.find((place) => !isTaken(project, place)) ?? (sides[0] as Place);
}

/** One step behind `from`; what lies beyond it moves one step on where a node stands there already. */
export function makeRoomBehind(
  project: Project,
  from: Place,
  axis: Axis,
): { readonly project: Project; readonly place: Place } {
  const place = placeBeside(from, axis, 1, 0);
  if (!isTaken(project, place)) return { project, place };
  const nodes = project.nodes.map((node) =>
    node.position[axis] > from[axis]
      ? { ...node, position: placeBeside(node.position, axis, 1, 0) }
      : node,
  );
  return { project: { ...project, nodes }, place };
}

function isTaken({ nodes }: Project, { x, y }: Place): boolean {
  return nodes.some(
    ({ position }) => Math.abs(position.x - x) < step.x && Math.abs(position.y - y) < step.y,
  );
}
function bounded({ x, y }: Place): Place {
  const within = (value: number) => Math.max(-limit, Math.min(limit, value));
  return { x: within(x), y: within(y) };
}

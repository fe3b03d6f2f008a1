/** Boxes and the wires between them in; where each box stands out, in layers along the direction of the network. */
import { layered } from './layered.ts';
import type { Wire } from './layers.ts';
import type { LayoutRequest } from './types.ts';

export type Places = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

/** Pixels between boxes of one layer, and between layers. */
const gaps = { beside: 36, behind: 72 };
/** A way around layers runs straight, from where it leaves to where it comes back, and the layers stand beside it. */
const weights = { main: 1, skip: 4 };

/** Whole pixels from (0, 0); equal requests give equal answers. Wires to boxes that are not there are ignored. */
export function layout({ nodes, edges, direction }: LayoutRequest): Places {
  const numbers = new Map(nodes.map(({ id }, i) => [id, i]));
  const wires = edges.flatMap(({ from, to, skip }): Wire[] => {
    const [a, b] = [numbers.get(from), numbers.get(to)];
    if (a === undefined || b === undefined || a === b) return [];
    return [{ from: a, to: b, weight: skip ? weights.skip : weights.main }];
  });
  const right = direction === 'right';
  const boxes = nodes.map(({ width, height }) =>
    right ? { along: width, across: height } : { along: height, across: width },
  );
  const corners = layered(boxes, wires, gaps).map(({ along, across }, i) => {
    const [x, y] = right ? [along, across] : [across, along];
    const { width, height } = nodes[i] as LayoutRequest['nodes'][number];
    return { x: x - width / 2, y: y - height / 2 };
  });
  const left = corners.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const top = corners.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY);
  return Object.fromEntries(
    corners.map(({ x, y }, i) => [
      nodes[i]?.id ?? '',
      { x: Math.round(x - left), y: Math.round(y - top) },
    ]),
  );
}

/** Boxes and the wires between them in; where each box stands out, in layers along the direction of the network. */
import { layout as arrange, Graph } from '@dagrejs/dagre';
import type { LayoutRequest } from './types.ts';

export type Places = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

/** Pixels between boxes of one layer, and between layers. */
const gap = { beside: 36, behind: 72 };

/** Whole pixels from (0, 0); equal requests give equal answers. Wires to boxes that are not there are ignored. */
export function layout({ nodes, edges, direction }: LayoutRequest): Places {
  const graph = new Graph({ multigraph: false, compound: false });
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    nodesep: gap.beside,
    edgesep: gap.beside / 2,
    ranksep: gap.behind,
  });
  // By number, for ids may be any word.
  const names = new Map(nodes.map(({ id }, i) => [id, `n${i}`]));
  for (const { id, width, height } of nodes)
    graph.setNode(names.get(id) as string, { width, height });
  for (const { from, to, skip } of edges) {
    const [a, b] = [names.get(from), names.get(to)];
    if (a && b && a !== b) graph.setEdge(a, b, { weight: skip ? 1 : 4, minlen: 1 });
  }
  arrange(graph);
  const corners = nodes.map(({ id, width, height }) => {
    const { x = 0, y = 0 } = graph.node(names.get(id) as string);
    return [id, { x: x - width / 2, y: y - height / 2 }] as const;
  });
  const left = corners.reduce((least, [, { x }]) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const top = corners.reduce((least, [, { y }]) => Math.min(least, y), Number.POSITIVE_INFINITY);
  return Object.fromEntries(
    corners.map(([id, { x, y }]) => [id, { x: Math.round(x - left), y: Math.round(y - top) }]),
  );
}

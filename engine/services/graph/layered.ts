/** Boxes in layers in; where each stands out: wires as straight as the boxes' sizes allow, for networks of any size. */
import { type Layers, layersOf, type Wire } from './layers.ts';
import { straighten } from './straighten.ts';

/** `along` and `across` the direction of the network, in pixels. */
export interface Box {
  readonly along: number;
  readonly across: number;
}
export interface Gaps {
  readonly beside: number;
  readonly behind: number;
}
/** Centre of a box. */
export interface Centre {
  readonly along: number;
  readonly across: number;
}
type OfNode = (node: number) => number;
/** Half of them look to one side only, which carries a place through the whole network at once; the rest to both. */
const sweeps = 16;
/** Firmness of a box that nothing is wired to. */
const loose = 0.1;

export function layered(boxes: readonly Box[], wires: readonly Wire[], gaps: Gaps): Centre[] {
  const found = layersOf(boxes.length, wires);
  const along = placesAlong(boxes, found.layers, gaps.behind);
  const across = placesAcross(boxes, found, gaps.beside);
  return boxes.map((_, i) => ({ along: along[i] ?? 0, across: across[i] ?? 0 }));
}

function placesAlong(boxes: readonly Box[], layers: Layers['layers'], gap: number): number[] {
  const places: number[] = [];
  let start = 0;
  for (const layer of layers) {
    const width = layer.reduce((most, node) => Math.max(most, boxes[node]?.along ?? 0), 0);
    for (const node of layer) places[node] = start + width / 2;
    start += width + gap;
  }
  return places;
}

/** Every box towards those it is wired with, on one side and the other in turn, without leaving its layer's order. */
function placesAcross(
  boxes: readonly Box[],
  { layers, wires }: Layers,
  gap: number,
): readonly number[] {
  const before = pullsOf(wires, 'to');
  const behind = pullsOf(wires, 'from');
  const size = (node: number) => boxes[node]?.across ?? 0;
  const places: number[] = [];
  const zero = () => 0;
  for (const layer of layers) spread(layer, zero, zero);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forward = sweep % 2 === 0;
    const settled = sweep >= sweeps / 2;
    const pulls = (node: number) => [
      ...(forward || settled ? (before.get(node) ?? []) : []),
      ...(!forward || settled ? (behind.get(node) ?? []) : []),
    ];
    for (const layer of forward ? layers : layers.toReversed())
      spread(
        layer,
        (node) => meanOf(pulls(node), node),
        (node) => weightOf(pulls(node)),
      );
  }
  const distance = (upper: number, lower: number) => (size(upper) + size(lower)) / 2 + gap;
  return straighten({ layers, wires }, places, distance);

  function meanOf(pulls: readonly Pull[], node: number): number {
    const total = weightOf(pulls);
    if (total === 0) return places[node] ?? 0;
    return pulls.reduce((sum, { to, weight }) => sum + (places[to] ?? 0) * weight, 0) / total;
  }

  /** As near to `wanted` as the order and the gaps allow: least squares, by pooling boxes that would overlap. */
  function spread(layer: readonly number[], wanted: OfNode, firm: OfNode): void {
    const pools: { first: number; weight: number; mean: number }[] = [];
    const offsets = offsetsOf(layer);
    for (const [i, node] of layer.entries()) {
      let pool = { first: i, weight: firm(node) + loose, mean: wanted(node) - (offsets[i] ?? 0) };
      for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
        const weight = last.weight + pool.weight;
        const mean = (last.mean * last.weight + pool.mean * pool.weight) / weight;
        pool = { first: last.first, weight, mean };
        pools.pop();
      }
      pools.push(pool);
    }
    for (const [p, pool] of pools.entries())
      for (let i = pool.first; i < (pools[p + 1]?.first ?? layer.length); i++)
        places[layer[i] as number] = pool.mean + (offsets[i] ?? 0);
  }
  /** Centres of the boxes if they stood as close as they may. */
  function offsetsOf(layer: readonly number[]): number[] {
    let end = 0;
    return layer.map((node) => {
      const centre = end + size(node) / 2;
      end += size(node) + gap;
      return centre;
    });
  }
}

interface Pull {
  readonly to: number;
  readonly weight: number;
}
const weightOf = (pulls: readonly Pull[]): number =>
  pulls.reduce((sum, { weight }) => sum + weight, 0);
/** For each node the wires that have it at `side`, by their other ends. */
function pullsOf(wires: readonly Wire[], side: 'from' | 'to'): ReadonlyMap<number, Pull[]> {
  const pulls = new Map<number, Pull[]>();
  for (const wire of wires) {
    const list = pulls.get(wire[side]) ?? [];
    list.push({ to: side === 'from' ? wire.to : wire.from, weight: wire.weight });
    pulls.set(wire[side], list);
  }
  return pulls;
}

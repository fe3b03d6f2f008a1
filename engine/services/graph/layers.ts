/** Who feeds whom in; layers out, each node behind all that feed it, in an order within each layer with few crossings. */
import { componentsInOrder } from '../../graph/infer/order.ts';

/** Numbers of nodes; `weight` says how straight the wire shall be. */
export interface Wire {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}
export interface Layers {
  /** In order; numbers from the count of nodes on are bends of long wires. */
  readonly layers: readonly (readonly number[])[];
  /** Between neighbouring layers only. */
  readonly wires: readonly Wire[];
}
/** Wires that span many layers get a bend in each while there are no more than these. */
const mostBends = 20_000;
const sweeps = 8;

/** Linear in nodes and wires, without recursion; wires that would close a circle do not count. */
export function layersOf(count: number, given: readonly Wire[]): Layers {
  const rank = ranksOf(count, given);
  const forward = given.filter(({ from, to }) => at(rank, from) < at(rank, to));
  const { wires, ranks } = withBends(rank, forward);
  const layers: number[][] = [];
  for (const [node, layer] of ranks.entries()) {
    layers[layer] ??= [];
    layers[layer].push(node);
  }
  return { layers: withFewCrossings(layers, wires, ranks.length), wires };
}

const at = (values: readonly number[], i: number): number => values[i] as number;

/** Longest way from a source; what nothing feeds stands right in front of what it feeds. */
function ranksOf(count: number, wires: readonly Wire[]): number[] {
  const sources = neighbours(count, wires, 'to');
  const targets = neighbours(count, wires, 'from');
  const ids = Array.from({ length: count }, (_, i) => String(i));
  const order = componentsInOrder(ids, (id) => listAt(sources, Number(id)).map(String))
    .flat()
    .map(Number);
  const place = new Array<number>(count).fill(0);
  for (const [i, node] of order.entries()) place[node] = i;
  const rank = new Array<number>(count).fill(0);
  for (const node of order)
    for (const target of listAt(targets, node))
      if (at(place, target) > at(place, node))
        rank[target] = Math.max(at(rank, target), at(rank, node) + 1);
  for (const node of order) {
    const behind = listAt(targets, node).filter((target) => at(rank, target) > at(rank, node));
    if (listAt(sources, node).length > 0 || behind.length === 0) continue;
    rank[node] = behind.reduce((least, target) => Math.min(least, at(rank, target)), count) - 1;
  }
  return rank;
}
const listAt = (lists: readonly (readonly number[])[], i: number): readonly number[] =>
  lists[i] as readonly number[];
/** For each node those at the other end of the wires that have it at `side`. */
function neighbours(count: number, wires: readonly Wire[], side: 'from' | 'to'): number[][] {
  const lists = Array.from({ length: count }, (): number[] => []);
  for (const wire of wires) lists[wire[side]]?.push(side === 'from' ? wire.to : wire.from);
  return lists;
}

/** Short wires first; one that is too long for what is left stays as it is and is not looked at any more. */
function withBends(
  rank: readonly number[],
  given: readonly Wire[],
): { readonly wires: readonly Wire[]; readonly ranks: readonly number[] } {
  const ranks = [...rank];
  const wires: Wire[] = [];
  const span = ({ from, to }: Wire) => at(rank, to) - at(rank, from);
  const sorted = [...given].sort((a, b) => span(a) - span(b));
  for (const wire of sorted) {
    if (ranks.length - rank.length + span(wire) - 1 > mostBends) break;
    let { from } = wire;
    for (let layer = at(rank, wire.from) + 1; layer < at(rank, wire.to); layer++) {
      const bend = ranks.push(layer) - 1;
      wires.push({ ...wire, from, to: bend });
      from = bend;
    }
    wires.push({ ...wire, from });
  }
  return { wires, ranks };
}

/** Each node towards the mean place of those before it, then of those behind it, and again (Sugiyama et al., 1981). */
function withFewCrossings(layers: number[][], wires: readonly Wire[], count: number): number[][] {
  const before = neighbours(count, wires, 'to');
  const behind = neighbours(count, wires, 'from');
  const place = new Array<number>(count).fill(0);
  const settle = (layer: readonly number[]) => {
    for (const [i, node] of layer.entries()) place[node] = (i + 0.5) / layer.length;
  };
  let current = layers;
  for (const layer of current) settle(layer);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forward = sweep % 2 === 0;
    const others = forward ? before : behind;
    const turned = forward ? current : current.toReversed();
    const sorted = turned.map((layer) => {
      const wanted = new Map(
        layer.map((node) => [node, meanOf(listAt(others, node), place, node)]),
      );
      const next = layer.toSorted((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      settle(next);
      return next;
    });
    current = forward ? sorted : sorted.toReversed();
  }
  return current;
}
function meanOf(nodes: readonly number[], place: readonly number[], self: number): number {
  if (nodes.length === 0) return at(place, self);
  return nodes.reduce((sum, node) => sum + at(place, node), 0) / nodes.length;
}

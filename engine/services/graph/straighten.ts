/** Boxes placed in layers in; the same with every chain of them level and at its distance from the others, out. */
import { componentsInOrder } from '../../graph/infer/order.ts';
import type { Layers, Wire } from './layers.ts';

/** How often chains that come too close push each other apart; a last pass downwards settles what is left. */
const rounds = 60;

interface Push {
  readonly upper: number;
  readonly lower: number;
  /** What their levels must keep. */
  readonly distance: number;
}

/** `distance` is what the centres of two neighbours of a layer must keep. The order within layers stays. */
export function straighten(
  { layers, wires }: Layers,
  places: readonly number[],
  distance: (upper: number, lower: number) => number,
): readonly number[] {
  const { chains, order } = withoutKnots(layers, places.length, chainsOf(wires));
  const chainOf = indexOf(chains, places.length);
  const pushes = pushesOf(layers, chainOf, distance);
  const levels = chains.map(
    (chain) => chain.reduce((sum, node) => sum + (places[node] ?? 0), 0) / chain.length,
  );
  const weight = (chain: number) => chains[chain]?.length ?? 1;
  const level = (chain: number) => levels[chain] ?? 0;
  for (let round = 0; round < rounds; round++)
    for (const { upper, lower, distance: wanted } of pushes) {
      const short = level(upper) + wanted - level(lower);
      if (short <= 0) continue;
      const share = weight(lower) / (weight(upper) + weight(lower));
      levels[upper] = level(upper) - short * share;
      levels[lower] = level(lower) + short * (1 - share);
    }
  const above = byLower(pushes);
  for (const chain of order)
    for (const { upper, distance: wanted } of above.get(chain) ?? [])
      levels[chain] = Math.max(level(chain), level(upper) + wanted);
  return places.map((_, node) => level(chainOf[node] ?? 0));
}

/** Every node in a chain, alone where in none; and the chains in an order from above to below. */
function withoutKnots(
  layers: Layers['layers'],
  count: number,
  long: readonly (readonly number[])[],
): { readonly chains: readonly (readonly number[])[]; readonly order: readonly number[] } {
  const knots = componentsOf(layers, withSingles(long, count), count);
  // Chains that wind around each other cannot all be level: they are taken apart.
  const tied = new Set(knots.components.filter(({ length }) => length > 1).flat());
  const loose = knots.chains.filter((_, i) => !tied.has(i));
  const { chains, components } = componentsOf(layers, withSingles(loose, count), count);
  return { chains, order: components.flat() };
}
function componentsOf(
  layers: Layers['layers'],
  chains: readonly (readonly number[])[],
  count: number,
) {
  const above = byLower(pushesOf(layers, indexOf(chains, count), () => 0));
  const components = componentsInOrder(
    chains.map((_, i) => String(i)),
    (id) => (above.get(Number(id)) ?? []).map(({ upper }) => String(upper)),
  );
  return { chains, components: components.map((members) => members.map(Number)) };
}
function withSingles(
  chains: readonly (readonly number[])[],
  count: number,
): readonly (readonly number[])[] {
  const inside = new Set(chains.flat());
  const singles = Array.from({ length: count }, (_, node) => [node]);
  return [...chains, ...singles.filter(([node]) => !inside.has(node as number))];
}
/** By node the chain that it is in. */
function indexOf(chains: readonly (readonly number[])[], count: number): readonly number[] {
  const index = new Array<number>(count).fill(0);
  for (const [i, chain] of chains.entries()) for (const node of chain) index[node] = i;
  return index;
}
function pushesOf(
  layers: Layers['layers'],
  chainOf: readonly number[],
  distance: (upper: number, lower: number) => number,
): readonly Push[] {
  return layers.flatMap((layer) =>
    layer.slice(1).map((lower, i) => {
      const upper = layer[i] as number;
      const [a, b] = [chainOf[upper] as number, chainOf[lower] as number];
      return { upper: a, lower: b, distance: distance(upper, lower) };
    }),
  );
}

function byLower(pushes: readonly Push[]): ReadonlyMap<number, Push[]> {
  const above = new Map<number, Push[]>();
  for (const push of pushes) {
    const list = above.get(push.lower);
    if (list) list.push(push);
    else above.set(push.lower, [push]);
  }
  return above;
}

/**
 * Longest ways along wires that are the heaviest one at both of their ends: through layers in a row, and along a way
 * around them from where it leaves to where it comes back.
 */
function chainsOf(wires: readonly Wire[]): readonly (readonly number[])[] {
  const next = heaviest(wires, 'from', 'to');
  const previous = heaviest(wires, 'to', 'from');
  const chains: number[][] = [];
  for (const [start, second] of next) {
    const before = previous.get(start);
    const isStart = before === undefined || next.get(before) !== start;
    if (!isStart || previous.get(second) !== start) continue;
    const chain = [start];
    for (let node = second; ; ) {
      chain.push(node);
      const behind = next.get(node);
      if (behind === undefined || previous.get(behind) !== node) break;
      node = behind;
    }
    chains.push(chain);
  }
  return chains;
}
/** For each node at `side` the other end of its heaviest wire; none where two are as heavy. */
function heaviest(
  wires: readonly Wire[],
  side: 'from' | 'to',
  other: 'from' | 'to',
): ReadonlyMap<number, number> {
  const best = new Map<number, { readonly weight: number; readonly end: number | null }>();
  for (const wire of wires) {
    const known = best.get(wire[side]);
    if (!known || wire.weight > known.weight)
      best.set(wire[side], { weight: wire.weight, end: wire[other] });
    else if (wire.weight === known.weight && known.end !== wire[other])
      best.set(wire[side], { weight: wire.weight, end: null });
  }
  return new Map([...best].flatMap(([node, { end }]) => (end === null ? [] : [[node, end]])));
}

/** Blocks of bytes with lifetimes come in; offsets at which no two blocks alive together overlap go out. */

/** Something that needs `bytes` of the arena from step `start` to step `end`, both included. */
export interface Block {
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
}
export interface Packing {
  /** Of each block, in the order given; multiples of 64. */
  readonly offsets: Float64Array;
  readonly bytes: number;
}

const ALIGNMENT = 64;
const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
const duration = (block: Block): number => block.end - block.start;

type Order = (a: Block, b: Block) => number;
/** Packing is NP-hard; placing by size does well on networks, and by area or duration where sizes are alike. */
const ORDERS: readonly Order[] = [
  (a, b) => b.bytes - a.bytes || a.start - b.start || b.end - a.end,
  (a, b) => b.bytes * (duration(b) + 1) - a.bytes * (duration(a) + 1) || a.start - b.start,
  (a, b) => duration(b) - duration(a) || b.bytes - a.bytes || a.start - b.start,
];

/** Packs with several orders, until one meets the lower bound, and keeps the smallest. */
export function assignOffsets(blocks: readonly Block[], lowerBound = 0): Packing {
  let best: Packing | undefined;
  for (const order of ORDERS) {
    const packing = placeInOrder(blocks, order);
    if (best === undefined || packing.bytes < best.bytes) best = packing;
    if (best.bytes <= align(lowerBound)) break;
  }
  return best as Packing;
}

/**
 * Takes the blocks in an order and puts each into the smallest gap that fits between the already placed blocks
 * alive at the same time, or above them all. Quadratic, with a small constant: `placed` stays sorted by offset.
 */
function placeInOrder(blocks: readonly Block[], order: Order): Packing {
  const count = blocks.length;
  const offsets = new Float64Array(count);
  const indices = blocks.map((_, index) => index);
  indices.sort((a, b) => order(blocks[a] as Block, blocks[b] as Block) || a - b);
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  let placed = 0;
  let bytes = 0;
  for (const index of indices) {
    const block = blocks[index] as Block;
    const size = align(block.bytes);
    let top = 0;
    let bestGap = Number.POSITIVE_INFINITY;
    let offset = -1;
    for (let i = 0; i < placed; i++) {
      if ((start[i] as number) > block.end || (end[i] as number) < block.start) continue;
      const gap = (low[i] as number) - top;
      if (gap >= size && gap < bestGap) {
        bestGap = gap;
        offset = top;
        // No gap fits better, and of those that fit as well the first is taken.
        if (gap === size) break;
      }
      if ((high[i] as number) > top) top = high[i] as number;
    }
    if (offset < 0) offset = top;
    offsets[index] = offset;
    bytes = Math.max(bytes, offset + size);
    let at = placed;
    while (at > 0 && (low[at - 1] as number) > offset) at--;
    low.copyWithin(at + 1, at, placed);
    high.copyWithin(at + 1, at, placed);
    start.copyWithin(at + 1, at, placed);
    end.copyWithin(at + 1, at, placed);
    low[at] = offset;
    high[at] = offset + size;
    start[at] = block.start;
    end[at] = block.end;
    placed++;
  }
  return { offsets, bytes };
}

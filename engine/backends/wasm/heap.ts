/** Gives out and takes back ranges of a byte-addressed space: first fit, neighbours joined again when freed. */
import { invariant } from '../../util/errors.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}
/** All addresses are multiples of this: a cache line. */
const ALIGNMENT = 64;

export class Heap {
  /** Free ranges in order of address; the last one reaches to the limit. */
  private free: Range[];
  private readonly used = new Map<number, number>();

  constructor(start: number, limit: number) {
    this.free = [{ start: align(start), end: limit }];
  }

  /** Address of `bytes` bytes, or null when no free range is large enough. */
  allocate(bytes: number): number | null {
    const size = Math.max(ALIGNMENT, align(bytes));
    const index = this.free.findIndex(({ start, end }) => end - start >= size);
    if (index < 0) return null;
    const { start, end } = this.free[index] as Range;
    this.free.splice(index, 1, ...(end - start > size ? [{ start: start + size, end }] : []));
    this.used.set(start, size);
    return start;
  }

  release(address: number): void {
    const size = this.used.get(address);
    invariant(size !== undefined, `nothing is allocated at ${address}`);
    this.used.delete(address);
    const ranges = [...this.free, { start: address, end: address + size }];
    ranges.sort((a, b) => a.start - b.start);
    const joined: Range[] = [];
    for (const range of ranges) {
      const last = joined.at(-1);
      if (last?.end === range.start)
        joined[joined.length - 1] = { start: last.start, end: range.end };
      else joined.push(range);
    }
    this.free = joined;
  }

  /** Largest allocation that would succeed now. */
  largestFree(): number {
    return this.free.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  }
}

export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** How work is cut into units: by its size alone, never by the number of threads. */
import { ceilDiv } from './loops.ts';

/** A unit takes about 5 µs: taking it costs a fiftieth of that, and threads wait for half of one at the end. */
const unitFlops = 1 << 18;
/** Units with sums of their own are larger: what they leave has to be added up. */
const partFlops = 1 << 20;
/** Enough for eight threads to finish together. */
const mostUnits = 64;

/** Into how many units a job of `flops` should be cut. */
export function wantedUnits(flops: number): number {
  return wanted(flops, unitFlops);
}

/** Into how many parts with sums of their own a job of `flops` should be cut. */
export function wantedParts(flops: number): number {
  return wanted(flops, partFlops);
}

function wanted(flops: number, each: number): number {
  return Math.max(1, Math.min(mostUnits, Math.floor(flops / each)));
}

/** Cuts `blocks` equal blocks of `flops` each into `count` units of about the wanted size (the last may have fewer). */
export function unitsOf(blocks: number, flops: number): { count: number; size: number } {
  const size = Math.max(1, Math.round(blocks / wantedUnits(blocks * flops)));
  return { count: ceilDiv(blocks, size), size };
}

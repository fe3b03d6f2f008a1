/** How work is cut into units: by its size alone, never by the number of threads. */
import { ceilDiv } from './loops.ts';

/** A unit of fewer operations costs as much in bookkeeping as it saves (about 20 µs). */
const unitFlops = 1 << 20;
/** Enough for eight threads to finish together. */
const mostUnits = 64;

/** Into how many units a job of `flops` should be cut. */
export function wantedUnits(flops: number): number {
  return Math.max(1, Math.min(mostUnits, Math.floor(flops / unitFlops)));
}

/** Cuts `blocks` equal blocks of `flops` each into `count` units of about the wanted size (the last may have fewer). */
export function unitsOf(blocks: number, flops: number): { count: number; size: number } {
  const size = Math.max(1, Math.round(blocks / wantedUnits(blocks * flops)));
  return { count: ceilDiv(blocks, size), size };
}

/** All samples there are in, those that a written model is tried with out. */

/** Enough to see every class and every branch of a ReLU; one more second for a network of today. */
export const mostSamples = 256;

/** `count` of them, evenly, because folders of pictures are sorted by class; they may repeat where there are fewer. */
export function spread(indices: Uint32Array, count: number): Uint32Array {
  return Uint32Array.from(
    { length: count },
    (_, i) => indices[Math.floor((i * indices.length) / count)] as number,
  );
}

/** Orthogonal initializer: a weight whose rows or columns, whichever are fewer, are orthonormal. */
import * as z from 'zod';
import { described } from '../util/described.ts';
import { RandomStream } from '../util/random.ts';
import { defineInitializer, sizeOf } from './define.ts';

const params = z.object({
  gain: described(z.number().default(1), 'Gain', 'Length of the orthonormal vectors.'),
});

export const orthogonal = defineInitializer<z.infer<typeof params>>({
  type: 'orthogonal',
  name: { en: 'Orthogonal', zh: '正交' },
  params,
  /** The weight as a matrix [product of all axes but the last, last axis], in f64 until the end. */
  fill(p, { shape }, key) {
    const size = sizeOf(shape);
    const columns = Math.max(1, shape.at(-1) ?? 1);
    const rows = size / columns;
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const vectors = orthonormalVectors(count, length, new RandomStream(key[0], key[1]));
    const values = new Float32Array(size);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const [vector, element] = rows >= columns ? [column, row] : [row, column];
        const value = vectors[vector * length + element] as number;
        values[row * columns + column] = p.gain * value;
      }
    }
    return values;
  },
  docs: {
    summary: 'Keeps lengths and angles: no direction of the signal is preferred.',
    reference: 'Saxe, McClelland and Ganguli, Exact Solutions to the Nonlinear Dynamics, 2014',
  },
});

/**
 * `count` orthonormal vectors of `length` numbers, row by row: normal vectors made orthogonal by modified
 * Gram–Schmidt, twice, which keeps them orthogonal to rounding. The result is uniform over all such sets.
 */
function orthonormalVectors(count: number, length: number, stream: RandomStream): Float64Array {
  const vectors = new Float64Array(count * length);
  for (let i = 0; i < vectors.length; i++) vectors[i] = stream.normal();
  for (let i = 0; i < count; i++) {
    const current = vectors.subarray(i * length, (i + 1) * length);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const earlier = vectors.subarray(j * length, (j + 1) * length);
        const share = inner(current, earlier);
        for (let k = 0; k < length; k++)
          current[k] = (current[k] as number) - share * (earlier[k] as number);
      }
    }
    const norm = Math.sqrt(inner(current, current));
    for (let k = 0; k < length; k++) current[k] = (current[k] as number) / norm;
  }
  return vectors;
}
function inner(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
}

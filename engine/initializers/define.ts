/** What initializer records are written with. */
import type { Shape } from '../ir/types.ts';
import { RandomStream } from '../util/random.ts';
import type { InitializerDefinition } from './types.ts';

/** A definition with the types of its own params, as the registry keeps it. */
export function defineInitializer<P>(definition: InitializerDefinition<P>): InitializerDefinition {
  return definition as unknown as InitializerDefinition;
}
export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** `draw` once for each element, in row-major order. */
export function fillWith(
  shape: Shape,
  key: readonly [number, number],
  draw: (stream: RandomStream) => number,
): Float32Array {
  const stream = new RandomStream(key[0], key[1]);
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw(stream);
  return values;
}

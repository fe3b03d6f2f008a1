/** Takes the weights of one node as a session holds them; gives what is shown of them. */
import type { TensorData } from '../../backends/types.ts';
import { asFloats, histogramOf, survey, unite } from './numbers.ts';
import type { Range, WeightView } from './types.ts';

const mostNumbers = 65_536;

/** `seen`: the range so far in this run. Values are copies. */
export function weightView(
  weight: { readonly node: string; readonly name: string; readonly shape: readonly number[] },
  given: TensorData,
  seen: Range | undefined,
): WeightView {
  const values = asFloats(given);
  const now = survey(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / Math.max(1, values.length);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2;
  return {
    ...weight,
    values: firstFilters(values, weight.shape),
    range: seen ? unite(seen, now.range) : now.range,
    histogram: histogramOf(now),
    mean,
    deviation: Math.sqrt(squares / Math.max(1, values.length)),
  };
}

/** All of a small weight; of a larger one as many filters (places on the last axis) as fit, row-major. */
function firstFilters(values: Float32Array, shape: readonly number[]): Float32Array {
  if (values.length <= mostNumbers) return Float32Array.from(values);
  const filters = shape.at(-1) ?? 1;
  const rows = values.length / filters;
  const kept = Math.max(1, Math.floor(mostNumbers / rows));
  const shownRows = Math.min(rows, Math.floor(mostNumbers / kept));
  const shown = new Float32Array(shownRows * kept);
  for (let row = 0; row < shownRows; row++)
    for (let filter = 0; filter < kept; filter++)
      shown[row * kept + filter] = values[row * filters + filter] as number;
  return shown;
}

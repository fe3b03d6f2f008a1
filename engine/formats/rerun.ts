/** A written model that another program has opened and samples in our order in; what it makes of them, in our order, out. */
import type { Shape } from '../ir/types.ts';
import type { ModelTensor, RunnableModel } from '../platform.ts';
import { NetloomError } from '../util/errors.ts';
import type { BoundaryValue, WrittenModel } from './types.ts';

/** Samples one behind the other. */
export type Samples = Float32Array | Int32Array;

/**
 * `fields`: `count` samples of each field of the data. Resolves to the outputs by node. Throws 'model-output-differs'
 * where an output is missing or has another shape.
 */
export async function rerun(
  model: RunnableModel,
  { inputs, outputs }: Pick<WrittenModel, 'inputs' | 'outputs'>,
  fields: ReadonlyMap<string, Samples>,
  count: number,
): Promise<ReadonlyMap<string, Samples>> {
  const fed = new Map(
    inputs.map((input): [string, ModelTensor] => {
      const samples = fields.get(input.field ?? '');
      if (!samples) throw differs(`it takes "${input.name}", for which there are no data`, input);
      return [input.name, fromOurs(input, samples, count)];
    }),
  );
  const given = await model.run(fed);
  return new Map(
    outputs.map((output) => {
      const tensor = given.get(output.name);
      if (!tensor) throw differs(`it gives no "${output.name}"`, output);
      const wanted = dims(output, count);
      if (tensor.dims.join() !== wanted.join()) {
        const shapes = `[${tensor.dims.join(', ')}] instead of [${wanted.join(', ')}]`;
        throw differs(`its "${output.name}" has the shape ${shapes}`, output);
      }
      return [output.node, toOurs(output, tensor.data, count)];
    }),
  );
}

function dims({ shape, channelsFirst }: BoundaryValue, count: number): readonly number[] {
  return [count, ...(channelsFirst ? [shape.at(-1) as number, ...shape.slice(0, -1)] : shape)];
}
function fromOurs(value: BoundaryValue, samples: Samples, count: number): ModelTensor {
  const data = value.channelsFirst ? turned(samples, splitLast(value.shape)) : samples;
  return { dims: dims(value, count), data };
}
function toOurs({ shape, channelsFirst }: BoundaryValue, data: Samples, count: number): Samples {
  const { rows, columns } = splitLast(shape);
  if (!channelsFirst) return data;
  return turned(data.subarray(0, count * rows * columns), { rows: columns, columns: rows });
}
function splitLast(shape: Shape): { readonly rows: number; readonly columns: number } {
  return { rows: shape.slice(0, -1).reduce((a, b) => a * b, 1), columns: shape.at(-1) as number };
}
/** Each sample a matrix [rows, columns], as [columns, rows]. */
function turned(samples: Samples, matrix: ReturnType<typeof splitLast>): Samples {
  const { rows, columns } = matrix;
  const size = rows * columns;
  const out = samples.slice();
  for (let start = 0; start < samples.length; start += size)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        out[start + c * rows + r] = samples[start + r * columns + c] as number;
  return out;
}
function differs(reason: string, { name }: BoundaryValue): NetloomError {
  return new NetloomError(
    'model-output-differs',
    `The file was not written: it does not work as it should, ${reason}.`,
    name,
  );
}

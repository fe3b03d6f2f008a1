/** A committed ONNX file in; its network as Netloom read it, fed and evaluated beside what PyTorch computed, out. */
import { readFileSync } from 'node:fs';
import { evaluate } from '../../backends/reference/evaluate.ts';
import type { Field } from '../../data/types.ts';
import { readOnnx } from '../../formats/onnx/read/readModel.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import type { ImportedBoundary, ImportedModel } from '../../formats/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { lowerPrediction } from '../../graph/lower/inspect.ts';
import { listWeights } from '../../graph/lower/state.ts';

const folder = new URL('./files/', import.meta.url);
export const bytesOfFile = (file: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(file, folder)));

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}
/** What PyTorch was fed and gave, by the names that the file has. */
export function samplesOf(name: string): ReadonlyMap<string, Tensor> {
  return readSafetensors(bytesOfFile(`${name}.safetensors`), name).tensors;
}
export const read = (name: string): Promise<ImportedModel> =>
  readOnnx(bytesOfFile(`${name}.onnx`), `${name}.onnx`, null);

/** A tensor of the file with its dimensions in our order. */
export function inOurOrder({ shape, values }: Tensor, { dimensions }: ImportedBoundary): Tensor {
  const order = dimensions ?? shape.map((_, i) => i);
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((i) => shape[i] as number);
  const out = new Float32Array(values.length);
  for (let at = 0; at < out.length; at++) {
    let rest = at;
    let from = 0;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += (rest % (sizes[axis] as number)) * (strides[order[axis] as number] as number);
      rest = Math.floor(rest / (sizes[axis] as number));
    }
    out[at] = values[from] as number;
  }
  return { shape: sizes, values: out };
}

/** Inferred on fields that have the shape of the samples. */
export function inferImported(
  model: ImportedModel,
  samples: ReadonlyMap<string, Tensor>,
  project: Project = model.project,
  more: readonly Field[] = [],
): InferredNetwork {
  return inferNetwork(project, [...fieldsOf(model, samples), ...more]);
}
function fieldsOf(model: ImportedModel, samples: ReadonlyMap<string, Tensor>): readonly Field[] {
  return model.inputs.map((input) => {
    const { shape } = inOurOrder(samples.get(input.name) as Tensor, input);
    return {
      name: input.name,
      dtype: 'f32' as const,
      shape: shape.slice(1),
      role: 'feature' as const,
    };
  });
}
export const feedOf = (model: ImportedModel, samples: ReadonlyMap<string, Tensor>) =>
  Object.fromEntries(
    model.inputs.map((input) => [
      `field:${input.name}`,
      inOurOrder(samples.get(input.name) as Tensor, input).values,
    ]),
  );

/** Weights by their names in the state. */
export function stateOf(
  model: ImportedModel,
  network: InferredNetwork,
): Record<string, Float32Array> {
  const byName = new Map(model.weights.map((weight) => [weight.name, weight]));
  return Object.fromEntries(
    listWeights(network).map(({ name, exportName, type }) => {
      const weight = byName.get(exportName);
      if (weight?.shape.join() !== type.shape.join())
        throw new Error(`${exportName} is ${weight?.shape} and should be ${type.shape}`);
      return [name, weight.data];
    }),
  );
}

/** By the file's names of its outputs, in our order. */
export function predict(
  model: ImportedModel,
  network: InferredNetwork,
  samples: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, ArrayLike<number>> {
  const batch = [...samples.values()][0]?.shape[0] as number;
  const { program } = lowerPrediction(network, batch);
  const { outputs } = evaluate(program, feedOf(model, samples), stateOf(model, network));
  return new Map(model.outputs.map(({ node, name }) => [name, outputs[`output:${node}`] ?? []]));
}

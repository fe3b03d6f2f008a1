/** A network, samples and a format's options in; how far the file, run by onnxruntime-web, is from our own prediction out. */
import { evaluate } from '../backends/reference/evaluate.ts';
import { Comparison, type Difference } from '../formats/comparison.ts';
import { writeOnnx } from '../formats/onnx/write/writeOnnx.ts';
import { rerun, type Samples } from '../formats/rerun.ts';
import type { FilePart, ModelOptions, WrittenModel } from '../formats/types.ts';
import type { InferredNetwork } from '../graph/infer/types.ts';
import { lowerPrediction } from '../graph/lower/inspect.ts';
import { outputsOf } from '../graph/lower/outputs.ts';
import { listWeights } from '../graph/lower/state.ts';
import { RandomStream } from '../util/random.ts';
import { onnxRunner } from './onnxRunner.ts';

export const plainOptions: ModelOptions = {
  name: 'model.onnx',
  layout: 'nchw',
  foldBatchNorm: false,
  precision: 'f32',
  batch: 'dynamic',
  externalAbove: 2 ** 31 - 2 ** 20,
};

/** Weights that no initializer gives, so that each matters: scales and variances around 1, the rest around 0. */
export function oddWeights(network: InferredNetwork, seed = 3): ReadonlyMap<string, Float32Array> {
  const random = new RandomStream(seed);
  return new Map(
    listWeights(network).map(({ exportName, type }) => {
      const count = type.shape.reduce((a, b) => a * b, 1);
      const positive = /\/(gamma|runningVariance)$/.test(exportName);
      const make = () => (positive ? 0.5 + random.uniform() : random.normal() * 0.4);
      return [exportName, Float32Array.from({ length: count }, make)];
    }),
  );
}
/** Samples of every field: numbers around 0, class numbers 0 and 1. */
export function oddSamples(
  network: InferredNetwork,
  count: number,
  seed = 5,
): ReadonlyMap<string, Samples> {
  const random = new RandomStream(seed);
  return new Map(
    (network.fields ?? []).map(({ name, shape, dtype }) => {
      const length = shape.reduce((a, b) => a * b, count);
      return [
        name,
        dtype === 'f32'
          ? Float32Array.from({ length }, () => random.normal())
          : Int32Array.from({ length }, () => random.integer(2)),
      ];
    }),
  );
}

export function bytesOfFile({ length, pieces }: FilePart): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces()) {
    bytes.set(piece, at);
    at += piece.length;
  }
  if (at !== length) throw new Error(`The file says ${length} bytes and has ${at}.`);
  return bytes;
}

export interface Checked {
  readonly written: WrittenModel;
  readonly model: Uint8Array;
  readonly difference: Difference;
}
/** Our own prediction is that of the reference backend. `spoil` may change weights after the file has been written. */
export async function checkModel(
  network: InferredNetwork,
  options: Partial<ModelOptions> = {},
  count = 3,
  spoil: (name: string, values: Float32Array) => void = () => {},
): Promise<Checked> {
  const whole = { ...plainOptions, ...options };
  const tensors = oddWeights(network);
  const written = writeOnnx({ network, tensors, metadata: new Map() }, whole);
  const [model = new Uint8Array(), ...beside] = written.files.map(bytesOfFile);
  const files = beside.map((bytes, i): [string, Uint8Array] => [
    `${whole.name}${written.files[i + 1]?.suffix}`,
    bytes,
  ]);
  for (const [name, values] of tensors) spoil(name, values);
  const samples = oddSamples(network, count);
  const opened = await onnxRunner.open(model, new Map(files));
  const given = await rerun(opened, written, samples, count);
  await opened.close();
  const expected = ourPrediction(network, tensors, samples, count);
  const comparison = new Comparison();
  for (const [node, values] of expected)
    comparison.add(node, values, given.get(node) ?? [], {
      width: values.length / count,
      classed: true,
    });
  comparison.count(count);
  return { written, model, difference: comparison.difference() };
}

function ourPrediction(
  network: InferredNetwork,
  tensors: ReadonlyMap<string, Float32Array>,
  samples: ReadonlyMap<string, Samples>,
  count: number,
): ReadonlyMap<string, ArrayLike<number>> {
  const { program, fields } = lowerPrediction(network, count);
  const feed = fields.map(({ input, field }) => [input, samples.get(field) ?? []] as const);
  const state = listWeights(network).map(
    ({ name, exportName }) => [name, tensors.get(exportName) ?? []] as const,
  );
  const { outputs } = evaluate(program, Object.fromEntries(feed), Object.fromEntries(state));
  return new Map(
    outputsOf(network).map(({ node }) => [node.id, outputs[`output:${node.id}`] ?? []]),
  );
}

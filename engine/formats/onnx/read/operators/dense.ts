/** Gemm and MatMul with constant weights in; Dense layers out, or 1×1 convolutions where every position has a row. */
import { batchGroup, dimension, type Group, type Groups, rowOrder } from '../axes.ts';
import type { Call } from '../call.ts';
import { transposed } from '../transposed.ts';
import { type Constant, countOf, type Flow, Unsupported } from '../values.ts';

type Matrix = Constant & { readonly elements: Float32Array };

/** y = alpha·A·B + beta·C; A is computed, B and C are weights. */
export function gemm(call: Call): void {
  const { attributes } = call;
  if (attributes.int('transA', 0) !== 0) throw new Unsupported('transA = 1');
  const given = call.floats(1);
  if (given.shape.length !== 2) throw call.malformed(`${call.who} has no matrix of weights`);
  const turned = attributes.int('transB', 0) !== 0 ? transposed(given, [1, 0]) : given;
  const units = turned.shape[1] as number;
  const bias = call.value(2) ? call.floats(2) : null;
  const along = bias && spread(call, bias, units);
  const kernel = { ...turned, elements: scaled(turned.elements, attributes.float('alpha', 1)) };
  dense(call, call.flow(0), kernel, along && scaled(along, attributes.float('beta', 1)));
}
const scaled = (values: Float32Array, factor: number) =>
  factor === 1 ? values : values.map((value) => value * factor);

/** One number for each unit, of a row or a single number. */
function spread(call: Call, bias: Matrix, units: number): Float32Array {
  const { elements } = bias;
  if (elements.length === 1) return new Float32Array(units).fill(elements[0] as number);
  if (elements.length === units && bias.shape.at(-1) === units) return elements;
  throw call.malformed(`${call.who} adds ${bias.shape.join('×')} to ${units} outputs`);
}

export function matMul(call: Call): void {
  if (call.value(0)?.kind === 'constant') throw new Unsupported('a constant on the left');
  const right = call.value(1);
  if (right?.kind === 'flow') throw new Unsupported('two computed matrices');
  const kernel = call.floats(1);
  if (kernel.shape.length !== 2)
    throw new Unsupported(`weights of shape ${kernel.shape.join('×')}`);
  const flow = call.flow(0);
  if (flow.theirs === null || flow.theirs.length === 2) {
    dense(call, flow, kernel, null);
    return;
  }
  positions(call, flow, kernel);
}

function dense(call: Call, given: Flow, kernel: Matrix, bias: Float32Array | null): void {
  const [size, units] = kernel.shape as [number, number];
  if (countOf(kernel.shape) === 0) throw call.malformed(`${call.who} has no weights`);
  const row = dimension(size);
  const flow =
    call.theirs(given) === null
      ? { ...given, theirs: [batchGroup, row], ours: [batchGroup, row] }
      : given;
  const [, features, ...more] = flow.theirs as Groups;
  if (!features || more.length > 0)
    throw call.malformed(`${call.who} takes a row, and ${flow.theirs?.length} dimensions come in`);
  call.expectSize(features, size, 'numbers');
  const stored = flow.ours.slice(1).flat();
  const rows = rowOrder(features, stored, size);
  if (rows === 'open') throw new Unsupported('sizes that depend on the input');
  const values = rows === 'same' ? kernel.elements : withRows(kernel.elements, rows, units);
  const from = call.network.add({
    type: 'dense',
    params: { units, ...(!bias && { useBias: false }) },
    label: call.label,
    inputs: { input: [call.network.arranged(flow, [batchGroup, stored])] },
    weights: {
      kernel: { shape: [size, units], values },
      ...(bias && { bias: { shape: [units], values: bias } }),
    },
  });
  const outputs = dimension(units);
  const draft = call.network.draft(from.node);
  if (draft && !bias) draft.biasAlong = outputs;
  const groups = [batchGroup, outputs];
  call.give({ kind: 'flow', from, theirs: groups, ours: groups });
}

/** The kernel with row i being the file's row `rows[i]`. */
function withRows(kernel: Float32Array, rows: Int32Array, units: number): Float32Array {
  const out = new Float32Array(kernel.length);
  rows.forEach((row, i) => {
    out.set(kernel.subarray(row * units, (row + 1) * units), i * units);
  });
  return out;
}

/** A matrix product at every position of a sequence or picture is a convolution with a window of one pixel. */
function positions(call: Call, flow: Flow, kernel: Matrix): void {
  const theirs = call.theirs(flow) as Groups;
  const [size, filters] = kernel.shape as [number, number];
  const features = theirs.at(-1) as Group;
  if (theirs.length > 4) throw new Unsupported(`${theirs.length} dimensions`);
  if (countOf(kernel.shape) === 0) throw call.malformed(`${call.who} has no weights`);
  call.expectSize(features, size, 'numbers');
  const places = theirs.slice(1, -1);
  const spatial = places.length === 1 ? [...places, []] : places;
  const from = call.network.add({
    type: 'conv2d',
    params: { filters, kernelSize: [1, 1], useBias: false },
    label: call.label,
    inputs: { input: [call.network.arranged(flow, [batchGroup, ...spatial, features])] },
    weights: { kernel: { shape: [1, 1, size, filters], values: kernel.elements } },
  });
  const outputs = dimension(filters);
  const draft = call.network.draft(from.node);
  if (draft) draft.biasAlong = outputs;
  call.give({
    kind: 'flow',
    from,
    theirs: [batchGroup, ...places, outputs],
    ours: [batchGroup, ...spatial, outputs],
  });
}

/** Operators on each value by itself in: activations, Clip, Dropout, and those that change nothing; layers out. */
import type { Group, Groups } from '../axes.ts';
import { batchGroup } from '../axes.ts';
import type { Call } from '../call.ts';
import { Unsupported } from '../values.ts';
import { shortest } from './normalization.ts';

/** A handler that adds an Activation. */
export const activation =
  (name: string) =>
  (call: Call): void =>
    call.elementwise(call.flow(0), 'activation', { activation: name });

export function leakyRelu(call: Call): void {
  const slope = shortest(call.attributes.float('alpha', 0.01));
  within(slope, -10, 10, 'alpha');
  call.elementwise(call.flow(0), 'activation', {
    activation: 'leakyRelu',
    ...(slope !== 0.01 && { slope }),
  });
}
export function elu(call: Call): void {
  const alpha = shortest(call.attributes.float('alpha', 1));
  within(alpha, 0, 100, 'alpha');
  call.elementwise(call.flow(0), 'activation', {
    activation: 'elu',
    ...(alpha !== 1 && { alpha }),
  });
}
function within(value: number, least: number, most: number, name: string): void {
  if (!(value >= least && value <= most)) throw new Unsupported(`${name} = ${value}`);
}

/** The constants of Klambauer et al., to the accuracy that any exporter writes. */
export function selu(call: Call): void {
  const alpha = call.attributes.float('alpha', 1.6732632);
  const gamma = call.attributes.float('gamma', 1.050701);
  if (Math.abs(alpha - 1.6732632) > 1e-5 || Math.abs(gamma - 1.050701) > 1e-5)
    throw new Unsupported(`alpha = ${alpha}, gamma = ${gamma}`);
  call.elementwise(call.flow(0), 'activation', { activation: 'selu' });
}
export function gelu(call: Call): void {
  const approximate = call.attributes.string('approximate', 'none');
  if (approximate !== 'none') throw new Unsupported(`approximate = ${approximate}`);
  call.elementwise(call.flow(0), 'activation', { activation: 'gelu' });
}

/** Largest f32: what a bound that is left out means. */
const LARGEST = 3.4028234663852886e38;
export function clip(call: Call): void {
  const minimum = shortest(call.number('min', 1) ?? -LARGEST);
  const maximum = shortest(call.number('max', 2) ?? LARGEST);
  const flow = call.flow(0);
  const opens = maximum >= LARGEST;
  if (minimum <= -LARGEST && opens) {
    call.give(flow);
    return;
  }
  if (minimum === 0 && opens) {
    call.elementwise(flow, 'activation', { activation: 'relu' });
    return;
  }
  if (!(minimum <= maximum)) throw new Unsupported(`min = ${minimum}, max = ${maximum}`);
  call.elementwise(flow, 'clip', {
    minimum: Math.max(-LARGEST, minimum),
    maximum: Math.min(LARGEST, maximum),
  });
}

/** Along one axis, which becomes the last; before version 13 along all axes from one on. */
export function softmax(call: Call): void {
  const flow = call.flow(0);
  const theirs = call.theirs(flow);
  const newer = call.opset >= 13;
  const stated = call.attributes.int('axis', newer ? -1 : 1);
  if (!theirs) {
    call.elementwise(flow, 'activation', { activation: 'softmax' });
    return;
  }
  const axis = call.axis(stated, theirs.length);
  if (axis === 0) throw new Unsupported('axis = 0');
  if (!newer && theirs.slice(axis + 1).some((group) => group.length > 0))
    throw new Unsupported(`axis = ${stated}`);
  const wanted = theirs[axis] as Group;
  const last = flow.ours.at(-1) as Group;
  const isLast =
    flow.ours.length > 1 &&
    last.length === wanted.length &&
    wanted.every((one) => last.includes(one));
  const rest = theirs.filter((_, i) => i > 0 && i !== axis);
  const ours: Groups = isLast ? flow.ours : [batchGroup, ...rest, wanted];
  call.elementwise(call.network.arranged(flow, ours), 'activation', { activation: 'softmax' });
}

export function dropout(call: Call): void {
  if (call.isUsed(1)) throw new Unsupported('output mask');
  const rate = shortest(call.number('ratio', 1) ?? 0.5);
  if (!(rate >= 0 && rate < 1)) throw new Unsupported(`ratio = ${rate}`);
  call.elementwise(call.flow(0), 'dropout', { rate });
}

export const identity = (call: Call): void => call.give(call.flow(0));

/** Numbers of ONNX's TensorProto.DataType: all floats are f32 here. */
const floats: readonly number[] = [1, 10, 11, 16];
export function cast(call: Call): void {
  const to = call.attributes.int('to', 1);
  if (!floats.includes(to)) throw new Unsupported(`to = ${to}`);
  call.give(call.flow(0));
}

/** Small pieces that node definitions are written with: parameter schemas, problems, type arithmetic. */
import * as z from 'zod';
import type { TensorType } from '../ir/types.ts';
import { described, type ParameterHints } from '../util/described.ts';
import type { InferProblem, NodeDefinition, PortTypes, WeightDefinition } from './types.ts';

/** A definition with the types of its own params, as the registry keeps it. */
export function defineNode<P>(definition: NodeDefinition<P>): NodeDefinition {
  return definition as unknown as NodeDefinition;
}

/** Largest size of any one dimension: keeps products of a few of them exact. */
const LARGEST = 1_000_000;
export const positiveInteger = z.int().min(1).max(LARGEST);
/** [height, width]. */
export const pair = z.tuple([positiveInteger, positiveInteger]);
/** [[top, bottom], [left, right]]. */
export const explicitPadding = z.tuple([
  z.tuple([z.int().min(0).max(LARGEST), z.int().min(0).max(LARGEST)]),
  z.tuple([z.int().min(0).max(LARGEST), z.int().min(0).max(LARGEST)]),
]);
/** Weights of this kind are there only while the layer has them. */
const withBias: ParameterHints = { appliesWhen: { key: 'useBias', values: [true] } };

/** An initializer's type and its own params; the registry of initializers checks them. */
const initializer = (type: string, title: string, help: string, hints: ParameterHints = {}) =>
  described(z.looseObject({ type: z.string() }).default({ type }), title, help, {
    control: 'initializer',
    ...hints,
  });
export const kernelInitializer = (type: string) =>
  initializer(type, 'Kernel initializer', 'How the kernel is filled before training.');
export const biasInitializer = initializer(
  'zeros',
  'Bias initializer',
  'How the bias is filled before training.',
  withBias,
);

const penalty = z.number().min(0).max(1e6).default(0);
/** l1·Σ|w| + l2·Σw², added to the objective. */
const regularizer = (title: string, hints: ParameterHints = {}) =>
  described(
    z.strictObject({ l1: penalty, l2: penalty }).default({ l1: 0, l2: 0 }),
    title,
    'Adds l1·Σ|w| + l2·Σw² to the objective, which keeps the weights small.',
    { control: 'regularizer', ...hints },
  );
export const kernelRegularizer = regularizer('Kernel penalty');
export const biasRegularizer = regularizer('Bias penalty', withBias);

export function problem(
  code: string,
  values: InferProblem['values'],
  at: { port?: string; parameter?: string } = {},
): { readonly problem: InferProblem } {
  return { problem: { code, values, ...at } };
}

/** The only type that ends at a port which takes one edge. */
export function at(inputs: PortTypes, port: string): TensorType {
  const type = inputs[port]?.[0];
  if (type === undefined) throw new Error(`Internal error: port ${port} has no type.`);
  return type;
}
export const f32 = (...shape: number[]): TensorType => ({ dtype: 'f32', shape });
export const i32 = (...shape: number[]): TensorType => ({ dtype: 'i32', shape });
export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
export const dim = (type: TensorType, axis: number): number => type.shape.at(axis) as number;
/** Without the batch axis, as people see it. */
export const sampleShape = (type: TensorType): readonly number[] => type.shape.slice(1);
export const sameDims = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

/** A problem when the values at `port` are class numbers rather than measurements. */
export function needsNumbers(type: TensorType, port: string) {
  return type.dtype === 'f32' ? null : problem('class-numbers-not-values', {}, { port });
}
/** A problem unless the values at `port` are pictures: [batch, height, width, channels]. */
export function needsPictures(type: TensorType, port: string) {
  if (type.shape.length === 4) return needsNumbers(type, port);
  return problem('needs-picture', { shape: sampleShape(type) }, { port });
}

/** Weight of a vector that starts as one value. */
export function vectorWeight(
  name: string,
  size: number,
  init: WeightDefinition['initializer'],
  trainable = true,
): WeightDefinition {
  return { name, type: f32(size), initializer: init, fanIn: size, fanOut: size, trainable };
}
/** Only a regularizer that penalizes something. */
export function penalized(regularizer: { l1: number; l2: number }) {
  return regularizer.l1 > 0 || regularizer.l2 > 0 ? { regularizer } : {};
}

/** Small pieces that node definitions are written with: parameter schemas, problems, type arithmetic. */
import * as z from 'zod';
import type { TensorType } from '../ir/types.ts';
import type { InferProblem, NodeDefinition, PortTypes, WeightDefinition } from './types.ts';

/** A definition with the types of its own params, as the registry keeps it. */
export function defineNode<P>(definition: NodeDefinition<P>): NodeDefinition {
  return definition as unknown as NodeDefinition;
}

/** A parameter's schema with what its form says beside its bounds. */
export const described = <S extends z.ZodType>(
  schema: S,
  title: string,
  help: string,
  unit?: string,
): S => schema.meta({ title, description: help, ...(unit ? { unit } : {}) }) as S;

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
/** An initializer's type and its own params; the registry of initializers checks them. */
export const initializer = (type: string) => z.looseObject({ type: z.string() }).default({ type });
const penalty = z.number().min(0).max(1e6).default(0);
/** l1·Σ|w| + l2·Σw², added to the objective. */
export const regularizer = z
  .strictObject({ l1: penalty, l2: penalty })
  .default({ l1: 0, l2: 0 })
  .meta({ title: 'Penalty', description: 'Adds l1·Σ|w| + l2·Σw² to the objective.' });

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

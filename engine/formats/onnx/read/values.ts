/** What a name in an ONNX graph stands for while the graph is read: a constant, or a value that a node computes. */
import type { Endpoint } from '../../../graph/document/schema.ts';
import type { Groups } from './axes.ts';

/** A whole number of a shape; 'batch' is the number of samples, 'open' a size that the file does not say. */
export type Extent = number | 'batch' | 'open';

export interface Constant {
  readonly kind: 'constant';
  readonly shape: readonly number[];
  /** Row-major: numbers as Float32Array, whole numbers and truth values as a list; null for texts and other things. */
  readonly elements: Float32Array | readonly Extent[] | null;
}
export interface Flow {
  readonly kind: 'flow';
  /** The output of a node that has it. */
  readonly from: Endpoint;
  /** Its dimensions as the file has them; null where even their number is unknown, as behind a placeholder. */
  readonly theirs: Groups | null;
  /** Its dimensions in memory: the batch first. */
  readonly ours: Groups;
}
export type Value = Constant | Flow;

/** Thrown where a layer cannot do what an operator asks; the operator becomes a placeholder that says so. */
export class Unsupported extends Error {
  /** Such as `mode = reflect`; in no particular language. */
  readonly setting: string;
  constructor(setting: string) {
    super(setting);
    this.setting = setting;
  }
}

export const countOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Elements of a constant as f32; throws Unsupported for what are no numbers. */
export function floatsOf({ elements }: Constant): Float32Array {
  if (elements instanceof Float32Array) return elements;
  return Float32Array.from(integersOf({ elements }));
}
/** Elements as whole numbers; throws Unsupported where the batch or an open size is among them. */
export function integersOf(constant: Pick<Constant, 'elements'>): readonly number[] {
  return extentsOf(constant).map((extent) => {
    if (typeof extent === 'number') return extent;
    throw new Unsupported('a size that depends on the input');
  });
}
export function extentsOf({ elements }: Pick<Constant, 'elements'>): readonly Extent[] {
  if (elements === null) throw new Unsupported('a constant that is no number');
  return elements instanceof Float32Array ? Array.from(elements) : elements;
}

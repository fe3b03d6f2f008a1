/** What a node type is: layers, outputs and losses are all NodeDefinitions in one registry. */
import type * as z from 'zod';
import type { Emitter, TensorType, ValueId } from '../ir/types.ts';

export interface PortDefinition {
  readonly name: string;
  /** More than one edge may end here (add, concat); values come in edge order. */
  readonly variadic?: boolean;
  /** The node works without it. */
  readonly optional?: boolean;
  /** With no edge here, the data fill it: the field that this parameter names ('' means the only one of its role). */
  readonly data?: { readonly role: 'feature' | 'target'; readonly parameter: string };
}
export interface WeightDefinition {
  readonly name: string;
  readonly type: TensorType;
  readonly initializer: InitializerChoice;
  /** Fan-in and fan-out for initializers. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** False for running statistics: saved, not optimized. */
  readonly trainable: boolean;
  /** Penalties of the objective that fall on it. */
  readonly regularizer?: { readonly l1: number; readonly l2: number };
}
/** An initializer's type and params, as the document stores them. */
export type InitializerChoice = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A window over the spatial axes: what the receptive field is computed from. */
export interface SpatialWindow {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
}
/** What the node asks of its surroundings: an issue code of the catalogue and the values it names. */
export interface InferProblem {
  readonly code: string;
  readonly port?: string;
  readonly parameter?: string;
  readonly values: Readonly<Record<string, string | number | readonly number[]>>;
}
export interface InferredNode {
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly weights: readonly WeightDefinition[];
  /** For the batch given. */
  readonly multiplyAdds: number;
  readonly window?: SpatialWindow;
}
/** What only losses have. */
export interface LossTraits<P> {
  /** Class numbers i32, a vector with a one for the class, or numbers. */
  readonly target: 'class' | 'one-hot' | 'values';
  /** What belongs in front of the loss: raw scores, probabilities, or numbers as they are. */
  expects(params: P): 'logits' | 'probabilities' | 'values';
  /** How scores become probabilities; 'linear' where they are not scores. */
  readonly link: 'softmax' | 'sigmoid' | 'linear';
}
export type PortTypes = Readonly<Record<string, readonly TensorType[]>>;

export interface BuildContext<P> {
  readonly emitter: Emitter;
  readonly params: P;
  readonly training: boolean;
  /** By port name, in edge order. */
  readonly inputs: Readonly<Record<string, readonly ValueId[]>>;
  /** Weight values by name. */
  readonly weights: Readonly<Record<string, ValueId>>;
  /** Replaces a non-trainable weight after the step (running statistics); training only. */
  setWeight(name: string, value: ValueId): void;
  /** Uniform [0, 1) of this shape, keyed by seed, step, node and the n-th use in the node. */
  random(shape: readonly number[]): ValueId;
}

export interface NodeDefinition<P = unknown> {
  readonly type: string;
  readonly version: number;
  readonly category:
    | 'data'
    | 'core'
    | 'convolution'
    | 'pooling'
    | 'normalization'
    | 'regularization'
    | 'activation'
    | 'shape'
    | 'merge'
    | 'loss';
  readonly name: { readonly en: string; readonly zh: string };
  readonly synonyms: readonly string[];
  readonly params: z.ZodType<P>;
  readonly inputs: readonly PortDefinition[] | ((params: P) => readonly PortDefinition[]);
  readonly outputs: readonly PortDefinition[] | ((params: P) => readonly PortDefinition[]);
  /** What is wrong with the params whatever comes in. */
  check?(params: P): { readonly problem: InferProblem } | null;
  /** All input types are known and every required port is connected. Returns a problem rather than throwing. */
  infer(params: P, inputs: PortTypes): InferredNode | { readonly problem: InferProblem };
  /** IR only; values of the outputs by port name. Losses return `loss`: f32 [B], one number a sample. */
  build(context: BuildContext<P>): Readonly<Record<string, ValueId>>;
  readonly loss?: LossTraits<P>;
  /** From the params of version i to those of version i + 1. */
  readonly migrations: readonly ((
    params: Readonly<Record<string, unknown>>,
  ) => Record<string, unknown>)[];
  readonly docs: {
    readonly summary: string;
    readonly formula?: string;
    readonly reference: string;
  };
  /** Small cases that tests loop over: params and input shapes (batch included). */
  readonly examples: readonly {
    readonly params: Readonly<Record<string, unknown>>;
    readonly inputs: Readonly<Record<string, readonly TensorType[]>>;
  }[];
}

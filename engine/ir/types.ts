/** The vocabulary of the IR: tensor types, the attributes of each op, instructions, Programs. */

export type DType = 'f32' | 'i32' | 'u32' | 'bool' | 'u8';
export type Shape = readonly number[];
/** A static type. Dimensions are batch first; images are NHWC; convolution kernels are HWIO. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}
/** Index of a value in `Program.values`. */
export type ValueId = number;

type None = Readonly<Record<string, never>>;

/** Geometry of a convolution over n spatial axes; input N,spatial…,C; kernel spatial…,C/groups,O. */
export interface ConvAttributes {
  readonly stride: readonly number[];
  /** [before, after] for each spatial axis. */
  readonly padding: readonly (readonly [number, number])[];
  readonly dilation: readonly number[];
  readonly groups: number;
}
/** Geometry of a pooling window over the spatial axes of N,spatial…,C. */
export interface WindowAttributes {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
}

export type UnaryOp =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'tanh'
  | 'sigmoid'
  | 'erf'
  | 'sin'
  | 'cos'
  | 'floor'
  | 'not'
  | 'isFinite';
export type BinaryOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'pow'
  | 'maximum'
  | 'minimum'
  | 'equal'
  | 'less'
  | 'lessEqual'
  | 'and'
  | 'or';

/**
 * The attributes of every op. Elementwise ops take operands of one shape: `broadcast` first.
 *
 * Sources: `input` (given anew for each run), `param` (lives in the state region between runs),
 * `constant` (`data` has one element, meaning all, or one for each element), `iota` (position along `axis`),
 * `random` (inputs: seed u32[], step u32[]; uniform f32 in [0, 1), keyed by seed, step, `node`, `use`, element).
 * `windowMax` gives values and i32 positions inside the window (row-major over `size`); padding never wins.
 * `dot`: [b…, m, k] · [b…, k, n] with equal batch dims; `transposeA`: a is [b…, k, m]; `transposeB`: b is [b…, n, k].
 */
export interface OpAttributes extends Record<UnaryOp | BinaryOp, None> {
  readonly input: { readonly name: string; readonly type: TensorType };
  readonly param: { readonly name: string; readonly type: TensorType };
  readonly constant: { readonly type: TensorType; readonly data: readonly number[] };
  readonly iota: { readonly type: TensorType; readonly axis: number };
  readonly random: { readonly shape: Shape; readonly node: number; readonly use: number };
  readonly cast: { readonly dtype: DType };
  readonly stopGradient: None;
  /** select(condition: bool, whenTrue, whenFalse) */
  readonly select: None;
  /** Reductions drop the reduced axes. */
  readonly sum: { readonly axes: readonly number[] };
  readonly reduceMax: { readonly axes: readonly number[] };
  /** i32 position of the first largest element. */
  readonly argmax: { readonly axis: number };
  readonly dot: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** (input, kernel) */
  readonly conv: ConvAttributes;
  /** (gradient of the output, kernel) → gradient of the input */
  readonly convGradInput: ConvAttributes & { readonly inputSpatial: readonly number[] };
  /** (input, gradient of the output) → gradient of the kernel */
  readonly convGradWeight: ConvAttributes & { readonly kernelSpatial: readonly number[] };
  readonly windowMax: WindowAttributes;
  /** (gradient of the values, positions) → gradient of the input */
  readonly windowMaxGrad: WindowAttributes & { readonly inputSpatial: readonly number[] };
  readonly windowSum: WindowAttributes;
  readonly windowSumGrad: WindowAttributes & { readonly inputSpatial: readonly number[] };
  readonly reshape: { readonly shape: Shape };
  /** Output axis i is input axis permutation[i]. */
  readonly transpose: { readonly permutation: readonly number[] };
  /** To `shape` of the same rank: axes of length 1 repeat. */
  readonly broadcast: { readonly shape: Shape };
  readonly pad: {
    readonly low: readonly number[];
    readonly high: readonly number[];
    readonly value: number;
  };
  readonly slice: {
    readonly start: readonly number[];
    readonly size: readonly number[];
    readonly stride: readonly number[];
  };
  readonly concat: { readonly axis: number };
  readonly reverse: { readonly axes: readonly number[] };
}
export type OpName = keyof OpAttributes;

/** One op applied; `origin` is the path of the node that asked for it ('' where none did). */
export interface InstructionOf<N extends OpName> {
  readonly op: N;
  readonly attributes: OpAttributes[N];
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  readonly origin: string;
}
export type Instruction = { [N in OpName]: InstructionOf<N> }[OpName];

/**
 * A flat SSA array of pure tensor ops with static shapes. Instructions are in order of dependence.
 * `updates` are written into the named params after everything else has been computed.
 */
export interface Program {
  readonly name: string;
  readonly values: readonly TensorType[];
  readonly instructions: readonly Instruction[];
  readonly outputs: readonly { readonly name: string; readonly value: ValueId }[];
  readonly updates: readonly { readonly param: string; readonly value: ValueId }[];
}

/** What ops' vjps, layers, losses and optimizers build with: appends instructions to a growing Program. */
export interface Emitter {
  /** Appends one op and returns its results; equal source ops (`param`, `input`) return the same value. */
  emit<N extends OpName>(
    op: N,
    inputs: readonly ValueId[],
    attributes: OpAttributes[N],
  ): readonly ValueId[];
  typeOf(value: ValueId): TensorType;
}

export interface VjpContext<A> {
  readonly emitter: Emitter;
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  readonly attributes: A;
  /** For each output its cotangent, or null where nothing flows back. */
  readonly cotangents: readonly (ValueId | null)[];
}
export type OpKind = 'source' | 'elementwise' | 'reduction' | 'contraction' | 'window' | 'movement';

/** Everything the IR knows of one op. */
export interface OpDefinition<N extends OpName = OpName> {
  readonly name: N;
  readonly kind: OpKind;
  /** Result types; throws an internal error on operands that do not fit (layers check first). */
  infer(inputs: readonly TensorType[], attributes: OpAttributes[N]): readonly TensorType[];
  /** Cotangents of the inputs (null: none), or 'none' for an op through which no gradient flows. */
  readonly vjp: 'none' | ((context: VjpContext<OpAttributes[N]>) => readonly (ValueId | null)[]);
}

/** What fusion makes of a Program and what backends compile: kernels over buffers. */
import type {
  BinaryOp,
  ConvAttributes,
  DType,
  Program,
  Shape,
  TensorType,
  UnaryOp,
  WindowAttributes,
} from '../ir/types.ts';

export type BufferId = number;
/** A tensor in memory, row-major, or a view's root. */
export interface Buffer {
  readonly type: TensorType;
  readonly source:
    | { readonly kind: 'input'; readonly name: string }
    | { readonly kind: 'state'; readonly name: string }
    | { readonly kind: 'constant'; readonly data: readonly number[] }
    | { readonly kind: 'temporary' };
}

/** element address = offset + Σ index[axis]·strides[axis], in elements, over the kernel's iteration space. */
export interface Access {
  readonly buffer: BufferId;
  readonly offset: number;
  readonly strides: readonly number[];
}

export type ScalarOp = UnaryOp | BinaryOp | 'select' | 'cast';
/**
 * One scalar computation inside a kernel; operands name earlier entries of the same body, so that a shared
 * subexpression is computed once. `read` takes the element of reads[read]; `index` is the position along an axis
 * of the iteration space (i32); `accumulator` is the finished value of a reduction or contraction; `random` draws
 * uniform f32 in [0,1) for the element whose row-major number in the op's own shape is operand `element` (u32).
 */
export type Scalar = { readonly dtype: DType } & (
  | { readonly op: 'read'; readonly read: number }
  | { readonly op: 'constant'; readonly value: number }
  | { readonly op: 'index'; readonly axis: number }
  | { readonly op: 'accumulator'; readonly reduction: number }
  | {
      readonly op: 'random';
      readonly seed: number;
      readonly step: number;
      readonly element: number;
      readonly node: number;
      readonly use: number;
    }
  | { readonly op: ScalarOp; readonly operands: readonly number[] }
);
/** Expression DAG: entry i may use entries < i. */
export type Body = readonly Scalar[];
export interface Write {
  readonly access: Access;
  /** Which entry of the body is stored. */
  readonly value: number;
}
/** A body with its reads and writes, all over one iteration space. */
export interface Pointwise {
  readonly reads: readonly Access[];
  readonly body: Body;
  readonly writes: readonly Write[];
}

/** Computes `pointwise` at each point of `shape`. A write may be in place of a read with the same access. */
export interface MapKernel {
  readonly kind: 'map';
  readonly shape: Shape;
  readonly pointwise: Pointwise;
}
/**
 * Reduces over the last axes of `shape`: the first `outer` axes stay. `before` (no writes) is evaluated at every
 * point; each reduction folds one of its entries; `after` (its accesses are over the outer axes only) sees the
 * results as `accumulator` entries. argmax folds to the i32 position along the one reduced axis.
 */
export interface ReduceKernel {
  readonly kind: 'reduce';
  readonly shape: Shape;
  readonly outer: number;
  readonly before: Pointwise;
  readonly reductions: readonly { readonly op: 'sum' | 'max' | 'argmax'; readonly value: number }[];
  readonly after: Pointwise;
}
/** Dense operands only: offset 0, row-major. Batched matrix product; the epilogue runs over [batch, m, n]. */
export interface DotKernel {
  readonly kind: 'dot';
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: BufferId;
  readonly b: BufferId;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly epilogue: Pointwise;
}
/** The epilogue runs over the shape of the result: conv N,out…,O; convGradInput N,in…,C; convGradWeight spatial…,C/groups,O. */
export interface ConvKernel {
  readonly kind: 'conv' | 'convGradInput' | 'convGradWeight';
  readonly geometry: ConvAttributes;
  /** Shapes of the forward convolution, whichever direction is computed. */
  readonly input: Shape;
  readonly kernel: Shape;
  readonly output: Shape;
  /** Operands in the op's order: conv (input, kernel); convGradInput (gradient, kernel); convGradWeight (input, gradient). */
  readonly a: BufferId;
  readonly b: BufferId;
  readonly epilogue: Pointwise;
}
/** Pooling; windowMax writes positions to `positions`, windowMaxGrad reads them. Epilogue as for ConvKernel. */
export interface WindowKernel {
  readonly kind: 'windowMax' | 'windowMaxGrad' | 'windowSum' | 'windowSumGrad';
  readonly geometry: WindowAttributes;
  readonly input: Shape;
  readonly output: Shape;
  readonly a: BufferId;
  readonly positions: BufferId | null;
  readonly epilogue: Pointwise;
}
export type KernelShape = MapKernel | ReduceKernel | DotKernel | ConvKernel | WindowKernel;
export type Kernel = KernelShape & {
  /** Paths of the nodes whose ops were fused into it, for profiles and diagnostics. */
  readonly origins: readonly string[];
};

/**
 * A fused Program. Kernels are in an order that keeps every dependence, including write-after-read on state:
 * updates are written straight into state buffers by kernels placed after every other reader of the old value.
 */
export interface KernelProgram {
  readonly program: Program;
  readonly buffers: readonly Buffer[];
  readonly kernels: readonly Kernel[];
  readonly outputs: readonly { readonly name: string; readonly buffer: BufferId }[];
}

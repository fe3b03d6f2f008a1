/** A group and the values wanted of it come in; its kernel goes out, with the values that it reads. */
import type { ConvAttributes, Shape, WindowAttributes } from '../ir/types.ts';
import { invariant } from '../util/errors.ts';
import { BodyBuilder } from './body.ts';
import type { Buffers } from './buffers.ts';
import type { Group, Root } from './groups.ts';
import type { Access, Kernel, KernelShape, Pointwise, ReduceKernel, Write } from './kernel.ts';
import type { Graph, Node, NodeId } from './nodes.ts';
import { sharedSpace } from './reduction.ts';
import {
  type Index,
  regroup,
  rowMajorStrides,
  shapeWith,
  sizeOf,
  type View,
  walk,
} from './views.ts';

export interface Lowering {
  readonly graph: Graph;
  readonly views: ReadonlyMap<NodeId, View>;
  readonly buffers: Buffers;
  /** Nodes whose values some later kernel or the Program's caller reads. */
  readonly wanted: ReadonlySet<NodeId>;
}
/** A kernel and its place among others: what it reads and stores, and params it overwrites. */
export interface Draft {
  readonly kernel: Kernel;
  readonly time: number;
  readonly reads: readonly NodeId[];
  readonly stores: readonly NodeId[];
  readonly overwrites: readonly NodeId[];
}

/** Null where nothing of the group is wanted. */
export function lowerGroup(group: Group, lowering: Lowering): Omit<Draft, 'overwrites'> | null {
  const { wanted } = lowering;
  const roots = group.roots.filter(({ id, part }) => wanted.has(part?.of.id ?? id));
  const anchors = group.anchors.flatMap(({ instruction }) =>
    instruction.outputs.filter((id) => wanted.has(id)),
  );
  if (roots.length + anchors.length === 0) return null;
  const reads = new Set<NodeId>();
  const shape = lowerShape({ ...lowering, group, roots, reads });
  const stores = new Set([...anchors, ...roots.map(({ id, part }) => part?.of.id ?? id)]);
  const origins = originsOf(group, roots, lowering.graph);
  return {
    kernel: { ...shape, origins },
    time: group.time,
    reads: [...reads],
    stores: [...stores],
  };
}

interface Context extends Lowering {
  readonly group: Group;
  readonly roots: readonly Root[];
  readonly reads: Set<NodeId>;
}

function lowerShape(context: Context): KernelShape {
  const { group } = context;
  switch (group.kind) {
    case 'map': {
      const shape = shapeWith(group.size, group.boundaries);
      return { kind: 'map', shape, pointwise: pointwiseOver(context, shape) };
    }
    case 'reduce':
      return lowerReduce(context);
    case 'contraction':
    case 'window':
      return lowerAnchored(context, group.anchors[0] as Node);
    default:
      return group.kind satisfies never;
  }
}

function bufferRead(context: Context, id: NodeId): number {
  context.reads.add(id);
  return context.buffers.of(id);
}
/** Reads of nodes become reads of buffers. */
function finish(context: Context, builder: BodyBuilder, writes: readonly Write[]): Pointwise {
  const reads = builder.reads.map(({ node, offset, strides }) => ({
    buffer: bufferRead(context, node),
    offset,
    strides,
  }));
  return { reads, body: builder.body, writes };
}
const denseOver = (shape: Shape): Index =>
  walk(
    shape,
    shape.map((_, axis) => axis),
    shape.length,
  );

/** The wanted anchors and roots of the group, computed over `shape` from accumulators and reads. */
function pointwiseOver(context: Context, shape: Shape): Pointwise {
  const { group, graph, views, wanted, roots } = context;
  const base = denseOver(shape);
  const own = new Set(group.roots.map(({ id }) => id));
  const accumulators = new Map(group.anchors.map(({ id }, i) => [id, i]));
  const builder = new BodyBuilder({
    graph,
    views,
    rank: shape.length,
    base,
    isRead: (id) => group.leaves.has(id) && !own.has(id),
    accumulators,
  });
  const dense = (id: NodeId): Access => ({
    buffer: context.buffers.of(id),
    offset: 0,
    strides: rowMajorStrides(shape),
  });
  const writes: Write[] = [];
  for (const { id } of group.anchors)
    if (wanted.has(id)) writes.push({ access: dense(id), value: builder.emit(id, base) });
  for (const root of roots) {
    const { part, source, fill } = root;
    const value =
      source === null
        ? builder.constant((part as NonNullable<typeof part>).of.type.dtype, fill)
        : builder.emit(source.id, base);
    writes.push({ access: part === null ? dense(root.id) : boxAccess(context, part, base), value });
  }
  return finish(context, builder, writes);
}
/** Where in the whole an element of a part goes. */
function boxAccess(context: Context, part: NonNullable<Root['part']>, base: Index): Access {
  const { dims, strides, offset } = part.box;
  const rank = base.dims.length;
  const { rows } = regroup(base, dims, rank);
  const along = Array.from({ length: rank }, (_, axis) =>
    rows.reduce(
      (sum, row, i) => sum + (row.coefficients[axis] as number) * (strides[i] as number),
      0,
    ),
  );
  return { buffer: context.buffers.of(part.of.id), offset, strides: along };
}

function lowerReduce(context: Context): ReduceKernel {
  const { group, graph, views } = context;
  const { shape, outer, index } = sharedSpace(group);
  const builder = new BodyBuilder({
    graph,
    views,
    rank: shape.length,
    base: index,
    isRead: (id) => group.operands.has(id),
    accumulators: new Map(),
  });
  const reductions = group.anchors.map((anchor) => ({
    op: FOLDS[anchor.instruction.op] as 'sum' | 'max' | 'argmax',
    value: builder.emit(anchor.operands[0] as NodeId, index),
  }));
  const before = finish(context, builder, []);
  const after = pointwiseOver(context, shape.slice(0, outer));
  return { kind: 'reduce', shape, outer, before, reductions, after };
}
const FOLDS: Readonly<Record<string, 'sum' | 'max' | 'argmax'>> = {
  sum: 'sum',
  reduceMax: 'max',
  argmax: 'argmax',
};

/** Contractions and windows, each with its epilogue. */
function lowerAnchored(context: Context, anchor: Node): KernelShape {
  const { instruction } = anchor;
  const [first, second] = anchor.operandShapes as readonly [Shape, Shape];
  const result = anchor.type.shape;
  const operand = (i: number) => bufferRead(context, anchor.operands[i] as NodeId);
  switch (instruction.op) {
    case 'dot': {
      const [transposeA, transposeB] = anchor.transposed;
      const [m, n] = result.slice(-2) as [number, number];
      const k = first.at(transposeA ? -2 : -1) as number;
      const batch = sizeOf(result.slice(0, -2));
      const epilogue = pointwiseOver(context, [batch, m, n]);
      const [a, b] = [operand(0), operand(1)];
      return { kind: 'dot', batch, m, n, k, a, b, transposeA, transposeB, epilogue };
    }
    case 'conv':
    case 'convGradInput':
    case 'convGradWeight': {
      const shapes = {
        conv: { input: first, kernel: second, output: result },
        convGradInput: { input: result, kernel: second, output: first },
        convGradWeight: { input: first, kernel: result, output: second },
      }[instruction.op];
      const { stride, padding, dilation, groups } = instruction.attributes;
      const geometry: ConvAttributes = { stride, padding, dilation, groups };
      const epilogue = pointwiseOver(context, result);
      return { kind: instruction.op, geometry, ...shapes, a: operand(0), b: operand(1), epilogue };
    }
    case 'windowMax':
    case 'windowMaxGrad':
    case 'windowSum':
    case 'windowSumGrad': {
      const { op } = instruction;
      const { size, stride, padding } = instruction.attributes;
      const geometry: WindowAttributes = { size, stride, padding };
      const backward = op === 'windowMaxGrad' || op === 'windowSumGrad';
      const shapes = backward ? { input: result, output: first } : { input: first, output: result };
      const epilogue = pointwiseOver(context, result);
      const positions = positionsOf(context, anchor);
      return { kind: op, geometry, ...shapes, a: operand(0), positions, epilogue };
    }
    default:
      invariant(false, `a kernel is built around ${instruction.op}`);
  }
}
/** Written by windowMax where someone wants them, read by windowMaxGrad. */
function positionsOf(context: Context, { instruction, operands }: Node): number | null {
  if (instruction.op === 'windowMaxGrad') return bufferRead(context, operands[1] as NodeId);
  const positions = instruction.outputs[1];
  const wanted = positions !== undefined && context.wanted.has(positions);
  return wanted ? context.buffers.of(positions) : null;
}

function originsOf(group: Group, roots: readonly Root[], graph: Graph): string[] {
  const origins = new Set(group.anchors.map((anchor) => anchor.instruction.origin));
  const include = (id: NodeId) => origins.add((graph.byId.get(id) as Node).instruction.origin);
  for (const { inlined } of group.reduced) for (const id of inlined) include(id);
  for (const { part, expression } of roots) {
    if (part !== null) origins.add(part.of.instruction.origin);
    for (const id of expression.inlined) include(id);
  }
  origins.delete('');
  return [...origins];
}

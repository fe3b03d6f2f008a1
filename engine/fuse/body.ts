/** Nodes and where a kernel is in each of them come in; one scalar body with its reads goes out. */
import type { DType } from '../ir/types.ts';
import { invariant } from '../util/errors.ts';
import type { Scalar, ScalarOp } from './kernel.ts';
import type { Graph, Node, NodeId } from './nodes.ts';
import { elementNumber, type Index, type Row, regroup, throughView, type View } from './views.ts';

/** A read of a value in memory, before it has a buffer. */
export interface NodeAccess {
  readonly node: NodeId;
  readonly offset: number;
  readonly strides: readonly number[];
}

export interface BodyOptions {
  readonly graph: Graph;
  readonly views: ReadonlyMap<NodeId, View>;
  /** Length of the iteration space's shape. */
  readonly rank: number;
  /** Where the kernel is in the values that it computes. */
  readonly base: Index;
  /** Values to be read from memory; everything else is computed here. */
  readonly isRead: (id: NodeId) => boolean;
  /** Nodes that are finished reductions or contractions of this kernel, and their numbers. */
  readonly accumulators: ReadonlyMap<NodeId, number>;
}

export class BodyBuilder {
  readonly reads: NodeAccess[] = [];
  readonly body: Scalar[] = [];
  private readonly options: BodyOptions;
  private readonly entries = new Map<string, number>();
  private readonly readNumbers = new Map<string, number>();
  /** What has been emitted; each view makes one index of the one it is seen at. */
  private readonly known = new Map<Index, Map<NodeId, number>>();

  constructor(options: BodyOptions) {
    this.options = options;
  }

  /** The entry that is the node's element at `index`. */
  emit(id: NodeId, index: Index): number {
    let known = this.known.get(index);
    if (known === undefined) {
      known = new Map();
      this.known.set(index, known);
    }
    let entry = known.get(id);
    if (entry === undefined) {
      entry = this.make(id, index);
      known.set(id, entry);
    }
    return entry;
  }
  constant(dtype: DType, value: number): number {
    return this.add({ op: 'constant', dtype, value });
  }

  private make(id: NodeId, index: Index): number {
    const node = this.options.graph.byId.get(id) as Node;
    const { dtype } = node.type;
    const reduction = this.options.accumulators.get(id);
    if (reduction !== undefined) {
      invariant(index === this.options.base, 'accumulators are used element by element');
      return this.add({ op: 'accumulator', dtype, reduction });
    }
    return this.options.isRead(id) ? this.read(node, index) : this.compute(node, index);
  }

  private read(node: Node, index: Index): number {
    const { offset, coefficients } = elementNumber(index, this.options.rank);
    const key = `${node.id} ${offset} ${coefficients}`;
    let number = this.readNumbers.get(key);
    if (number === undefined) {
      number = this.reads.push({ node: node.id, offset, strides: coefficients }) - 1;
      this.readNumbers.set(key, number);
    }
    return this.add({ op: 'read', dtype: node.type.dtype, read: number });
  }

  private compute(node: Node, index: Index): number {
    const { instruction } = node;
    const { dtype } = node.type;
    switch (instruction.op) {
      case 'constant':
        return this.constant(dtype, instruction.attributes.data[0] as number);
      case 'iota':
        return this.position(node, instruction.attributes.axis, index);
      case 'random':
        return this.random(node, index);
      case 'transpose':
      case 'broadcast':
      case 'slice':
      case 'reverse': {
        const view = this.options.views.get(node.id) as View;
        return this.emit(node.operands[0] as NodeId, throughView(view, index, this.options.rank));
      }
      default: {
        const operands = node.operands.map((operand) => this.emit(operand, index));
        return this.add({ op: instruction.op as ScalarOp, dtype, operands });
      }
    }
  }

  private position(node: Node, axis: number, index: Index): number {
    const { shape, dtype } = node.type;
    const length = shape[axis] as number;
    if (length === 1) return this.constant(dtype, 0);
    const inner = shape.slice(axis + 1).reduce((n, d) => n * d, 1);
    const dims = [node.size / inner / length, length, inner].filter((d) => d > 1);
    const { rows } = regroup(index, dims, this.options.rank);
    const row = rows[node.size / inner / length > 1 ? 1 : 0] as Row;
    return this.convert(this.affine(row), dtype);
  }
  private random(node: Node, index: Index): number {
    const { instruction } = node;
    invariant(instruction.op === 'random', 'only random draws');
    const scalar: Index = { dims: [], rows: [] };
    const [seed, step] = node.operands.map((operand) => this.emit(operand, scalar));
    const element = this.convert(this.affine(elementNumber(index, this.options.rank)), 'u32');
    const { node: key, use } = instruction.attributes;
    return this.add({
      op: 'random',
      dtype: 'f32',
      seed: seed as number,
      step: step as number,
      element,
      node: key,
      use,
    });
  }
  /** offset + Σ coefficient · position, in i32. */
  private affine({ offset, coefficients }: Row): number {
    const dtype = 'i32';
    let sum: number | undefined;
    coefficients.forEach((coefficient, axis) => {
      if (coefficient === 0) return;
      let term = this.add({ op: 'index', dtype, axis });
      if (coefficient !== 1)
        term = this.add({ op: 'mul', dtype, operands: [term, this.constant(dtype, coefficient)] });
      sum = sum === undefined ? term : this.add({ op: 'add', dtype, operands: [sum, term] });
    });
    if (sum === undefined) return this.constant(dtype, offset);
    if (offset === 0) return sum;
    return this.add({ op: 'add', dtype, operands: [sum, this.constant(dtype, offset)] });
  }
  private convert(entry: number, dtype: DType): number {
    return dtype === 'i32' ? entry : this.add({ op: 'cast', dtype, operands: [entry] });
  }

  /** Equal computations are one entry. */
  private add(scalar: Scalar): number {
    const key = keyOf(scalar);
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = this.body.push(scalar) - 1;
      this.entries.set(key, entry);
    }
    return entry;
  }
}

function keyOf(scalar: Scalar): string {
  const start = `${scalar.op} ${scalar.dtype} `;
  switch (scalar.op) {
    case 'read':
      return start + scalar.read;
    case 'constant':
      return start + (Object.is(scalar.value, -0) ? '-0' : scalar.value);
    case 'index':
      return start + scalar.axis;
    case 'accumulator':
      return start + scalar.reduction;
    case 'random':
      return `${start}${scalar.seed} ${scalar.step} ${scalar.element} ${scalar.node} ${scalar.use}`;
    default:
      return start + scalar.operands.join(' ');
  }
}

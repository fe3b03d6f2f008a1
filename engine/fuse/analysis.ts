/** Reads a Program once: what kind each value is, who uses it, and which values get memory of their own. */
import type { Instruction, OpName, Program, Shape, ValueId } from '../ir/types.ts';
import { elements, reshapeSplits } from './views.ts';

/** buffer: given from outside; pointwise: can be computed where it is used; root: needs a kernel; scatter: pieces. */
export type ValueClass = 'buffer' | 'pointwise' | 'root' | 'scatter';

const expensiveOps: ReadonlySet<OpName> = new Set<OpName>([
  'exp', 'log', 'tanh', 'sigmoid', 'erf', 'sin', 'cos', 'pow', 'random',
]);
const largestBody = 48;
const mostReads = 8;

export class Analysis {
  readonly program: Program;
  /** By value: the instruction that makes it, and its position. */
  readonly producer: readonly Instruction[];
  readonly position: readonly number[];
  readonly users: readonly (readonly Instruction[])[];
  private readonly memory = new Set<ValueId>();

  constructor(program: Program) {
    this.program = program;
    const producer: Instruction[] = [];
    const position: number[] = [];
    const users: Instruction[][] = program.values.map(() => []);
    program.instructions.forEach((instruction, i) => {
      for (const value of instruction.outputs) {
        producer[value] = instruction;
        position[value] = i;
      }
      for (const value of new Set(instruction.inputs)) users[value]?.push(instruction);
    });
    this.producer = producer;
    this.position = position;
    this.users = users;
    this.decide();
  }

  shape(value: ValueId): Shape {
    return this.program.values[value]?.shape as Shape;
  }
  make(value: ValueId): Instruction {
    return this.producer[value] as Instruction;
  }
  /** Whether the value lies in memory once it is computed (or is given). Reshapes never do: see `base`. */
  isMaterial(value: ValueId): boolean {
    return this.memory.has(value);
  }
  /** The value that a chain of reshapes is a view of. */
  base(value: ValueId): ValueId {
    let current = value;
    for (;;) {
      const instruction = this.make(current);
      if (instruction.op !== 'reshape') return current;
      current = instruction.inputs[0] as ValueId;
    }
  }
  /** The material value whose memory this value is, or null when it must be computed. */
  inMemory(value: ValueId): ValueId | null {
    const base = this.base(value);
    return this.isMaterial(base) ? base : null;
  }

  classOf(value: ValueId): ValueClass {
    const instruction = this.make(value);
    switch (instruction.op) {
      case 'input':
      case 'param':
        return 'buffer';
      case 'constant':
        return instruction.attributes.data.length > 1 ? 'buffer' : 'pointwise';
      case 'sum':
      case 'reduceMax':
      case 'argmax':
      case 'dot':
      case 'conv':
      case 'convGradInput':
      case 'convGradWeight':
      case 'windowMax':
      case 'windowMaxGrad':
      case 'windowSum':
      case 'windowSumGrad':
        return 'root';
      case 'pad':
      case 'concat':
        return 'scatter';
      default:
        return 'pointwise';
    }
  }

  private decide(): void {
    const forced = this.forced();
    const cost: { reads: ReadonlySet<ValueId>; size: number; expensive: boolean }[] = [];
    for (const instruction of this.program.instructions) {
      for (const value of instruction.outputs) {
        const kind = this.classOf(value);
        const from = kind === 'pointwise' ? instruction.inputs.map((input) => cost[input]) : [];
        const reads = new Set(from.flatMap((each) => [...(each?.reads ?? [])]));
        const size = from.reduce((sum, each) => sum + (each?.size ?? 0), 1);
        const expensive = expensiveOps.has(instruction.op) || from.some((each) => each?.expensive);
        const own = kind !== 'pointwise' || this.worthMemory(value, forced, { reads, size, expensive });
        if (own) this.memory.add(value);
        cost[value] = own ? { reads: new Set([value]), size: 1, expensive: false } : { reads, size, expensive };
      }
    }
  }

  /** Inline or materialise a pointwise value. */
  private worthMemory(
    value: ValueId,
    forced: { readonly must: ReadonlySet<ValueId>; readonly repeated: ReadonlySet<ValueId> },
    cost: { readonly reads: ReadonlySet<ValueId>; readonly size: number; readonly expensive: boolean },
  ): boolean {
    const { op } = this.make(value);
    if (op === 'reshape') return false;
    if (forced.must.has(value)) return true;
    const trivial = op === 'constant' || op === 'iota' || op === 'broadcast' || cost.size <= 1;
    if (trivial) return false;
    if (forced.repeated.has(value)) return true;
    if (cost.size > largestBody || cost.reads.size > mostReads) return true;
    if (this.useCount(value) < 2) return false;
    const own = elements(this.shape(value));
    const full = [...cost.reads].filter((read) => elements(this.shape(read)) * 2 > own).length;
    return cost.expensive || full > 1;
  }

  /** Instructions that use it, seen through reshapes. */
  private useCount(value: ValueId): number {
    return (this.users[value] ?? []).reduce(
      (sum, user) => sum + (user.op === 'reshape' ? this.useCount(user.outputs[0] as ValueId) : 1),
      0,
    );
  }

  /** must: a kernel takes it whole, or a reshape of it is not affine; repeated: a broadcast reads it many times. */
  private forced() {
    const must = new Set<ValueId>();
    const repeated = new Set<ValueId>();
    for (const instruction of this.program.instructions) {
      const { op, inputs, outputs } = instruction;
      if (op === 'dot' || op.startsWith('conv') || op.startsWith('window')) {
        for (const value of inputs) must.add(this.base(op === 'dot' ? this.untransposed(value) : value));
      } else if (op === 'reshape') {
        const [value] = inputs as [ValueId];
        if (!reshapeSplits(this.shape(value), this.shape(outputs[0] as ValueId))) must.add(this.base(value));
      } else if (op === 'broadcast') {
        const [value] = inputs as [ValueId];
        if (elements(this.shape(value)) < elements(this.shape(outputs[0] as ValueId))) repeated.add(this.base(value));
      }
    }
    for (const { value } of [...this.program.outputs, ...this.program.updates]) must.add(this.base(value));
    return { must, repeated };
  }

  /** A dot's operand without a transpose of its last two axes, which the kernel does by itself. */
  untransposed(value: ValueId): ValueId {
    const instruction = this.make(value);
    if (instruction.op !== 'transpose') return value;
    const { permutation } = instruction.attributes;
    const rank = permutation.length;
    const swapped = permutation.every((axis, i) => axis === (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i));
    return swapped ? (instruction.inputs[0] as ValueId) : value;
  }
}

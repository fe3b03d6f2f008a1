/** Grows the rewritten form of a Program: the Emitter of passes that replace instructions by others. */
import { definitionOf } from '../ir/ops/index.ts';
import type {
  Emitter,
  Instruction,
  InstructionOf,
  OpAttributes,
  OpName,
  Program,
  Shape,
  TensorType,
  ValueId,
} from '../ir/types.ts';
import { invariant } from '../util/errors.ts';
import { liveInstructions } from './deadCode.ts';

/** A better form of one op with these operands: its result, or null where there is none. */
export type Improve = (
  rewriter: Rewriter,
  op: OpName,
  inputs: readonly ValueId[],
  attributes: OpAttributes[OpName],
) => ValueId | null;

export class Rewriter implements Emitter {
  readonly #values: TensorType[] = [];
  readonly #instructions: Instruction[] = [];
  /** By value: what computes it, and the one number that all its elements are, where that is known. */
  readonly #producers: Instruction[] = [];
  readonly #uniform: (number | undefined)[] = [];
  readonly #improve: Improve;
  #origin = '';
  /** How many instructions were replaced. */
  replacements = 0;

  constructor(improve: Improve) {
    this.#improve = improve;
  }

  emit<N extends OpName>(
    op: N,
    inputs: readonly ValueId[],
    attributes: OpAttributes[N],
  ): readonly ValueId[] {
    const improved = this.#improve(this, op, inputs, attributes);
    if (improved !== null) {
      this.replacements++;
      return [improved];
    }
    const types = definitionOf(op).infer(
      inputs.map((value) => this.typeOf(value)),
      attributes,
    );
    return this.#append(op, inputs, attributes, types);
  }

  typeOf(value: ValueId): TensorType {
    const type = this.#values[value];
    invariant(type !== undefined, () => `value ${value} exists`);
    return type;
  }

  /** The instruction that computes `value`, if it is one of `op`. */
  producer<N extends OpName>(value: ValueId, op: N): InstructionOf<N> | null {
    const instruction = this.#producers[value];
    return instruction?.op === op ? (instruction as InstructionOf<N>) : null;
  }

  /** The number that every element of `value` is, where it is known. */
  uniform(value: ValueId): number | undefined {
    return this.#uniform[value];
  }

  /** A constant of one number. */
  full(shape: Shape, number: number, dtype: TensorType['dtype'] = 'f32'): ValueId {
    const type = { dtype, shape };
    return this.#append('constant', [], { type, data: [number] }, [type])[0] as ValueId;
  }

  /** What is live of the Program, rewritten, or the same object where all is live and nothing could be improved. */
  rewrite(program: Program): Program {
    const renamed = new Array<ValueId>(program.values.length);
    const rename = (value: ValueId) => renamed[value] as ValueId;
    const live = liveInstructions(program);
    for (const instruction of live) {
      const { op, attributes, outputs } = instruction;
      this.#origin = instruction.origin;
      const inputs = instruction.inputs.map(rename);
      const improved = this.#improve(this, op, inputs, attributes);
      if (improved !== null) this.replacements++;
      const results =
        improved !== null
          ? [improved]
          : this.#append(
              op,
              inputs,
              attributes,
              outputs.map((value) => program.values[value] as TensorType),
            );
      outputs.forEach((value, i) => {
        renamed[value] = results[i] as ValueId;
      });
    }
    const allLive = live.length === program.instructions.length;
    if (this.replacements === 0 && allLive) return program;
    return {
      name: program.name,
      values: this.#values,
      instructions: this.#instructions,
      outputs: program.outputs.map(({ name, value }) => ({ name, value: rename(value) })),
      updates: program.updates.map(({ param, value }) => ({ param, value: rename(value) })),
    };
  }

  #append<N extends OpName>(
    op: N,
    inputs: readonly ValueId[],
    attributes: OpAttributes[N],
    types: readonly TensorType[],
  ): readonly ValueId[] {
    const outputs = types.map((type) => this.#values.push(type) - 1);
    const made = { op, attributes, inputs, outputs, origin: this.#origin } as Instruction;
    this.#instructions.push(made);
    const uniform = made.op === 'constant' ? uniformNumber(made.attributes.data) : undefined;
    for (const value of outputs) {
      this.#producers[value] = made;
      this.#uniform[value] = uniform;
    }
    return outputs;
  }
}

/** The number that all of `data` are; passes keep short lists in mind, not whole tables. */
function uniformNumber(data: readonly number[]): number | undefined {
  const [first] = data;
  return data.every((x) => Object.is(x, first)) ? first : undefined;
}

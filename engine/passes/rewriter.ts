/** One round of optimization: copies the live part of a Program, simplifying each instruction as it is copied. */
import { definitionOf } from '../ir/ops/index.ts';
import type {
  Instruction,
  OpAttributes,
  OpName,
  Program,
  TensorType,
  ValueId,
} from '../ir/types.ts';
import { invariant } from '../util/errors.ts';
import type { Rewriting } from './rewriting.ts';
import { simplify } from './simplify.ts';

/**
 * Emitting an op that stands already, with the same operands and attributes, gives the standing value (common
 * subexpressions, Aho et al., Compilers, 8.5); what no output or update needs is not copied (dead code).
 */
export class Rewriter implements Rewriting {
  private readonly from: Program;
  private readonly values: TensorType[] = [];
  private readonly instructions: Instruction[] = [];
  private readonly producer: Instruction[] = [];
  private readonly known = new Map<string, readonly ValueId[]>();
  private origin = '';

  constructor(from: Program) {
    this.from = from;
  }

  run(): Program {
    const { name, instructions, outputs, updates } = this.from;
    const live = liveInstructions(this.from);
    const map: ValueId[] = [];
    instructions.forEach((instruction, i) => {
      if (!live[i]) return;
      this.origin = instruction.origin;
      const inputs = instruction.inputs.map((value) => map[value] as ValueId);
      const results = simplify(this, instruction, inputs) ?? this.copy(instruction, inputs);
      instruction.outputs.forEach((value, k) => {
        map[value] = results[k] as ValueId;
      });
    });
    return dropDead({
      name,
      values: this.values,
      instructions: this.instructions,
      outputs: outputs.map((output) => ({ ...output, value: map[output.value] as ValueId })),
      updates: updates.map((update) => ({ ...update, value: map[update.value] as ValueId })),
    });
  }

  emit<N extends OpName>(
    op: N,
    inputs: readonly ValueId[],
    attributes: OpAttributes[N],
  ): readonly ValueId[] {
    const key = `${op}(${inputs.join()})${JSON.stringify(attributes)}`;
    const standing = this.known.get(key);
    if (standing) return standing;
    const types = definitionOf(op).infer(
      inputs.map((value) => this.typeOf(value)),
      attributes,
    );
    const outputs = types.map((type) => this.values.push(type) - 1);
    const instruction = {
      op,
      attributes,
      inputs: [...inputs],
      outputs,
      origin: this.origin,
    } as unknown as Instruction;
    this.instructions.push(instruction);
    for (const value of outputs) this.producer[value] = instruction;
    this.known.set(key, outputs);
    return outputs;
  }
  typeOf(value: ValueId): TensorType {
    const type = this.values[value];
    invariant(type, `value ${value} exists`);
    return type;
  }
  definition(value: ValueId): Instruction {
    const instruction = this.producer[value];
    invariant(instruction, `value ${value} is made by an instruction`);
    return instruction;
  }

  private copy(instruction: Instruction, inputs: readonly ValueId[]): readonly ValueId[] {
    return this.emit<OpName>(instruction.op, inputs, instruction.attributes);
  }
}

/** By position: whether an output or an update needs the instruction. */
function liveInstructions(program: Program): readonly boolean[] {
  const needed = new Set([...program.outputs, ...program.updates].map(({ value }) => value));
  const live = new Array<boolean>(program.instructions.length).fill(false);
  for (let i = program.instructions.length - 1; i >= 0; i--) {
    const { inputs, outputs } = program.instructions[i] as Instruction;
    if (!outputs.some((value) => needed.has(value))) continue;
    live[i] = true;
    for (const value of inputs) needed.add(value);
  }
  return live;
}

/** Renumbers the values that stay, in order. */
function dropDead(program: Program): Program {
  const live = liveInstructions(program);
  const map: ValueId[] = [];
  const values: TensorType[] = [];
  const instructions = program.instructions.flatMap((instruction, i) => {
    if (!live[i]) return [];
    for (const value of instruction.outputs)
      map[value] = values.push(program.values[value] as TensorType) - 1;
    const renumber = (ids: readonly ValueId[]) => ids.map((value) => map[value] as ValueId);
    return [
      {
        ...instruction,
        inputs: renumber(instruction.inputs),
        outputs: renumber(instruction.outputs),
      },
    ];
  });
  const moved = <T extends { readonly value: ValueId }>(each: T): T => ({
    ...each,
    value: map[each.value] as ValueId,
  });
  return {
    ...program,
    values,
    instructions,
    outputs: program.outputs.map(moved),
    updates: program.updates.map(moved),
  };
}

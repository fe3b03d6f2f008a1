/** Computes equal things once: a Program in, one without repeated instructions out. */
import { attributesText } from '../ir/attributes.ts';
import { definitionOf } from '../ir/ops/index.ts';
import type { Instruction, OpName, Program, ValueId } from '../ir/types.ts';

const COMMUTATIVE: ReadonlySet<OpName> = new Set(['add', 'mul', 'and', 'or', 'equal']);

/** All ops are pure, random included: its numbers depend on attributes and operands alone. */
export function eliminateCommonSubexpressions(program: Program): Program {
  const renamed = program.values.map((_, value) => value);
  const rename = (value: ValueId) => renamed[value] as ValueId;
  const seen = new Map<string, readonly ValueId[]>();
  const instructions: Instruction[] = [];
  for (const instruction of program.instructions) {
    const inputs = instruction.inputs.map(rename);
    const key = keyOf(instruction, inputs);
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, instruction.outputs);
      const changed = inputs.some((value, i) => value !== instruction.inputs[i]);
      instructions.push(changed ? ({ ...instruction, inputs } as Instruction) : instruction);
    } else
      instruction.outputs.forEach((value, i) => {
        renamed[value] = earlier[i] as ValueId;
      });
  }
  if (instructions.length === program.instructions.length) return program;
  return {
    ...program,
    instructions,
    outputs: program.outputs.map(({ name, value }) => ({ name, value: rename(value) })),
    updates: program.updates.map(({ param, value }) => ({ param, value: rename(value) })),
  };
}

function keyOf({ op, attributes }: Instruction, inputs: readonly ValueId[]): string {
  let key: string = op;
  const [a, b] = inputs;
  if (COMMUTATIVE.has(op) && (a as number) > (b as number)) key += ` ${b} ${a}`;
  else for (const value of inputs) key += ` ${value}`;
  const plain = definitionOf(op).kind === 'elementwise' && op !== 'cast';
  return plain ? key : `${key} ${attributesText(attributes)}`;
}

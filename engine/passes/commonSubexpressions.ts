/** Computes equal things once: a Program in, one without repeated instructions out. */
import { attributesText } from '../ir/attributes.ts';
import type { Instruction, OpName, Program, ValueId } from '../ir/types.ts';

const COMMUTATIVE: ReadonlySet<OpName> = new Set(['add', 'mul', 'and', 'or', 'equal']);
/** Attributes are immutable and shared between the rounds of optimization. */
const texts = new WeakMap<object, string>();

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
      instructions.push({ ...instruction, inputs } as Instruction);
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
  let text = texts.get(attributes);
  if (text === undefined) {
    text = attributesText(attributes);
    texts.set(attributes, text);
  }
  const operands = COMMUTATIVE.has(op) ? inputs.toSorted((a, b) => a - b) : inputs;
  return `${op} ${operands} ${text}`;
}

/** Finds what outputs and updates need, and drops the rest: a Program in, one of live instructions, densely numbered, out. */
import type { Instruction, Program, TensorType, ValueId } from '../ir/types.ts';

/** In order. An instruction of several results stays whole while one is needed; params that are updated stay too. */
export function liveInstructions(program: Program): Instruction[] {
  const live = new Array<boolean>(program.values.length).fill(false);
  for (const { value } of [...program.outputs, ...program.updates]) live[value] = true;
  const updated = new Set(program.updates.map(({ param }) => param));
  const kept: Instruction[] = [];
  for (let i = program.instructions.length - 1; i >= 0; i--) {
    const instruction = program.instructions[i] as Instruction;
    const target = instruction.op === 'param' && updated.has(instruction.attributes.name);
    if (!target && !instruction.outputs.some((value) => live[value])) continue;
    for (const value of instruction.inputs) live[value] = true;
    kept.push(instruction);
  }
  return kept.reverse();
}

export function eliminateDeadCode(program: Program): Program {
  const kept = liveInstructions(program);
  const values: TensorType[] = [];
  const renumbered = new Array<ValueId>(program.values.length);
  const rename = (value: ValueId) => renumbered[value] as ValueId;
  for (const { outputs } of kept)
    for (const value of outputs)
      renumbered[value] = values.push(program.values[value] as TensorType) - 1;
  if (values.length === program.values.length) return program;
  return {
    name: program.name,
    values,
    instructions: kept.map(({ op, attributes, inputs, outputs, origin }) => ({
      op,
      attributes,
      inputs: inputs.map(rename),
      outputs: outputs.map(rename),
      origin,
    })) as Instruction[],
    outputs: program.outputs.map(({ name, value }) => ({ name, value: rename(value) })),
    updates: program.updates.map(({ param, value }) => ({ param, value: rename(value) })),
  };
}

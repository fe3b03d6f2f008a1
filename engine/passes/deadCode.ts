/** Drops what no output and no update needs: a Program in, one of live instructions and densely numbered values out. */
import type { Instruction, Program, TensorType, ValueId } from '../ir/types.ts';

/** An instruction of several results stays whole while one of them is needed; params that are updated stay too. */
export function eliminateDeadCode(program: Program): Program {
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
  const values: TensorType[] = [];
  const renumbered = new Array<ValueId>(program.values.length);
  const rename = (value: ValueId) => renumbered[value] as ValueId;
  kept.reverse();
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

/** Checks that a Program is well formed; throws an internal error that names the instruction which is not. */
import { invariant } from '../util/errors.ts';
import { definitionOf } from './ops/index.ts';
import type { Instruction, OpName, Program, TensorType, ValueId } from './types.ts';

/**
 * Each value is defined once, before its uses, with the type its op gives; params and inputs have one type for a
 * name; and the results are in order.
 */
export function verifyProgram(program: Program): void {
  const defined = new Array<boolean>(program.values.length).fill(false);
  const isDefined = (value: number) => defined[value] === true;
  const declared = { param: new Map<string, TensorType>(), input: new Map<string, TensorType>() };
  program.instructions.forEach((instruction, index) => {
    const where = `${program.name}: instruction ${index} (${instruction.op})`;
    invariant(instruction.inputs.every(isDefined), `${where} uses values defined before it`);
    checkTypes(program, instruction, where);
    for (const value of instruction.outputs) {
      invariant(!isDefined(value), `${where} defines value ${value} anew`);
      defined[value] = true;
    }
    if (instruction.op === 'param' || instruction.op === 'input')
      declare(declared[instruction.op], instruction.attributes, where);
  });
  verifyResults(program, isDefined);
}

/**
 * Outputs have distinct names; updates name params of the Program, each at most once, and agree in type. `isDefined`
 * tells values that an instruction gives; in a Program that a builder made these are all there are.
 */
export function verifyResults(
  program: Program,
  isDefined = (value: ValueId) => program.values[value] !== undefined,
): void {
  const params = new Map<string, TensorType>();
  for (const { op, attributes } of program.instructions)
    if (op === 'param') params.set(attributes.name, attributes.type);
  const outputs = new Set<string>();
  for (const { name, value } of program.outputs) {
    invariant(isDefined(value), `${program.name}: output '${name}' is computed`);
    invariant(!outputs.has(name), `${program.name}: output '${name}' occurs once`);
    outputs.add(name);
  }
  const updated = new Set<string>();
  for (const { param, value } of program.updates) {
    const type = params.get(param);
    invariant(type !== undefined, `${program.name}: updated param '${param}' is in the Program`);
    invariant(!updated.has(param), `${program.name}: param '${param}' is updated once`);
    invariant(isDefined(value), `${program.name}: update of '${param}' is computed`);
    invariant(
      sameType(program.values[value], type),
      `${program.name}: update of '${param}' has the type of the param`,
    );
    updated.add(param);
  }
}

function checkTypes(program: Program, instruction: Instruction, where: string): void {
  const operands = instruction.inputs.map((value) => program.values[value] as TensorType);
  const results = definitionOf<OpName>(instruction.op).infer(operands, instruction.attributes);
  const agree =
    results.length === instruction.outputs.length &&
    results.every((type, i) => sameType(program.values[instruction.outputs[i] as number], type));
  invariant(agree, `${where} gives values of the types recorded`);
}

function declare(
  known: Map<string, TensorType>,
  { name, type }: { readonly name: string; readonly type: TensorType },
  where: string,
): void {
  const before = known.get(name);
  invariant(before === undefined || sameType(before, type), `${where}: '${name}' has one type`);
  known.set(name, type);
}

function sameType(a: TensorType | undefined, b: TensorType): boolean {
  return (
    a !== undefined &&
    a.dtype === b.dtype &&
    a.shape.length === b.shape.length &&
    a.shape.every((d, i) => d === b.shape[i])
  );
}

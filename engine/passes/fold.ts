/** Constant folding: elementwise arithmetic whose operands are each one number everywhere. */
import { full } from '../ir/construct.ts';
import type { Instruction, OpName, ValueId } from '../ir/types.ts';
import type { Rewriting } from './rewriting.ts';
import { uniform } from './uniform.ts';

/** In f64; backends round the result once. What is not exact in every engine (exp, log, …) is left to the step. */
const arithmetic: { readonly [N in OpName]?: (...operands: number[]) => number } = {
  add: (a, b) => a! + b!,
  sub: (a, b) => a! - b!,
  mul: (a, b) => a! * b!,
  div: (a, b) => a! / b!,
  maximum: (a, b) => Math.max(a!, b!),
  minimum: (a, b) => Math.min(a!, b!),
  neg: (a) => -a!,
  abs: (a) => Math.abs(a!),
  sqrt: (a) => Math.sqrt(a!),
};

export function foldConstants(
  r: Rewriting,
  instruction: Instruction,
  inputs: readonly ValueId[],
): ValueId | null {
  const compute = arithmetic[instruction.op];
  if (!compute) return null;
  const operands = inputs.map((value) => uniform(r, value));
  if (operands.some((operand) => operand === null)) return null;
  const { dtype, shape } = r.typeOf(inputs[0] as ValueId);
  if (dtype !== 'f32') return null;
  return full(r, shape, compute(...(operands as number[])));
}

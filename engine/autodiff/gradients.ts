/** Reverse-mode differentiation: a loss and values in; its gradients out, appended to the Program under construction. */
import type { ProgramBuilder } from '../ir/builder.ts';
import { add, full } from '../ir/construct.ts';
import { definitionOf } from '../ir/ops/index.ts';
import type { Instruction, OpName, ValueId, VjpContext } from '../ir/types.ts';
import { invariant } from '../util/errors.ts';

/**
 * Gradients of `loss` (f32 []) with respect to each of `wrt`, of their shapes: one walk over the instructions from
 * the last to the first, through each op's vjp. What the loss does not depend on gets zeros. The new
 * instructions carry the origin of the one that they are the gradient of.
 * (Griewank and Walther, Evaluating Derivatives, chapter 3.)
 */
export function gradients(
  builder: ProgramBuilder,
  loss: ValueId,
  wrt: readonly ValueId[],
): readonly ValueId[] {
  invariant(builder.typeOf(loss).shape.length === 0, 'a loss is one number');
  const forward = [...builder.instructions];
  const active = dependents(forward, wrt);
  const cotangents = new Map<ValueId, ValueId>();
  if (active.has(loss)) cotangents.set(loss, full(builder, [], 1));
  for (const instruction of forward.reverse()) {
    const incoming = instruction.outputs.map((value) => cotangents.get(value) ?? null);
    if (incoming.every((cotangent) => cotangent === null)) continue;
    if (!instruction.inputs.some((value) => active.has(value))) continue;
    builder.withOrigin(instruction.origin, () => {
      const outgoing = pullBack(builder, instruction, incoming);
      instruction.inputs.forEach((value, i) => {
        const cotangent = outgoing[i];
        if (cotangent === undefined || cotangent === null || !active.has(value)) return;
        const sofar = cotangents.get(value);
        cotangents.set(value, sofar === undefined ? cotangent : add(builder, sofar, cotangent));
      });
    });
  }
  return wrt.map((value) => cotangents.get(value) ?? full(builder, builder.typeOf(value).shape, 0));
}

/** All values that depend on one of `sources`, these included. */
function dependents(
  instructions: readonly Instruction[],
  sources: readonly ValueId[],
): ReadonlySet<ValueId> {
  const reached = new Set(sources);
  for (const { inputs, outputs } of instructions) {
    if (inputs.some((value) => reached.has(value))) for (const value of outputs) reached.add(value);
  }
  return reached;
}

function pullBack(
  builder: ProgramBuilder,
  instruction: Instruction,
  cotangents: readonly (ValueId | null)[],
): readonly (ValueId | null)[] {
  const { vjp } = definitionOf<OpName>(instruction.op);
  if (vjp === 'none') return [];
  const { inputs, outputs, attributes } = instruction;
  return vjp({
    emitter: builder,
    inputs,
    outputs,
    attributes,
    cotangents,
  } as unknown as VjpContext<never>);
}

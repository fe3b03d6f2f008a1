/** Reverse-mode differentiation: a Program being built and a loss in, the loss's gradients appended to it out. */
import type { ProgramBuilder } from '../ir/builder.ts';
import { add, full } from '../ir/construct.ts';
import { definitionOf } from '../ir/ops/index.ts';
import type { Instruction, OpAttributes, OpName, ValueId, VjpContext } from '../ir/types.ts';
import { invariant } from '../util/errors.ts';

/**
 * Gradients of `loss`, an f32 scalar, with respect to each of `wrt`, f32 values of any kind; each has the shape of
 * its value. One walk back over the instructions calls the vjps of those between `wrt` and `loss`; what they emit
 * carries the origin of the forward instruction. A value that the loss does not depend on has a gradient of zeros.
 * Gradients may be differentiated again.
 */
export function gradients(
  builder: ProgramBuilder,
  loss: ValueId,
  wrt: readonly ValueId[],
): readonly ValueId[] {
  const { dtype, shape } = builder.typeOf(loss);
  invariant(dtype === 'f32' && shape.length === 0, 'the loss is an f32 scalar');
  const forward = [...builder.instructions];
  const dependent = dependentValues(builder, forward, wrt);
  const cotangents = new Map<ValueId, ValueId>();
  if (dependent.has(loss)) cotangents.set(loss, full(builder, [], 1));

  for (const instruction of forward.reverse()) {
    if (!instruction.outputs.some((value) => cotangents.has(value) && dependent.has(value)))
      continue;
    builder.withOrigin(instruction.origin, () => {
      const flowing = vjpOf(builder, instruction, cotangents);
      instruction.inputs.forEach((value, i) => {
        const gradient = flowing[i] ?? null;
        if (gradient === null || !dependent.has(value)) return;
        const before = cotangents.get(value);
        cotangents.set(value, before === undefined ? gradient : add(builder, before, gradient));
      });
    });
  }
  return wrt.map((value) => cotangents.get(value) ?? full(builder, builder.typeOf(value).shape, 0));
}

/** `wrt` and every f32 value through which a change of it reaches. */
function dependentValues(
  builder: ProgramBuilder,
  instructions: readonly Instruction[],
  wrt: readonly ValueId[],
): ReadonlySet<ValueId> {
  const dependent = new Set(wrt);
  for (const { op, inputs, outputs } of instructions)
    if (definitionOf(op).vjp !== 'none' && inputs.some((value) => dependent.has(value)))
      for (const value of outputs) if (builder.typeOf(value).dtype === 'f32') dependent.add(value);
  return dependent;
}

function vjpOf(
  emitter: ProgramBuilder,
  { op, inputs, outputs, attributes }: Instruction,
  known: ReadonlyMap<ValueId, ValueId>,
): readonly (ValueId | null)[] {
  const { vjp } = definitionOf<OpName>(op);
  if (vjp === 'none') return [];
  const cotangents = outputs.map((value) => known.get(value) ?? null);
  const context: VjpContext<OpAttributes[OpName]> = {
    emitter,
    inputs,
    outputs,
    attributes,
    cotangents,
  };
  return vjp(context as Parameters<typeof vjp>[0]);
}

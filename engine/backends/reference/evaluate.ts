/** Runs a Program once, op by op: inputs and params in, outputs and updates out. */
import type { Precision } from '../../ir/scalar.ts';
import type { OpName, Program, TensorType, ValueId } from '../../ir/types.ts';
import { invariant } from '../../util/errors.ts';
import type { TensorData } from '../types.ts';
import type { Rule } from './rule.ts';
import { contractions } from './rules/contractions.ts';
import { elementwise } from './rules/elementwise.ts';
import { movement } from './rules/movement.ts';
import { reductions } from './rules/reductions.ts';
import { sources } from './rules/sources.ts';
import { windows } from './rules/windows.ts';
import { elementCount, zeros } from './tensor.ts';

/** A missing rule does not compile. */
const rules: { readonly [N in OpName]: Rule<N> } = {
  ...sources,
  ...elementwise,
  ...reductions,
  ...contractions,
  ...windows,
  ...movement,
};
/** The rule of an op known only when it runs. */
const ruleOf = <N extends OpName>(op: N): Rule<N> => rules[op];

export type NamedData = Readonly<Record<string, ArrayLike<number>>>;
export interface Evaluation {
  readonly outputs: Readonly<Record<string, TensorData>>;
  /** New values of the params that the Program updates, by name. */
  readonly updates: Readonly<Record<string, TensorData>>;
}

/**
 * Computes every op in order, in f32 (each op's result rounded) or in f64. `inputs` and `params` hold the elements of
 * what the Program names, row-major; neither is changed, and results never share memory with them.
 */
export function evaluate(
  program: Program,
  inputs: NamedData,
  params: NamedData,
  precision: Precision = 'f64',
): Evaluation {
  const results = new Array<TensorData | undefined>(program.values.length);
  const lastUses = lastUsesOf(program);
  const typeOf = (value: ValueId) => program.values[value] as TensorType;
  program.instructions.forEach((instruction, index) => {
    const types = instruction.outputs.map(typeOf);
    const computed = ruleOf<OpName>(instruction.op)({
      attributes: instruction.attributes,
      inputs: instruction.inputs.map((value) => ({
        type: typeOf(value),
        data: results[value] as TensorData,
      })),
      types,
      precision,
      given: (kind, name) => {
        const data = (kind === 'input' ? inputs : params)[name];
        return converted(`${kind} '${name}'`, data, types[0] as TensorType, precision);
      },
    });
    instruction.outputs.forEach((value, i) => {
      results[value] = computed[i];
    });
    for (const value of instruction.inputs)
      if (lastUses[value] === index) results[value] = undefined;
  });
  const copy = (value: ValueId) => (results[value] as TensorData).slice();
  return {
    outputs: Object.fromEntries(program.outputs.map(({ name, value }) => [name, copy(value)])),
    updates: Object.fromEntries(program.updates.map(({ param, value }) => [param, copy(value)])),
  };
}

/** The last instruction that reads each value; Infinity for results of the Program. */
function lastUsesOf(program: Program): number[] {
  const lastUses = new Array<number>(program.values.length).fill(-1);
  program.instructions.forEach(({ inputs }, index) => {
    for (const value of inputs) lastUses[value] = index;
  });
  for (const { value } of [...program.outputs, ...program.updates]) lastUses[value] = Infinity;
  return lastUses;
}

function converted(
  what: string,
  data: ArrayLike<number> | undefined,
  type: TensorType,
  precision: Precision,
): TensorData {
  invariant(data !== undefined, `${what} is given`);
  const count = elementCount(type.shape);
  invariant(data.length === count, `${what} has ${count} elements, not ${data.length}`);
  const result = zeros(type.dtype, count, precision);
  result.set(data);
  return result;
}

/** Recognizes values that are one number everywhere. */
import type { ValueId } from '../ir/types.ts';
import type { Rewriting } from './rewriting.ts';

/** The number that a value is everywhere, or null. */
export function uniform(r: Rewriting, value: ValueId): number | null {
  const instruction = r.definition(value);
  if (instruction.op === 'constant') {
    const [first, ...others] = instruction.attributes.data;
    return others.every((each) => Object.is(each, first)) ? (first ?? null) : null;
  }
  if (instruction.op === 'broadcast' || instruction.op === 'reshape')
    return uniform(r, instruction.inputs[0] as ValueId);
  return null;
}

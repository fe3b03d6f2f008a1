/** Takes what a watcher wants to see a network do with; gives the numbers by field, the target, and their places in a slot. */
import type { Slot, TensorData } from '../../backends/types.ts';
import type { Field } from '../../data/types.ts';
import type { LoweredProgram } from '../../graph/lower/types.ts';
import { NetloomError } from '../../util/errors.ts';
import type { SampleValues } from './types.ts';

/** A sample ready to be fed. */
export interface WatchedSample {
  readonly values: SampleValues;
  /** A class number or a value, where the data have one. */
  readonly target: number | null;
}

/** Throws 'sample-does-not-fit' when a field is not known or has another number of values. */
export function checkValues(values: SampleValues, fields: readonly Field[]): void {
  for (const [name, numbers] of Object.entries(values)) {
    const field = fields.find((candidate) => candidate.name === name);
    const wanted = field?.shape.reduce((product, size) => product * size, 1);
    if (wanted === numbers.length) continue;
    throw new NetloomError(
      'sample-does-not-fit',
      field
        ? `The sample has ${numbers.length} numbers for "${name}"; the data have ${wanted}.`
        : `The data have no field "${name}".`,
      name,
    );
  }
}

/** The number of the first target field that is one number. */
export function targetOf(values: SampleValues, fields: readonly Field[]): number | null {
  const field = fields.find(
    ({ role, shape }) => role === 'target' && shape.every((size) => size === 1),
  );
  return (field && values[field.name]?.[0]) ?? null;
}

/** Fields that are not given are 0; whoever shows values must leave out what depends on them. */
export function fillSample(
  slot: Slot,
  lowered: LoweredProgram,
  values: SampleValues,
  numbers: { readonly seed: number; readonly step: number },
): void {
  for (const { input, field } of lowered.fields) {
    const target: TensorData | undefined = slot.inputs[input];
    const given = values[field];
    if (given) target?.set(given);
    else target?.fill(0);
  }
  slot.inputs.mask?.fill(1);
  slot.inputs.seed?.fill(numbers.seed);
  slot.inputs.step?.fill(numbers.step);
}

/** Turns sample numbers into the inputs of one step: fields of the data, the mask, seed and scalars. */
import type { Slot, StepResult, TensorData } from '../backends/types.ts';
import type { Part } from '../data/types.ts';
import type { LoweredProgram } from '../graph/lower/types.ts';
import { invariant } from '../util/errors.ts';

/** Numbers that a step takes beside its data; only those that the Program uses are written. */
export interface StepScalars {
  readonly seed: number;
  readonly step: number;
  /** By name, without the prefix `scalar:`. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** Writes samples `indices` (at most the Program's batch size) of `part`; the rest of the batch is zero and masked. */
export async function fillSlot(
  slot: Slot,
  lowered: LoweredProgram,
  part: Part,
  indices: Uint32Array,
  numbers: StepScalars,
): Promise<void> {
  invariant(indices.length <= lowered.batchSize, 'a batch has more samples than its Program');
  for (const { input, field, type } of lowered.fields) {
    const target = slot.inputs[input];
    if (target === undefined) continue;
    const width = type.shape.slice(1).reduce((product, size) => product * size, 1);
    await readField(part, field, indices, target, width);
    target.fill(0, indices.length * width);
  }
  const mask = slot.inputs.mask;
  if (mask) mask.fill(1, 0, indices.length).fill(0, indices.length);
  slot.inputs.seed?.fill(numbers.seed);
  slot.inputs.step?.fill(numbers.step);
  for (const [name, value] of Object.entries(numbers.scalars)) {
    slot.inputs[`scalar:${name}`]?.fill(value);
  }
}

/** Datasets write f32 or i32; an f64 session converts. */
async function readField(
  part: Part,
  field: string,
  indices: Uint32Array,
  target: TensorData,
  width: number,
): Promise<void> {
  const length = indices.length * width;
  if (target instanceof Float32Array || target instanceof Int32Array) {
    await part.read(field, indices, target.subarray(0, length) as typeof target);
    return;
  }
  const values = new Float32Array(length);
  await part.read(field, indices, values);
  target.set(values);
}

/** Sample numbers of batch `batch` of an epoch in this order. */
export function batchIndices(order: Uint32Array, batch: number, batchSize: number): Uint32Array {
  return order.subarray(batch * batchSize, Math.min(order.length, (batch + 1) * batchSize));
}

/** The numbers of an f32 [] output. */
export function scalarOutput(result: StepResult, name: string): number {
  return Number(result.outputs[name]?.[0] ?? Number.NaN);
}

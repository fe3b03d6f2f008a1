/** What lies beside a run's checkpoints: its bytes in, a checked note out, or null for any that cannot be used. */
import * as z from 'zod';
import { checkProject } from '../../graph/document/parse.ts';
import type { StoredRun } from './types.ts';

export interface RateChange {
  /** Steps done when it was set. */
  readonly step: number;
  readonly rate: number;
}
/** A tensor of the checkpoint that an export has. */
export interface WeightNote {
  /** Of the state. */
  readonly name: string;
  readonly exportName: string;
  readonly shape: readonly number[];
}
export interface RunNote extends StoredRun {
  readonly version: 1;
  readonly rateChanges: readonly RateChange[];
  readonly weights: readonly WeightNote[];
}

const count = z.number().int().nonnegative();
/** In JSON, numbers that are not finite have become null. */
const measured = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const metrics = z.record(z.string(), measured);
const summary = z.object({
  epoch: count,
  epochs: count,
  loss: measured,
  metrics,
  validation: z.object({ loss: measured, metrics }).optional(),
  learningRate: measured,
  samplesPerSecond: measured,
  best: z.boolean(),
});
const note = z.object({
  version: z.literal(1),
  id: z.string(),
  /** Checked by its own reader. */
  project: z.unknown(),
  step: count,
  steps: count,
  startedOn: z.number(),
  savedOn: z.number(),
  threads: count,
  history: z.array(summary),
  curve: z
    .object({ steps: z.array(count), losses: z.array(measured) })
    .refine(({ steps, losses }) => steps.length === losses.length),
  finished: z.boolean(),
  rateChanges: z.array(z.object({ step: count, rate: z.number() })),
  weights: z.array(z.object({ name: z.string(), exportName: z.string(), shape: z.array(count) })),
});

export function parseNote(bytes: Uint8Array): RunNote | null {
  const found = note.safeParse(jsonOf(bytes));
  if (!found.success) return null;
  const checked = checkProject(found.data.project);
  if ('issues' in checked) return null;
  const { history, ...rest } = found.data;
  return {
    ...rest,
    project: checked.project,
    history: history.map(({ validation, ...epoch }) => ({
      ...epoch,
      ...(validation && { validation }),
    })),
  };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

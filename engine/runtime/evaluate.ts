/** Evaluation and prediction over a part of the data, on the weights that the session holds. */
import type { Executable, Session, StepResult, TensorData } from '../backends/types.ts';
import type { Part } from '../data/types.ts';
import type { LoweredNetwork, LoweredProgram } from '../graph/lower/types.ts';
import { batchIndices, fillSlot, scalarOutput } from './feeder.ts';
import { EpochTotals, type MetricValue } from './totals.ts';

export interface Evaluation {
  readonly samples: number;
  /** Mean over the samples of the weighted losses, penalties included. */
  readonly loss: number;
  readonly metrics: readonly MetricValue[];
}
export interface SweepOptions {
  readonly batchSize: number;
  readonly onProgress?: (done: number, of: number) => void;
  /** Awaited before each batch; false ends the sweep. */
  readonly between?: () => Promise<boolean>;
}

/** Loss and metrics of samples `indices`, null when `between` ended it. The last batch is padded and masked. */
export async function evaluatePart(
  session: Session,
  network: LoweredNetwork,
  part: Part,
  indices: Uint32Array,
  options: Omit<SweepOptions, 'between'>,
): Promise<Evaluation>;
export async function evaluatePart(
  session: Session,
  network: LoweredNetwork,
  part: Part,
  indices: Uint32Array,
  options: SweepOptions,
): Promise<Evaluation | null>;
export async function evaluatePart(
  session: Session,
  network: LoweredNetwork,
  part: Part,
  indices: Uint32Array,
  options: SweepOptions,
): Promise<Evaluation | null> {
  const lowered = network.evaluation(Math.max(1, Math.min(options.batchSize, indices.length)));
  const totals = new EpochTotals(network.metrics);
  const whole = await sweep(session, lowered, part, indices, options, (result, batch) => {
    const penalty = scalarOutput(result, 'penalty');
    totals.add(result, batch.length, scalarOutput(result, 'lossSum') + penalty * batch.length);
  });
  if (!whole) return null;
  return { samples: indices.length, loss: totals.meanLoss(), metrics: totals.values() };
}

/** Calls `onBatch` with the outputs `output:<node>` of each batch; rows beyond `batch.length` are padding. */
export async function predictPart(
  session: Session,
  network: LoweredNetwork,
  part: Part,
  indices: Uint32Array,
  options: SweepOptions,
  onBatch: (outputs: Readonly<Record<string, TensorData>>, batch: Uint32Array) => void,
): Promise<void> {
  const lowered = network.prediction(Math.max(1, Math.min(options.batchSize, indices.length)));
  await sweep(session, lowered, part, indices, options, (result, batch) =>
    onBatch(result.outputs, batch),
  );
}

async function sweep(
  session: Session,
  lowered: LoweredProgram,
  part: Part,
  indices: Uint32Array,
  options: SweepOptions,
  take: (result: StepResult, batch: Uint32Array) => void,
): Promise<boolean> {
  const executable: Executable = await session.load(lowered.program);
  const running: Promise<void>[] = [];
  let done = 0;
  let whole = true;
  for (let batch = 0; batch * lowered.batchSize < indices.length; batch++) {
    whole = (await options.between?.()) ?? true;
    if (!whole) break;
    const samples = batchIndices(indices, batch, lowered.batchSize);
    const slot = await executable.acquire();
    await fillSlot(slot, lowered, part, samples, { seed: 0, step: 0, scalars: {} });
    const step = slot.run().then((result) => {
      take(result, samples);
      done += samples.length;
      options.onProgress?.(done, indices.length);
    });
    // Told below; a failure meanwhile must not count as one that nobody looks at.
    step.catch(() => undefined);
    running.push(step);
  }
  await Promise.all(running);
  return whole;
}

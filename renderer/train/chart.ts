/** What the loss chart draws: curve, epochs and settings in, aligned columns for uPlot out; pure. */
import type { EpochSummary } from '../../engine/index.ts';
import { decimated, smoothed, visiblePart } from './smooth.ts';

/** 'loss', or the name of a metric. */
export type Quantity = string;

export interface ChartInput {
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  readonly epochs: readonly EpochSummary[];
  readonly stepsPerEpoch: number;
  readonly quantity: Quantity;
  /** 0…0.99, see `smoothed`. */
  readonly smoothing: number;
  /** Steps that are in sight; null is all. */
  readonly window: { readonly from: number; readonly to: number } | null;
  /** Columns of pixels. */
  readonly columns: number;
}
type Column = (number | null)[];
/** uPlot's form: x, then the batches as they are, smoothed training, validation. Null is no point. */
export type ChartData = readonly [number[], Column, Column, Column];

export const emptyChart: ChartData = [[], [], [], []];

export function chartData(input: ChartInput): ChartData {
  return input.quantity === 'loss' ? lossData(input) : metricData(input);
}

function lossData(input: ChartInput): ChartData {
  const { steps, losses, epochs, stepsPerEpoch, smoothing, window, columns } = input;
  const soft = smoothed(losses, smoothing);
  const { first, end } = window
    ? visiblePart(steps, window.from, window.to)
    : { first: 0, end: steps.length };
  const kept = decimated(steps, losses, columns, first, end);
  const at = new Map<number, [raw: number | null, soft: number | null]>();
  let from = first;
  kept.x.forEach((step, i) => {
    while ((steps[from] as number) < step) from += 1;
    at.set(step, [drawable(kept.y[i]), drawable(soft[from])]);
  });
  const validation = epochs.flatMap(({ epoch, validation: found }) =>
    found ? [[epoch * stepsPerEpoch, drawable(found.loss)] as const] : [],
  );
  return align(at, validation);
}
function metricData({ epochs, stepsPerEpoch, quantity }: ChartInput): ChartData {
  const at = new Map<number, [null, number | null]>(
    epochs.map(({ epoch, metrics }) => [
      epoch * stepsPerEpoch,
      [null, drawable(metrics[quantity])],
    ]),
  );
  const validation = epochs.flatMap(({ epoch, validation: found }) =>
    found ? [[epoch * stepsPerEpoch, drawable(found.metrics[quantity])] as const] : [],
  );
  return align(at, validation);
}
const drawable = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

function align(
  training: ReadonlyMap<number, readonly [number | null, number | null]>,
  validation: readonly (readonly [number, number | null])[],
): ChartData {
  const judged = new Map(validation);
  const x = [...new Set([...training.keys(), ...judged.keys()])].sort((a, b) => a - b);
  return [
    x,
    x.map((step) => training.get(step)?.[0] ?? null),
    x.map((step) => training.get(step)?.[1] ?? null),
    x.map((step) => judged.get(step) ?? null),
  ];
}

/** Ends of epochs to mark within sight: every one, or every 2nd, 5th, 10th … so that there are at most `most`. */
export function epochMarks(
  epochs: number,
  stepsPerEpoch: number,
  window: { readonly from: number; readonly to: number },
  most = 12,
): readonly { readonly epoch: number; readonly step: number }[] {
  if (stepsPerEpoch < 1) return [];
  const first = Math.max(1, Math.ceil(window.from / stepsPerEpoch));
  const last = Math.min(epochs, Math.floor(window.to / stepsPerEpoch));
  let every = 1;
  for (let i = 0; (last - first + 1) / every > most; i++) every *= i % 3 === 1 ? 2.5 : 2;
  const marks = [];
  for (let epoch = Math.ceil(first / every) * every; epoch <= last; epoch += every)
    marks.push({ epoch, step: epoch * stepsPerEpoch });
  return marks;
}

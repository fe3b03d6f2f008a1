/** The curve as a table that spreadsheets read: batches and epochs in, text of RFC 4180 out. */
import type { EpochSummary } from '../../engine/index.ts';

/** Quotes where the text has a comma, a quote or a line end. */
export const csvField = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/**
 * Columns: step, epoch, batch_loss, loss, val_loss and each metric with and without val_, learning_rate. A row for each
 * batch; numbers of an epoch stand at its last batch. Numbers are written in full.
 */
export function curveCsv(
  steps: ArrayLike<number>,
  losses: ArrayLike<number>,
  epochs: readonly EpochSummary[],
  stepsPerEpoch: number,
): string {
  const metrics = [...new Set(epochs.flatMap(({ metrics: found }) => Object.keys(found)))];
  const header = [
    'step',
    'epoch',
    'batch_loss',
    'loss',
    'val_loss',
    ...metrics.flatMap((name) => [name, `val_${name}`]),
    'learning_rate',
  ];
  const ends = new Map(epochs.map((epoch) => [epoch.epoch * stepsPerEpoch, epoch]));
  const batches = new Map(Array.from({ length: steps.length }, (_, i) => [steps[i], losses[i]]));
  const all = [...new Set([...batches.keys(), ...ends.keys()])] as number[];
  const rows = all
    .sort((a, b) => a - b)
    .map((step) => {
      const end = ends.get(step);
      return [
        step,
        Math.max(1, Math.ceil(step / stepsPerEpoch)),
        batches.get(step),
        end?.loss,
        end?.validation?.loss,
        ...metrics.flatMap((name) => [end?.metrics[name], end?.validation?.metrics[name]]),
        end?.learningRate,
      ];
    });
  return [header.map(csvField), ...rows.map((row) => row.map((cell) => cell ?? ''))]
    .map((row) => row.join(','))
    .join('\r\n')
    .concat('\r\n');
}

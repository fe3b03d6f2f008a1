import { describe, expect, it } from 'vitest';
import type { EpochSummary } from '../../engine/index.ts';
import { type ChartInput, chartData, epochMarks } from './chart.ts';

const epoch = (number: number, loss: number, accuracy: number): EpochSummary => ({
  epoch: number,
  epochs: 3,
  loss,
  metrics: { accuracy },
  validation: { loss: loss + 0.5, metrics: { accuracy: accuracy - 0.1 } },
  learningRate: 0.001,
  samplesPerSecond: 1000,
  best: false,
});
const input = (change: Partial<ChartInput>): ChartInput => ({
  steps: Float64Array.from([1, 2, 3, 4]),
  losses: Float64Array.from([4, 3, 2, 1]),
  epochs: [epoch(1, 3.5, 0.5), epoch(2, 1.5, 0.75)],
  stepsPerEpoch: 2,
  quantity: 'loss',
  smoothing: 0,
  window: null,
  columns: 100,
  ...change,
});

describe('what the chart draws', () => {
  it('has batches, the smoothed curve and validation at the ends of epochs', () => {
    expect(chartData(input({}))).toEqual([
      [1, 2, 3, 4],
      [4, 3, 2, 1],
      [4, 3, 2, 1],
      [null, 4, null, 2],
    ]);
  });
  it('has a place for validation where no batch was told', () => {
    const data = chartData(input({ steps: Float64Array.of(1, 3), losses: Float64Array.of(4, 2) }));
    expect(data).toEqual([
      [1, 2, 3, 4],
      [4, null, 2, null],
      [4, null, 2, null],
      [null, 4, null, 2],
    ]);
  });
  it('has a metric once an epoch', () => {
    expect(chartData(input({ quantity: 'accuracy' }))).toEqual([
      [2, 4],
      [null, null],
      [0.5, 0.75],
      [0.4, 0.65],
    ]);
  });
  it('leaves out what is not finite', () => {
    const losses = Float64Array.of(4, Number.NaN, Number.POSITIVE_INFINITY, 1);
    expect(chartData(input({ losses }))[1]).toEqual([4, null, null, 1]);
  });
  it('smooths over the whole curve, also where only a part is in sight', () => {
    const whole = chartData(input({ smoothing: 0.5 }));
    const part = chartData(input({ smoothing: 0.5, window: { from: 4, to: 4 } }));
    expect(part[0]).toContain(4);
    expect(part[2][part[0].indexOf(4)]).toBe(whole[2][3]);
  });
});

describe('marks of epochs', () => {
  it('are all there where there is room, else every 2nd, 5th, 10th', () => {
    const steps = (epochs: number) =>
      epochMarks(epochs, 10, { from: 0, to: epochs * 10 }).map(({ epoch: number }) => number);
    expect(steps(4)).toEqual([1, 2, 3, 4]);
    expect(steps(20)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(steps(50)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
    expect(steps(100)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(steps(1000)).toHaveLength(10);
  });
  it('are those in sight', () => {
    expect(epochMarks(10, 10, { from: 35, to: 61 })).toEqual([
      { epoch: 4, step: 40 },
      { epoch: 5, step: 50 },
      { epoch: 6, step: 60 },
    ]);
    expect(epochMarks(10, 0, { from: 0, to: 5 })).toEqual([]);
  });
});

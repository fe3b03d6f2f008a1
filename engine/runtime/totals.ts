/** Adds up the per-batch sums of metrics over an epoch, in f64 and in batch order, and finishes them into numbers. */
import type { StepResult } from '../backends/types.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import { metricDefinition } from '../metrics/index.ts';

export interface MetricValue {
  readonly name: string;
  readonly value: number;
  readonly matrix?: readonly (readonly number[])[];
}
/** What a checkpoint keeps of an unfinished epoch; numbers survive JSON exactly. */
export interface TotalsSnapshot {
  readonly samples: number;
  readonly loss: number;
  readonly sums: Readonly<Record<string, readonly number[]>>;
}

export class EpochTotals {
  private readonly metrics: LoweredNetwork['metrics'];
  private readonly sums = new Map<string, number[]>();
  private samples = 0;
  private loss = 0;

  constructor(metrics: LoweredNetwork['metrics'], from?: TotalsSnapshot) {
    this.metrics = metrics;
    if (!from) return;
    this.samples = from.samples;
    this.loss = from.loss;
    for (const [name, values] of Object.entries(from.sums)) this.sums.set(name, [...values]);
  }

  /** `lossSum` is the sum over the batch's samples, penalties included once a sample. */
  add(result: StepResult, samples: number, lossSum: number): void {
    this.samples += samples;
    this.loss += lossSum;
    for (const [name, values] of Object.entries(result.outputs)) {
      if (!name.startsWith('metric:')) continue;
      const total = this.sums.get(name) ?? new Array<number>(values.length).fill(0);
      for (let i = 0; i < values.length; i++)
        total[i] = (total[i] as number) + (values[i] as number);
      this.sums.set(name, total);
    }
  }

  /** Mean loss of a sample; NaN before the first batch. */
  meanLoss(): number {
    return this.samples === 0 ? Number.NaN : this.loss / this.samples;
  }

  values(): readonly MetricValue[] {
    return this.metrics.map(({ type, params, name }, index) => {
      const prefix = `metric:${index}:`;
      const totals: Record<string, readonly number[]> = {};
      for (const [key, sums] of this.sums) {
        if (key.startsWith(prefix)) totals[key.slice(prefix.length)] = sums;
      }
      const empty = Object.keys(totals).length === 0;
      return {
        name,
        ...(empty ? { value: Number.NaN } : metricDefinition(type).finish(params, totals)),
      };
    });
  }

  snapshot(): TotalsSnapshot {
    return { samples: this.samples, loss: this.loss, sums: Object.fromEntries(this.sums) };
  }
}

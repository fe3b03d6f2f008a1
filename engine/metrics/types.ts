/** A metric: per-batch sums computed in the Program, and the number made of their totals. */
import type * as z from 'zod';
import type { Emitter, ValueId } from '../ir/types.ts';

export interface MetricDefinition<P = unknown> {
  readonly type: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly params: z.ZodType<P>;
  /** Whether larger is better (best-weights keeping, early stopping). */
  readonly better: 'higher' | 'lower' | 'neither';
  /**
   * `prediction` [B, …]; `target` as the loss has it (class numbers i32 [B], one-hot or values of the prediction's shape); `mask` f32 [B] is 1 for
   * real samples and 0 for padding. Returns named f32 sums (any shape) that add up over batches.
   */
  build(
    e: Emitter,
    params: P,
    ports: { readonly prediction: ValueId; readonly target: ValueId; readonly mask: ValueId },
  ): Readonly<Record<string, ValueId>>;
  /** From the totals over an epoch (f64) to the number shown, and a matrix where there is one. */
  finish(
    params: P,
    totals: Readonly<Record<string, readonly number[]>>,
  ): { readonly value: number; readonly matrix?: readonly (readonly number[])[] };
  readonly docs: { readonly summary: string; readonly reference: string };
}

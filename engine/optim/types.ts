/** What an optimizer is to the lowering: slots, scalars computed on the host, and an update in IR. */
import type * as z from 'zod';
import type { Emitter, ValueId } from '../ir/types.ts';

export interface OptimizerDefinition<P = unknown> {
  readonly type: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly params: z.ZodType<P>;
  /** State tensors of the parameter's shape, by name, and what they start with. */
  readonly slots: readonly { readonly name: string; initial(params: P): number }[];
  /**
   * Numbers that change from step to step (learning rate, bias corrections), computed in f64 and given to the
   * step as f32[] inputs. `step` counts from 1. No transcendental Math.* (use engine/util/math.ts).
   */
  scalars(
    params: P,
    at: { readonly step: number; readonly learningRate: number },
  ): Readonly<Record<string, number>>;
  /** New parameter and slots; all of the parameter's shape. */
  update(
    e: Emitter,
    params: P,
    current: {
      readonly parameter: ValueId;
      readonly gradient: ValueId;
      readonly slots: Readonly<Record<string, ValueId>>;
      readonly scalars: Readonly<Record<string, ValueId>>;
    },
  ): { readonly parameter: ValueId; readonly slots: Readonly<Record<string, ValueId>> };
  readonly docs: { readonly summary: string; readonly reference: string };
}
/** Learning rate at a step (from 0) of `totalSteps`; plain numbers, no transcendental Math.*. */
export interface ScheduleDefinition<P = unknown> {
  readonly type: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly params: z.ZodType<P>;
  rate(
    params: P,
    base: number,
    at: { readonly step: number; readonly stepsPerEpoch: number; readonly totalSteps: number },
  ): number;
  readonly docs: { readonly summary: string; readonly reference: string };
}

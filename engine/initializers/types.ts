/** An initializer: fills a weight from a seeded stream. */
import type * as z from 'zod';
import type { Shape } from '../ir/types.ts';

export interface InitializerDefinition<P = unknown> {
  readonly type: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly params: z.ZodType<P>;
  /** Values for a weight; deterministic in `key` (two u32 words from run seed and weight id). No transcendental Math.*. */
  fill(
    params: P,
    weight: { readonly shape: Shape; readonly fanIn: number; readonly fanOut: number },
    key: readonly [number, number],
  ): Float32Array;
  readonly docs: { readonly summary: string; readonly reference: string };
}

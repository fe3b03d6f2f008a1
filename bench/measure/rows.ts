/** Rows of the measurements: what programs print in, checked objects out. */
import { z } from 'zod';

const positive = z.number().positive();

/** One network trained by one peer on one host, or the reason why it was not. Times in milliseconds a step. */
export const Timing = z.object({
  peer: z.string(),
  backend: z.string(),
  threads: z.number().int(),
  workload: z.string(),
  host: z.string().optional(),
  ms: positive.optional(),
  error: z.string().optional(),
  version: z.string().optional(),
});
export type Timing = z.infer<typeof Timing>;

/** What `netloom bench --json` prints of a training step. */
export const OwnStep = z.object({
  workload: z.string(),
  threads: z.number().int(),
  ms: positive,
  gflops: positive,
  peak_share: positive,
  planned_bytes: positive,
  bound_bytes: positive,
});
export type OwnStep = z.infer<typeof OwnStep>;

/** What `netloom bench --inference --json` prints. Milliseconds a call. */
export const OwnInference = z.object({
  workload: z.string(),
  mode: z.literal('inference'),
  batch: z.number().int(),
  threads: z.number().int(),
  ms: positive,
});

/** What `netloom bench --compile --json` prints. */
export const OwnCompile = z.object({
  workload: z.string(),
  mode: z.literal('compile'),
  compile_ms: positive,
});

/** What torchFacts.py prints. */
export const TorchFacts = z.object({
  version: z.string(),
  blas: z.string().nullable(),
  gemm_gflops: positive,
});
export type TorchFacts = z.infer<typeof TorchFacts>;

/** What is exported, what comes of it, and what was found out about the file before it got its name. */
import type { Backend } from '../../backends/types.ts';
import type { Dataset } from '../../data/types.ts';
import type { Difference } from '../../formats/comparison.ts';
import type { FilePart, ModelOptions } from '../../formats/types.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import type { ModelRunner } from '../../platform.ts';
import type { ChosenWeights } from '../chosenWeights.ts';
import type { Samples } from '../openedData.ts';

/** A trained network with all that is needed to prove a file of it. */
export interface ExportSource {
  readonly network: InferredNetwork;
  readonly weights: ChosenWeights;
  /** Fitted; null where the network was drawn without data. */
  readonly dataset: Pick<Dataset, 'fields' | 'preparation'> | null;
  /** What a model is tried with: held-out samples where there are some. */
  readonly samples: Samples;
  /** Computes our own answers. */
  readonly backend: Backend;
  readonly threads: number;
}
/** Settings of formats of whole networks; formats of weights take none. */
export type ExportOptions = Omit<ModelOptions, 'name'>;

export type Verdict =
  /** Another program ran the file: in f32 within |Δ| ≤ 1e-4 · max(1, max|y|). */
  | { readonly kind: 'same-outputs'; readonly runner: string; readonly difference: Difference }
  /** Another program ran the file, whose numbers are rounded to half precision: what that does. */
  | { readonly kind: 'half-precision'; readonly runner: string; readonly difference: Difference }
  /** Every tensor was read from the file again and was equal bit by bit. */
  | { readonly kind: 'read-back'; readonly tensors: number }
  /** No program here can run it. */
  | { readonly kind: 'not-run'; readonly reason: 'too-large' };

export interface CheckOptions {
  readonly runner: ModelRunner;
  /** Awaited, so that a host can let messages in between batches. */
  readonly onProgress?: (done: number, of: number) => void | Promise<void>;
  /** Once it is aborted, the check throws its reason. */
  readonly signal?: AbortSignal;
}
/** Files that are ready to be written, and their proof. */
export interface PreparedExport {
  /** The one that people name first; the others are called after it. */
  readonly files: readonly FilePart[];
  readonly tensors: number;
  readonly parameters: number;
  /**
   * `read` gives the bytes of a file, by suffix, as they were written. Throws 'export-differs', 'model-refused',
   * 'model-output-differs' where the files must not be kept.
   */
  check(read: (suffix: string) => Promise<Uint8Array>, options: CheckOptions): Promise<Verdict>;
}

/** The preview service: what a drawn network does to a sample with its initial weights, before any training. */
import type { Field } from '../../data/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import type { Result } from '../result.ts';
import type { MountedFile, PixelExplanation } from '../training/types.ts';
import type { LiveFrame, SampleValues, WatchRequest } from '../views/types.ts';

export interface PreviewRequest {
  readonly project: Project;
  readonly fields: readonly Field[];
  /** At most two; references of kind 'data' are resolved by the caller. */
  readonly watch: Omit<WatchRequest, 'samples'> & { readonly samples: readonly SampleValues[] };
}
/** A pixel of a map that was previewed. */
export interface PreviewPixel {
  readonly project: Project;
  readonly fields: readonly Field[];
  readonly sample: SampleValues;
  readonly node: string;
  readonly channel: number;
  readonly row: number;
  readonly column: number;
}
export interface PreviewService {
  /** A weights file that documents begin with appears below `root`. */
  mount(root: string, files: readonly MountedFile[]): Promise<Result<null>>;
  /** Nodes that are not ready (or not in the document) are left out of the frame. `run` is null. */
  preview(request: PreviewRequest): Promise<Result<LiveFrame>>;
  /** Why the pixel has its value, with initial weights. */
  explainPixel(pixel: PreviewPixel): Promise<Result<PixelExplanation>>;
  /** Answers at once; a service that does not is hung. */
  ping(): Promise<Result<null>>;
}

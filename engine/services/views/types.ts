/** Live views: what a watcher asks to see of a network, and the pictures' numbers that it gets. Plain data. */

/** A sample of the run's data, or values made by hand (a drawn digit). */
export type SampleReference =
  | { readonly kind: 'data'; readonly part: 'train' | 'validation'; readonly index: number }
  | { readonly kind: 'values'; readonly values: SampleValues };
/** Values of a sample by field name, as the network gets them. */
export type SampleValues = Readonly<Record<string, Float32Array | Int32Array>>;

/** What is wanted of one node. */
export interface NodeWatch {
  readonly node: string;
  /** 'thumbnail': three fixed channels (or the strip of a vector, at most 256 numbers); 'full': every channel. */
  readonly detail: 'thumbnail' | 'full';
}
export interface WatchRequest {
  /** Chosen by the watcher; frames carry it back. */
  readonly id: number;
  readonly nodes: readonly NodeWatch[];
  /** The watched sample and, if there is one, the pinned second. At most two. */
  readonly samples: readonly SampleReference[];
  /** Node whose weights are shown (kernels, histograms), or null. */
  readonly weightsOf: string | null;
}
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
}
export interface Histogram {
  readonly minimum: number;
  readonly maximum: number;
  /** Equal bins from minimum to maximum. */
  readonly counts: readonly number[];
}
/** What one node gives for one sample. */
export interface NodeView {
  readonly node: string;
  readonly port: string;
  /** Of the whole value for one sample: [height, width, channels] for maps, [n] for vectors, [] for one number. */
  readonly shape: readonly number[];
  /** Channels that `values` holds, ascending (of a vector: positions). */
  readonly channels: readonly number[];
  /** Planar: for maps one [height, width] plane after the other; for vectors the numbers themselves. */
  readonly values: Float32Array;
  /** Smallest and largest of the whole value so far in this run: the scale never shrinks within a run. */
  readonly range: Range;
  /** Of the whole value now. */
  readonly histogram: Histogram;
  /** Batch normalization: of what came in. Null elsewhere. */
  readonly before: Histogram | null;
  /** Dropout: 1 where a value would be kept in this training step, as `values` is arranged. Null elsewhere. */
  readonly mask: Float32Array | null;
}
export interface WeightView {
  readonly node: string;
  readonly name: string;
  /** Of the whole weight; HWIO for convolution kernels. */
  readonly shape: readonly number[];
  /** Row-major; of a weight of more than 65,536 numbers the first filters (places on the last axis) that fit. */
  readonly values: Float32Array;
  readonly range: Range;
  readonly histogram: Histogram;
  readonly mean: number;
  readonly deviation: number;
}
export interface OutputView {
  readonly label: string;
  readonly values: readonly number[];
  /** Names of the classes where there is one number for each. */
  readonly classes: readonly string[];
  readonly best?: number;
}
/** Everything that is seen of one sample. */
export interface SampleView {
  readonly nodes: readonly NodeView[];
  readonly outputs: readonly OutputView[];
  /** Of the data, where it has one: a class number or a value. */
  readonly target: number | null;
}
export interface LiveFrame {
  /** Of the WatchRequest. */
  readonly watch: number;
  /** Id of the run, or null for a preview with initial weights. */
  readonly run: string | null;
  /** Steps done when it was seen. */
  readonly step: number;
  readonly samples: readonly SampleView[];
  readonly weights: readonly WeightView[];
  /** Frames a second over the last two, and the share of training time that watching took so far. */
  readonly rate: number;
  readonly share: number;
}

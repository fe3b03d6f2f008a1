/** What a file format is: of weights alone or of whole networks, and what passes through it. */
import type { Project } from '../graph/document/schema.ts';
import type { InferredNetwork } from '../graph/infer/types.ts';
import type { Shape } from '../ir/types.ts';
import type { ByteSource } from '../platform.ts';

/** Element types by their safetensors names; other formats map theirs to these. */
export type ElementType =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U64'
  | 'U32'
  | 'U16'
  | 'U8'
  | 'BOOL';

/** One tensor as a file holds it. */
export interface StoredTensor {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** Little-endian, row-major; a view of the file. */
  readonly bytes: Uint8Array;
  /** The elements as f32, each rounded once; made anew at each access. */
  readonly values: Float32Array;
}
export interface WeightsFile {
  /** In the file's order. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}
/** One tensor to write; `data` has one element for each of `shape`. */
export type TensorToWrite = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly dtype: 'F32'; readonly data: Float32Array }
  | { readonly dtype: 'F64'; readonly data: Float64Array }
  | { readonly dtype: 'I32'; readonly data: Int32Array }
  | { readonly dtype: 'U8'; readonly data: Uint8Array }
);

/** A network to write: all that predicting needs, without optimizer and losses. */
export interface ModelToWrite {
  /** Without blocking issues. */
  readonly network: InferredNetwork;
  /** Weights and running statistics by exported name, in our order. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
  /** For people and programs that use the model: classes, what the data went through. */
  readonly metadata: ReadonlyMap<string, string>;
}
export interface ModelOptions {
  /** Of the file, with its extension; files beside it are named after it. */
  readonly name: string;
  /** How pictures come in and go out; inside, the format decides. */
  readonly layout: 'nchw' | 'nhwc';
  /** Whether batch normalizations disappear into the layers before them. */
  readonly foldBatchNorm: boolean;
  /** Of weights and computation; inputs and outputs are f32 in any case. */
  readonly precision: 'f32' | 'f16';
  /** Samples at once: any number, or this one. */
  readonly batch: 'dynamic' | number;
  /** Bytes of weights from which they get a file of their own. */
  readonly externalAbove: number;
}
/** A file to write, in pieces that are made as they are asked for. */
export interface FilePart {
  /** Behind the model's file name; empty for the model itself. */
  readonly suffix: string;
  readonly length: number;
  pieces(): Iterable<Uint8Array>;
}
/** A value at the model's boundary. */
export interface BoundaryValue {
  readonly node: string;
  /** In the file. */
  readonly name: string;
  /** Of the data, for inputs that take one. */
  readonly field: string | null;
  /** Of one sample, in our order. */
  readonly shape: Shape;
  /** The file wants or gives [channels, height, width]. */
  readonly channelsFirst: boolean;
}
export interface WrittenModel {
  /** The model first. */
  readonly files: readonly FilePart[];
  readonly inputs: readonly BoundaryValue[];
  readonly outputs: readonly BoundaryValue[];
}

/**
 * Opens a file that a model names as lying beside it. The name is relative and has no `..`; the host must still refuse what
 * leads out of the folder, such as a link. The reader closes it.
 */
export type OpenBeside = (location: string) => Promise<ByteSource>;

/** What a model became: a network to go on with, and its weights. */
export interface ImportedModel {
  /** Without data, losses and places on the canvas. */
  readonly project: Project;
  /** By exported name, `<label>/<weight>`. */
  readonly weights: readonly (TensorToWrite & { readonly dtype: 'F32' })[];
  readonly inputs: readonly ImportedBoundary[];
  readonly outputs: readonly ImportedBoundary[];
  readonly operators: readonly OperatorSummary[];
  /** The program that wrote the file, as it calls itself. */
  readonly producer: string;
  /** Of the operators. */
  readonly version: number;
}
export interface ImportedBoundary {
  readonly node: string;
  /** In the file. */
  readonly name: string;
  /** For each of our dimensions, the batch first, the dimension of the file that it is; null where they do not match. */
  readonly dimensions: readonly number[] | null;
}
/** What became of all operators of one type. */
export interface OperatorSummary {
  readonly operator: string;
  readonly count: number;
  /** Those that no layer stands for. */
  readonly placeholders: number;
  /** Types of the nodes that they became; none where they only arrange values or are constants. */
  readonly layers: readonly string[];
}

/** A file format; formats of other kinds of content come beside it with optional members of their own. */
export interface FormatDefinition {
  readonly type: string;
  readonly name: { readonly en: string; readonly zh: string };
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Whether a file of this name with these first bytes (at least 16, where it has them) is of this format. */
  match(start: Uint8Array, name: string): boolean;
  /** `place` names the file in errors. */
  read?(bytes: Uint8Array, place: string): WeightsFile;
  write?(
    tensors: readonly TensorToWrite[],
    metadata?: ReadonlyMap<string, string>,
  ): Uint8Array<ArrayBuffer>;
  /** A network with its weights; `place` names the file in errors, `openBeside` is null where there is no folder. */
  readModel?(
    bytes: Uint8Array,
    place: string,
    openBeside: OpenBeside | null,
  ): Promise<ImportedModel>;
  /** Whole networks with their weights. */
  writeModel?(model: ModelToWrite, options: ModelOptions): WrittenModel;
}

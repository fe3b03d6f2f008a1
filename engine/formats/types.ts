/** What a format of weights is, and the tensors that pass through it. */

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
}

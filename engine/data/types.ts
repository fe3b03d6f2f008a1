/** What every dataset, built in or from files, gives to the rest of the engine. */
import type { DType, Shape } from '../ir/types.ts';
import type { DataNote } from './notes.ts';

/** One column of the data: what a sample has under this name. */
export interface Field {
  readonly name: string;
  /** As delivered to the network: f32 for pictures and features, i32 for class numbers. */
  readonly dtype: Extract<DType, 'f32' | 'i32'>;
  /** Of one sample, without the batch axis; [] is a scalar. Pictures are [height, width, channels] in [0, 1]. */
  readonly shape: Shape;
  readonly role: 'feature' | 'target';
  /** Names of the classes, for a class-number field. */
  readonly classes?: readonly string[];
  /** Names along the last axis, for a vector made of columns. */
  readonly columns?: readonly string[];
}
/** What became of a feature before the network sees it, for people who feed the network elsewhere. */
export type FieldPreparation =
  /** Bytes 0 … 255, divided; of another size than the field's, first brought to it by averaging areas. */
  | { readonly kind: 'pictures'; readonly divideBy: 255 }
  /** In the order of the field's columns. */
  | { readonly kind: 'columns'; readonly columns: readonly ColumnPreparation[] };
export type ColumnPreparation =
  /** (value − subtract) · multiply, with `missing` in place of a value that is not there. */
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly missing: number;
      readonly subtract: number;
      readonly multiply: number;
    }
  /** A number for each category: 1 for the one it is, else 0. */
  | { readonly kind: 'category'; readonly name: string; readonly categories: readonly string[] };

/** A part of a dataset, as the files provide it. */
export interface Part {
  readonly size: number;
  /**
   * Writes samples `indices[0…]` of one field, one after the other, into `out`. Bounded memory: may decode on
   * demand; calls for neighbouring indices are cheap. Throws NetloomError with the file and row or offset.
   */
  read(field: string, indices: Uint32Array, out: Float32Array | Int32Array): Promise<void>;
}
export interface Dataset {
  /** As a person would name it. */
  readonly name: string;
  readonly fields: readonly Field[];
  readonly train: Part;
  /** Where the source comes with its own held-out part. */
  readonly test?: Part;
  /** SHA-256 over what defines the samples (of the files' bytes, or of generator, version, and seed). */
  readonly fingerprint: string;
  /** What the reader had to decide (missing values, ignored columns). */
  readonly notes: readonly DataNote[];
  /** Whose options the source takes; left out where there are none beyond those of built-in sets. */
  readonly reader?: 'table' | 'arrays' | 'pictures';
  /** Names of all columns of a table, those that are left out too. */
  readonly columns?: readonly string[];
  /**
   * Learns statistics (normalization, fill values) from these training samples only; called once after the split
   * and before the first read. Reading the same indices later gives the same values.
   */
  fit(trainingIndices: Uint32Array): Promise<void>;
  /** By field, once it has been fitted; fields whose values are as they were in the file are left out. */
  preparation?(): Readonly<Record<string, FieldPreparation>>;
  close(): Promise<void>;
}

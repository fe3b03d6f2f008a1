/**
 * Messages of an ONNX file as plain data in, its bytes in pieces out.
 *
 * Large byte strings (the weights) are not copied: they are pieces by themselves, so that a file is written piece by piece.
 * The same message always gives the same bytes: fields go out by number.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { NetloomError } from '../../util/errors.ts';
import type { ModelProto } from './proto.ts';
import { type Field, type MessageTable, modelTable } from './protoFields.ts';

/** A message to write, with repeated fields left out where they are empty. */
export type Draft<T> = {
  readonly [K in keyof T]?: T[K] extends infer V ? DraftValue<V> : never;
};
type DraftValue<V> = V extends string | number | Uint8Array | Float32Array | Float64Array
  ? V
  : V extends readonly (infer M)[]
    ? readonly DraftValue<M>[]
    : V extends object
      ? Draft<V>
      : V;

export interface Encoded {
  readonly pieces: readonly Uint8Array[];
  /** Bytes of all pieces together. */
  readonly length: number;
}

/** Byte strings from this size on are pieces of their own. */
const PIECE_BYTES = 4096;
/** protobuf.dev/programming-guides/proto-limits: no message is longer. */
export const LONGEST_MESSAGE = 2 ** 31 - 1;

/** A whole file; throws 'onnx-too-large' above 2 GiB, which is what external data are for. */
export function encodeModel(model: Draft<ModelProto>): Encoded {
  return encodeMessage(modelTable, model);
}

/** One message of any kind that `protoFields.ts` knows. */
export function encodeMessage<T>(table: MessageTable<T>, message: Draft<T>): Encoded {
  const pieces = new Pieces();
  for (const field of table.fields) {
    const value = (message as Readonly<Record<string, unknown>>)[field.name];
    if (value !== undefined) writeField(pieces, field, value);
  }
  return pieces.finish();
}

/** A writer for small things between pieces that are taken as they are. */
class Pieces {
  readonly writer = new BinaryWriter();
  private readonly done: Uint8Array[] = [];
  private length = 0;

  /** Behind what the writer holds. */
  take(pieces: readonly Uint8Array[]): void {
    this.flush();
    for (const piece of pieces) this.push(piece);
  }
  finish(): Encoded {
    this.flush();
    if (this.length > LONGEST_MESSAGE) {
      throw new NetloomError(
        'onnx-too-large',
        'An ONNX file holds at most 2 GiB: larger weights belong into a file beside it.',
      );
    }
    return { pieces: this.done, length: this.length };
  }
  private flush(): void {
    this.push(this.writer.finish());
  }
  private push(piece: Uint8Array): void {
    if (piece.length > 0) this.done.push(piece);
    this.length += piece.length;
  }
}

function writeField(pieces: Pieces, field: Field, value: unknown): void {
  const { number, kind } = field;
  const { writer } = pieces;
  switch (kind) {
    case 'int32':
      writer.tag(number, WireType.Varint).int32(value as number);
      return;
    case 'int64':
      writer.tag(number, WireType.Varint).int64(BigInt(value as number));
      return;
    case 'float':
      writer.tag(number, WireType.Bit32).float(value as number);
      return;
    case 'string':
      writer.tag(number, WireType.LengthDelimited).string(value as string);
      return;
    case 'bytes':
      writeBytes(pieces, number, [value as Uint8Array], (value as Uint8Array).length);
      return;
    case 'strings':
      for (const text of value as readonly string[])
        writer.tag(number, WireType.LengthDelimited).string(text);
      return;
    case 'byteStrings':
      for (const bytes of value as readonly Uint8Array[])
        writeBytes(pieces, number, [bytes], bytes.length);
      return;
    case 'message':
      writeMessage(pieces, field, value as Draft<unknown>);
      return;
    case 'messages':
      for (const item of value as readonly Draft<unknown>[]) writeMessage(pieces, field, item);
      return;
    case 'floats':
    case 'doubles': {
      const { buffer, byteOffset, byteLength } = value as Float32Array | Float64Array;
      // All hosts of the engine are little-endian, as WebAssembly's memory is.
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      if (byteLength > 0) writeBytes(pieces, number, [bytes], byteLength);
      return;
    }
    case 'int32s':
    case 'int64s':
    case 'uint64s':
      writeIntegers(writer, number, kind, value as readonly number[]);
      return;
    default:
      kind satisfies never;
  }
}

function writeMessage(pieces: Pieces, field: Field, message: Draft<unknown>): void {
  const inner = encodeMessage(field.of?.() as MessageTable<unknown>, message);
  writeBytes(pieces, field.number, inner.pieces, inner.length);
}

function writeBytes(
  pieces: Pieces,
  number: number,
  content: readonly Uint8Array[],
  length: number,
): void {
  const { writer } = pieces;
  writer.tag(number, WireType.LengthDelimited).uint32(length);
  if (length >= PIECE_BYTES) pieces.take(content);
  else for (const piece of content) writer.raw(piece);
}

function writeIntegers(
  writer: BinaryWriter,
  number: number,
  kind: 'int32s' | 'int64s' | 'uint64s',
  values: readonly number[],
): void {
  if (values.length === 0) return;
  writer.tag(number, WireType.LengthDelimited).fork();
  for (const value of values) {
    if (kind === 'int32s') writer.int32(value);
    else if (kind === 'int64s') writer.int64(BigInt(value));
    else writer.uint64(BigInt(value));
  }
  writer.join();
}

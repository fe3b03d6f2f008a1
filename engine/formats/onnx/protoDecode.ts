/**
 * Bytes of an ONNX file from strangers in, its messages as plain data out.
 *
 * Wire format: protobuf.dev/programming-guides/encoding. Tensors are views of the bytes. Nothing is allocated by a stated
 * size: every length is checked against the bytes that are there, and messages, which can be as short as two bytes, are counted.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { placeAt } from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';
import { GrowingFloats } from './growingFloats.ts';
import type { ModelProto } from './proto.ts';
import { type Field, type MessageTable, modelTable, type NumbersKind } from './protoFields.ts';

/** A graph inside an attribute is three messages deeper; ten such graphs in each other are more than anyone writes. */
const DEEPEST = 40;
/** Messages, names and byte strings of a file together; networks of 10,000 operators have some 200,000. */
const MOST_PARTS = 1_000_000;

/** A whole file; throws 'onnx-malformed' with the byte where it breaks. `place` names the file. */
export function decodeModel(bytes: Uint8Array, place: string): ModelProto {
  return decodeMessage(modelTable, bytes, place);
}

/** One message of any kind that `protoFields.ts` knows. */
export function decodeMessage<T>(table: MessageTable<T>, bytes: Uint8Array, place: string): T {
  const target = blank(table);
  new Decoder(place).fill(target, table, { bytes, offset: 0, path: '', depth: 0 });
  return target as T;
}

type Target = Record<string, unknown>;
/** Bytes of one message and where they lie in the file. */
interface Span {
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** Such as `graph.node[3]`. */
  readonly path: string;
  readonly depth: number;
}

const NO_ITEMS: readonly never[] = Object.freeze([]);
const NO_FLOATS = new Float32Array(0);
const NO_DOUBLES = new Float64Array(0);

/** Repeated fields empty, the others left out. */
function blank(table: MessageTable<unknown>): Target {
  const target: Target = {};
  for (const { name, kind } of table.fields) {
    if (kind === 'floats') target[name] = NO_FLOATS;
    else if (kind === 'doubles') target[name] = NO_DOUBLES;
    else if (kind.endsWith('s') && kind !== 'bytes') target[name] = NO_ITEMS;
  }
  return target;
}

class Decoder {
  private readonly file: string;
  private parts = 0;

  constructor(file: string) {
    this.file = file;
  }

  /** Into a target that may hold something: a message that comes in pieces is merged, as protobuf says. */
  fill(target: Target, table: MessageTable<unknown>, span: Span): void {
    if (span.depth > DEEPEST) throw this.malformed(span, 0, 'it is nested too deeply');
    const reader = new BinaryReader(span.bytes);
    const floats = new Map<string, GrowingFloats>();
    while (reader.pos < reader.len) {
      const start = reader.pos;
      const step = <T>(work: () => T): T => this.guarded(span, start, work);
      const [number, wire] = step(() => reader.tag());
      const field = table.byNumber.get(number);
      if (field === undefined) step(() => reader.skip(wire, number));
      else this.field(field, { reader, wire, start, span, target, floats, step });
    }
    for (const [name, values] of floats) target[name] = values.finish();
  }

  private field(field: Field, at: Cursor): void {
    const { reader, target, step } = at;
    const { name, kind } = field;
    switch (kind) {
      case 'int32':
        this.expect(at, field, WireType.Varint);
        target[name] = step(() => reader.int32());
        return;
      case 'int64':
        this.expect(at, field, WireType.Varint);
        target[name] = step(() => Number(reader.int64()));
        return;
      case 'float':
        this.expect(at, field, WireType.Bit32);
        target[name] = step(() => reader.float());
        return;
      case 'string':
        this.expect(at, field, WireType.LengthDelimited);
        target[name] = step(() => reader.string(true));
        return;
      case 'bytes':
        this.expect(at, field, WireType.LengthDelimited);
        target[name] = step(() => reader.bytes());
        return;
      case 'strings':
        this.expect(at, field, WireType.LengthDelimited);
        this.append(
          at,
          field,
          step(() => reader.string(true)),
        );
        return;
      case 'byteStrings':
        this.expect(at, field, WireType.LengthDelimited);
        this.append(
          at,
          field,
          step(() => reader.bytes()),
        );
        return;
      case 'message':
      case 'messages':
        this.expect(at, field, WireType.LengthDelimited);
        this.message(field, at);
        return;
      case 'floats':
      case 'doubles':
      case 'int32s':
      case 'int64s':
      case 'uint64s':
        this.numbers(field, kind, at);
        return;
      default:
        kind satisfies never;
    }
  }

  private message(field: Field, at: Cursor): void {
    const { reader, span, target, step } = at;
    const table = field.of?.() as MessageTable<unknown>;
    const bytes = step(() => reader.bytes());
    const known = target[field.name];
    const index = field.kind === 'messages' ? `[${(known as readonly unknown[]).length}]` : '';
    const inner: Span = {
      bytes,
      offset: span.offset + reader.pos - bytes.length,
      path: `${span.path === '' ? '' : `${span.path}.`}${field.name}${index}`,
      depth: span.depth + 1,
    };
    if (field.kind === 'message' && known !== undefined) {
      this.fill(known as Target, table, inner);
      return;
    }
    const made = blank(table);
    if (field.kind === 'messages') this.append(at, field, made);
    else target[field.name] = made;
    this.fill(made, table, inner);
  }

  /** Packed into one piece of bytes, or one after the other. */
  private numbers(field: Field, kind: NumbersKind, at: Cursor): void {
    const { reader, wire, step, target, floats } = at;
    if (wire === WireType.LengthDelimited) {
      const bytes = step(() => reader.bytes());
      if (kind === 'floats' || kind === 'doubles') {
        const values = floatsOf(floats, field.name, kind);
        if (bytes.length % values.elementBytes !== 0)
          throw this.malformed(at.span, at.start, `${field.name} holds half a number`);
        values.append(bytes);
        return;
      }
      const packed = new BinaryReader(bytes);
      const items = itemsOf(target, field.name);
      step(() => {
        while (packed.pos < packed.len) items.push(integer(packed, kind));
      });
      return;
    }
    if (kind === 'floats' || kind === 'doubles') {
      this.expect(at, field, kind === 'floats' ? WireType.Bit32 : WireType.Bit64);
      const value = step(() => (kind === 'floats' ? reader.float() : reader.double()));
      floatsOf(floats, field.name, kind).push(value);
      return;
    }
    this.expect(at, field, WireType.Varint);
    itemsOf(target, field.name).push(step(() => integer(reader, kind)));
  }

  private append({ target, span, start }: Cursor, { name }: Field, item: unknown): void {
    if (++this.parts > MOST_PARTS) {
      throw this.malformed(span, start, `it has more than ${MOST_PARTS} parts`);
    }
    itemsOf(target, name).push(item);
  }

  private expect({ wire, span, start }: Cursor, { name }: Field, wanted: WireType): void {
    if (wire !== wanted) throw this.malformed(span, start, `${name} has another type there`);
  }

  /** What the wire reader throws, as our error at the field under way. */
  private guarded<T>(span: Span, start: number, work: () => T): T {
    try {
      return work();
    } catch {
      throw this.malformed(span, start, 'it breaks off or is garbled');
    }
  }

  private malformed({ path, offset }: Span, start: number, reason: string): NetloomError {
    const inside = path === '' ? '' : ` in ${path}`;
    return new NetloomError(
      'onnx-malformed',
      `${this.file} is not a sound ONNX file: ${reason}${inside}.`,
      placeAt(this.file, offset + start),
    );
  }
}

/** A reader that stands behind a tag, and where its field goes. */
interface Cursor {
  readonly reader: BinaryReader;
  readonly wire: WireType;
  /** Of the tag, in `span`. */
  readonly start: number;
  readonly span: Span;
  readonly target: Target;
  readonly floats: Map<string, GrowingFloats>;
  step<T>(work: () => T): T;
}

function integer(reader: BinaryReader, kind: 'int32s' | 'int64s' | 'uint64s'): number {
  if (kind === 'int32s') return reader.int32();
  return Number(kind === 'int64s' ? reader.int64() : reader.uint64());
}

/** The list of a repeated field, made when its first item comes. */
function itemsOf(target: Target, name: string): unknown[] {
  if (target[name] === NO_ITEMS) target[name] = [];
  return target[name] as unknown[];
}

function floatsOf(
  known: Map<string, GrowingFloats>,
  name: string,
  kind: 'floats' | 'doubles',
): GrowingFloats {
  const values = known.get(name) ?? new GrowingFloats(kind);
  known.set(name, values);
  return values;
}

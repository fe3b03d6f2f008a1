/** The messages of `proto.ts` as tables of field numbers and kinds, which both decoder and encoder follow. */
import type {
  AttributeProto,
  DimensionProto,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  StringStringEntryProto,
  TensorProto,
  TensorShapeProto,
  TensorTypeProto,
  TypeProto,
  ValueInfoProto,
} from './proto.ts';

export type ScalarKind = 'int32' | 'int64' | 'float' | 'string' | 'bytes';
/** Repeated numbers are packed when they are written, and read either way. */
export type NumbersKind = 'int32s' | 'int64s' | 'uint64s' | 'floats' | 'doubles';
export type RepeatedKind = NumbersKind | 'strings' | 'byteStrings' | 'messages';
export type FieldKind = ScalarKind | RepeatedKind | 'message';

/** A field: its number on the wire, its kind, and the table of the messages in it. */
export interface Field {
  readonly number: number;
  readonly name: string;
  readonly kind: FieldKind;
  /** A function, because messages contain each other. */
  readonly of?: () => MessageTable<unknown>;
}
/** `T` is what the decoder makes of such a message. */
export interface MessageTable<T> {
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
  /** Never there; it ties the table to its type. */
  readonly type?: T;
}

/** The entries that a value of this type can have: [number, kind] or [number, kind, table]. */
type EntryOf<V> = V extends string
  ? readonly [number, 'string']
  : V extends number
    ? readonly [number, 'int32' | 'int64' | 'float']
    : V extends Uint8Array
      ? readonly [number, 'bytes']
      : V extends Float32Array
        ? readonly [number, 'floats']
        : V extends Float64Array
          ? readonly [number, 'doubles']
          : V extends readonly number[]
            ? readonly [number, 'int32s' | 'int64s' | 'uint64s']
            : V extends readonly string[]
              ? readonly [number, 'strings']
              : V extends readonly Uint8Array[]
                ? readonly [number, 'byteStrings']
                : V extends readonly (infer M)[]
                  ? readonly [number, 'messages', () => MessageTable<M>]
                  : readonly [number, 'message', () => MessageTable<V>];
type Entries<T> = { readonly [K in keyof Required<T>]: EntryOf<NonNullable<T[K]>> };
type AnyEntry = readonly [number, FieldKind, (() => MessageTable<unknown>)?];

function message<T>(entries: Entries<T>): MessageTable<T> {
  const fields = Object.entries<AnyEntry>(entries as Record<string, AnyEntry>)
    .map(([name, [number, kind, of]]) => ({ number, name, kind, ...(of && { of }) }))
    .sort((a, b) => a.number - b.number);
  return { fields, byNumber: new Map(fields.map((field) => [field.number, field])) };
}

export const modelTable: MessageTable<ModelProto> = message<ModelProto>({
  irVersion: [1, 'int64'],
  producerName: [2, 'string'],
  producerVersion: [3, 'string'],
  domain: [4, 'string'],
  modelVersion: [5, 'int64'],
  docString: [6, 'string'],
  graph: [7, 'message', () => graphTable],
  opsetImport: [8, 'messages', () => operatorSetTable],
  metadataProps: [14, 'messages', () => entryTable],
  functions: [25, 'messages', () => functionTable],
});
const operatorSetTable = message<OperatorSetIdProto>({
  domain: [1, 'string'],
  version: [2, 'int64'],
});
const entryTable = message<StringStringEntryProto>({ key: [1, 'string'], value: [2, 'string'] });
const graphTable: MessageTable<GraphProto> = message<GraphProto>({
  node: [1, 'messages', () => nodeTable],
  name: [2, 'string'],
  initializer: [5, 'messages', () => tensorTable],
  docString: [10, 'string'],
  input: [11, 'messages', () => valueInfoTable],
  output: [12, 'messages', () => valueInfoTable],
  valueInfo: [13, 'messages', () => valueInfoTable],
});
const nodeTable: MessageTable<NodeProto> = message<NodeProto>({
  input: [1, 'strings'],
  output: [2, 'strings'],
  name: [3, 'string'],
  opType: [4, 'string'],
  attribute: [5, 'messages', () => attributeTable],
  docString: [6, 'string'],
  domain: [7, 'string'],
});
const attributeTable: MessageTable<AttributeProto> = message<AttributeProto>({
  name: [1, 'string'],
  f: [2, 'float'],
  i: [3, 'int64'],
  s: [4, 'bytes'],
  t: [5, 'message', () => tensorTable],
  g: [6, 'message', () => graphTable],
  floats: [7, 'floats'],
  ints: [8, 'int64s'],
  strings: [9, 'byteStrings'],
  tensors: [10, 'messages', () => tensorTable],
  graphs: [11, 'messages', () => graphTable],
  docString: [13, 'string'],
  type: [20, 'int32'],
  refAttrName: [21, 'string'],
});
export const tensorTable: MessageTable<TensorProto> = message<TensorProto>({
  dims: [1, 'int64s'],
  dataType: [2, 'int32'],
  floatData: [4, 'floats'],
  int32Data: [5, 'int32s'],
  stringData: [6, 'byteStrings'],
  int64Data: [7, 'int64s'],
  name: [8, 'string'],
  rawData: [9, 'bytes'],
  doubleData: [10, 'doubles'],
  uint64Data: [11, 'uint64s'],
  externalData: [13, 'messages', () => entryTable],
  dataLocation: [14, 'int32'],
});
const valueInfoTable = message<ValueInfoProto>({
  name: [1, 'string'],
  type: [2, 'message', () => typeTable],
});
const typeTable = message<TypeProto>({ tensorType: [1, 'message', () => tensorTypeTable] });
const tensorTypeTable = message<TensorTypeProto>({
  elemType: [1, 'int32'],
  shape: [2, 'message', () => shapeTable],
});
const shapeTable = message<TensorShapeProto>({ dim: [1, 'messages', () => dimensionTable] });
const dimensionTable = message<DimensionProto>({
  dimValue: [1, 'int64'],
  dimParam: [2, 'string'],
});
const functionTable = message<FunctionProto>({ name: [1, 'string'], domain: [10, 'string'] });

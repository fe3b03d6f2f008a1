/**
 * The messages of an ONNX file as plain data: what the decoder gives and the encoder takes.
 *
 * Names and numbers follow the ONNX specification (github.com/onnx/onnx, onnx/onnx.proto, IR version 10); of each message
 * only what Netloom reads or writes is here. A field that is left out of a file is `undefined`; a repeated one is empty.
 * 64-bit integers are numbers: beyond 2⁵³ the nearest one.
 */

export interface ModelProto {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly domain?: string;
  readonly modelVersion?: number;
  readonly docString?: string;
  readonly graph?: GraphProto;
  readonly opsetImport: readonly OperatorSetIdProto[];
  readonly metadataProps: readonly StringStringEntryProto[];
  /** Operators defined in the file itself. */
  readonly functions: readonly FunctionProto[];
}
export interface OperatorSetIdProto {
  /** Empty or left out: ONNX's own operators. */
  readonly domain?: string;
  readonly version?: number;
}
export interface StringStringEntryProto {
  readonly key?: string;
  readonly value?: string;
}
export interface GraphProto {
  /** In an order in which each value is made before it is used. */
  readonly node: readonly NodeProto[];
  readonly name?: string;
  readonly initializer: readonly TensorProto[];
  readonly docString?: string;
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
  readonly valueInfo: readonly ValueInfoProto[];
}
export interface NodeProto {
  /** Names of values; an empty one is an optional input that is left out. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attribute: readonly AttributeProto[];
  readonly docString?: string;
  readonly domain?: string;
}
export interface AttributeProto {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  /** UTF-8 by convention. */
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphProto;
  readonly floats: Float32Array;
  readonly ints: readonly number[];
  readonly strings: readonly Uint8Array[];
  readonly tensors: readonly TensorProto[];
  readonly graphs: readonly GraphProto[];
  readonly docString?: string;
  /** One of `attributeType`; old files leave it out. */
  readonly type?: number;
  readonly refAttrName?: string;
}
export interface TensorProto {
  readonly dims: readonly number[];
  /** One of `dataType`. */
  readonly dataType?: number;
  readonly floatData: Float32Array;
  /** Also int8, uint8, int16, uint16, bool, and the bits of float16 and bfloat16. */
  readonly int32Data: readonly number[];
  readonly stringData: readonly Uint8Array[];
  readonly int64Data: readonly number[];
  readonly name?: string;
  /** Little-endian, row-major; when decoded a view of the file. */
  readonly rawData?: Uint8Array;
  readonly doubleData: Float64Array;
  /** Also uint32. */
  readonly uint64Data: readonly number[];
  /** `location`, `offset`, `length`, `checksum` of a file beside this one. */
  readonly externalData: readonly StringStringEntryProto[];
  /** One of `dataLocation`. */
  readonly dataLocation?: number;
}
export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: TypeProto;
}
export interface TypeProto {
  readonly tensorType?: TensorTypeProto;
}
export interface TensorTypeProto {
  /** One of `dataType`. */
  readonly elemType?: number;
  readonly shape?: TensorShapeProto;
}
export interface TensorShapeProto {
  readonly dim: readonly DimensionProto[];
}
export interface DimensionProto {
  readonly dimValue?: number;
  /** A size that is only known when the model runs. */
  readonly dimParam?: string;
}
export interface FunctionProto {
  readonly name?: string;
  readonly domain?: string;
}

/** AttributeProto.AttributeType. */
export const attributeType = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
} as const;

/** TensorProto.DataType. */
export const dataType = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
} as const;

/** TensorProto.DataLocation. */
export const dataLocation = { inside: 0, external: 1 } as const;

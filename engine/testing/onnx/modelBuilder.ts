/** Operators, constants and shapes in a few words in; the bytes of an ONNX file out. */
import {
  type AttributeProto,
  attributeType,
  dataType,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../formats/onnx/proto.ts';
import { type Draft, encodeModel } from '../../formats/onnx/protoEncode.ts';
import { bytesOf } from '../fileCases.ts';

type Setting = number | string | readonly number[] | { readonly float: number };
/** [type, inputs, outputs, settings]; names apart by spaces, `-` is an input that is left out. */
export type OperatorSketch = readonly [
  type: string,
  inputs: string,
  outputs: string,
  settings?: Readonly<Record<string, Setting>>,
];
export interface ModelSketch {
  readonly operators: readonly OperatorSketch[];
  /** Shapes with the batch first; a text is a size that is open. */
  readonly inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs?: readonly string[];
  readonly constants?: Readonly<Record<string, Draft<TensorProto>>>;
  readonly opset?: number;
  /** Instead of or beside what follows from the rest. */
  readonly more?: Draft<ModelProto>;
}

/** Numbers 1/8, 2/8, … in an order that no two axes share, or those given. */
export function floats(dims: readonly number[], values?: readonly number[]): Draft<TensorProto> {
  const length = dims.reduce((a, b) => a * b, 1);
  const data = values ?? Array.from({ length }, (_, i) => (((i * 7) % 23) - 11) / 8);
  return { dims, dataType: dataType.float, floatData: Float32Array.from(data) };
}
export const integers = (...values: readonly number[]): Draft<TensorProto> => ({
  dims: [values.length],
  dataType: dataType.int64,
  int64Data: values,
});
export const integer = (value: number): Draft<TensorProto> => ({
  dims: [],
  dataType: dataType.int64,
  int64Data: [value],
});

/** One input `x` of pictures [batch, 2, 6, 5] and one output `y` unless said otherwise. */
export function model(sketch: ModelSketch): Uint8Array {
  const { operators, inputs = { x: ['batch', 2, 6, 5] }, outputs = ['y'], opset = 17 } = sketch;
  const names = (text: string) => text.split(' ').filter((name) => name !== '');
  const node = operators.map(
    ([opType, taken, given, settings = {}]): Draft<NodeProto> => ({
      opType,
      input: names(taken).map((name) => (name === '-' ? '' : name)),
      output: names(given),
      attribute: Object.entries(settings).map(([name, value]) => attribute(name, value)),
    }),
  );
  const initializer = Object.entries(sketch.constants ?? {}).map(([name, tensor]) => ({
    ...tensor,
    name,
  }));
  const input = Object.entries(inputs).map(([name, shape]) => valueInfo(name, shape));
  const output = outputs.map((name) => ({ name }));
  return bytesOf(
    ...encodeModel({
      irVersion: 8,
      producerName: 'sketch',
      opsetImport: [{ version: opset }],
      graph: { name: 'g', node, initializer, input, output },
      ...sketch.more,
    }).pieces,
  );
}

function attribute(name: string, value: Setting): Draft<AttributeProto> {
  if (typeof value === 'number') return { name, i: value, type: attributeType.int };
  if (typeof value === 'string')
    return { name, s: new TextEncoder().encode(value), type: attributeType.string };
  if ('float' in value) return { name, f: value.float, type: attributeType.float };
  return { name, ints: value, type: attributeType.ints };
}
export function valueInfo(
  name: string,
  shape: readonly (number | string)[],
): Draft<ValueInfoProto> {
  const dim = shape.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: dataType.float, shape: { dim } } } };
}

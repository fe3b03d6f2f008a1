/** A built graph in; the model's message and, where they are too much for one file, its weights beside it out. */
import { invariant, NetloomError } from '../../../util/errors.ts';
import { numberToHalf } from '../../elements.ts';
import type { FilePart, ModelOptions } from '../../types.ts';
import {
  type DimensionProto,
  dataLocation,
  dataType,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../proto.ts';
import { type Draft, encodeModel } from '../protoEncode.ts';
import { dimsOf, type Initializer, type OnnxGraph, type Value } from './graph.ts';
import { Names } from './names.ts';

/** The newest operators that are in nearly every runtime of today, and the IR version of their time. */
const OPSET = 17;
const IR_VERSION = 8;
/** Smaller tensors stay in the model, so that runtimes can look at shapes without the second file. */
const SMALLEST_OUTSIDE = 1024;
/** The ONNX specification asks for multiples of a page, so that tensors can be mapped into memory. */
const PAGE = 4096;
const INFINITE_HALF = 0x7c00;

export interface ModelHead {
  readonly graphName: string;
  /** Sorted by key when written. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The files of the model, itself first. Throws 'onnx-too-large', 'weights-too-large-for-f16'. */
export function modelFiles(
  graph: OnnxGraph,
  head: ModelHead,
  options: ModelOptions,
): readonly FilePart[] {
  const names = nameAll(graph);
  const tensors = [...graph.initializers.values()];
  const total = tensors.reduce((sum, tensor) => sum + bytesOf(graph, tensor), 0);
  const outside = total > options.externalAbove ? new Outside(options.name) : null;
  const initializer = tensors.map((tensor): Draft<TensorProto> => {
    const described = {
      name: names.of(tensor),
      dims: tensor.dims,
      dataType: tensor.type === 'i64' ? dataType.int64 : graph.floatType,
    };
    const length = bytesOf(graph, tensor);
    const make = () => elementsOf(graph, tensor);
    if (!outside || length < SMALLEST_OUTSIDE) return { ...described, rawData: make() };
    return { ...described, ...outside.add(length, make) };
  });
  const encoded = encodeModel({
    irVersion: IR_VERSION,
    producerName: 'Netloom',
    opsetImport: [{ version: OPSET }],
    metadataProps: [...head.metadata, ...layoutOf(graph, options)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
    graph: {
      name: head.graphName,
      node: operatorsOf(graph, names),
      initializer,
      input: graph.inputs.map((value) => valueInfo(value, names, options)),
      output: graph.outputs.map(({ value }) => valueInfo(value, names, options)),
      valueInfo: graph.operators
        .map(({ output }) => output)
        .filter((value) => graph.outputs.every((given) => given.value !== value))
        .map((value) => valueInfo(value, names, options)),
    },
  });
  const model = { suffix: '', length: encoded.length, pieces: () => encoded.pieces };
  return outside ? [model, outside.file()] : [model];
}

/** Says how values of several dimensions come in and go out, which their sizes alone do not tell. */
function layoutOf(
  { inputs, outputs }: OnnxGraph,
  { layout }: ModelOptions,
): readonly (readonly [string, string])[] {
  const boundary = [...inputs, ...outputs.map(({ value }) => value)];
  return boundary.some(({ shape }) => shape.length > 2) ? [['layout', JSON.stringify(layout)]] : [];
}

type Naming = { of(thing: Value | Initializer): string };

function nameAll({ names, inputs, outputs, operators, initializers }: OnnxGraph): Naming {
  const known = new Map<Value | Initializer, string>([
    ...inputs.map((value) => [value, value.name] as const),
    ...outputs.map(({ value, name }) => [value, name] as const),
  ]);
  for (const thing of [...operators.map(({ output }) => output), ...initializers.values()])
    if (!known.has(thing)) known.set(thing, names.unique(thing.name));
  return {
    of: (thing) => {
      const found = known.get(thing);
      invariant(found !== undefined, `${thing.name} has a name`);
      return found;
    },
  };
}

function operatorsOf(graph: OnnxGraph, names: Naming): readonly Draft<NodeProto>[] {
  const operatorNames = new Names();
  return graph.operators.map(({ type, name, inputs, output, attributes }) => ({
    name: operatorNames.unique(name),
    opType: type,
    input: inputs.map((thing) => names.of(thing)),
    output: [names.of(output)],
    ...(attributes.length > 0 && { attribute: attributes }),
  }));
}

function valueInfo(value: Value, names: Naming, { batch }: ModelOptions): Draft<ValueInfoProto> {
  const [, ...sizes] = dimsOf(value);
  const first: Draft<DimensionProto> =
    batch === 'dynamic' ? { dimParam: 'batch' } : { dimValue: batch };
  const dim = [first, ...sizes.map((dimValue) => ({ dimValue }))];
  return {
    name: names.of(value),
    type: { tensorType: { elemType: value.elementType, shape: { dim } } },
  };
}

function bytesOf({ floatType }: OnnxGraph, { dims, type }: Initializer): number {
  const count = dims.reduce((a, b) => a * b, 1);
  if (type === 'i64') return count * 8;
  return count * (floatType === dataType.float16 ? 2 : 4);
}

/** As the file holds them; all hosts of the engine are little-endian, as WebAssembly's memory is. */
function elementsOf({ floatType }: OnnxGraph, tensor: Initializer): Uint8Array {
  const values = tensor.make();
  const stored =
    values instanceof Float32Array && floatType === dataType.float16
      ? halves(values, tensor.name)
      : values;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}
function halves(values: Float32Array, name: string): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const value = values[i] as number;
    const bits = numberToHalf(value);
    if ((bits & 0x7fff) === INFINITE_HALF && Number.isFinite(value)) throw tooLarge(value, name);
    out[i] = bits;
  }
  return out;
}
function tooLarge(value: number, name: string): NetloomError {
  return new NetloomError(
    'weights-too-large-for-f16',
    `The weights "${name}" hold ${value}, which is too large for half precision.`,
    name,
  );
}

/** The file beside the model, `<name>.data`; tensors are made when it is written. */
class Outside {
  private readonly location: string;
  private readonly tensors: { readonly length: number; make(): Uint8Array }[] = [];
  private length = 0;

  constructor(name: string) {
    this.location = `${name}.data`;
  }

  add(length: number, make: () => Uint8Array): Draft<TensorProto> {
    const offset = this.length;
    this.tensors.push({ length, make });
    this.length += padded(length);
    return {
      dataLocation: dataLocation.external,
      externalData: [
        { key: 'location', value: this.location },
        { key: 'offset', value: String(offset) },
        { key: 'length', value: String(length) },
      ],
    };
  }
  file(): FilePart {
    const { tensors } = this;
    return {
      suffix: '.data',
      length: this.length,
      pieces: function* () {
        for (const { length, make } of tensors) {
          yield make();
          if (padded(length) > length) yield new Uint8Array(padded(length) - length);
        }
      },
    };
  }
}
const padded = (length: number): number => Math.ceil(length / PAGE) * PAGE;

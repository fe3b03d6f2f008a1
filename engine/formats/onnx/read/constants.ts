/** Operators on constants alone in, constants out: what exporters leave of sizes that they compute, and moved weights. */
import type { Call } from './call.ts';
import { slice } from './slice.ts';
import { transposed } from './transposed.ts';
import {
  type Constant,
  countOf,
  type Extent,
  extentsOf,
  floatsOf,
  integersOf,
  Unsupported,
} from './values.ts';

type Elements = NonNullable<Constant['elements']>;
/** Lists that are made by joining and repeating are sizes; this many are no sizes any more. */
const MOST_MADE = 2 ** 16;

/** The operator's result where all that it takes is constant; null for operators that are not folded. */
export function fold(call: Call, inputs: readonly Constant[]): Constant | null {
  const [first] = inputs;
  const { type } = call.operator;
  if (type === 'Constant') return constantOf(call);
  if (!first) return null;
  switch (type) {
    case 'Identity':
    case 'Dropout':
      return first;
    case 'Cast':
      return cast(call, first);
    case 'ConstantOfShape':
      return filled(call, first);
    case 'Shape':
      return list([...first.shape]);
    case 'Gather':
      return gather(call, inputs);
    case 'Slice':
      return slice(call, first);
    case 'Concat':
      return concat(inputs);
    case 'Squeeze':
    case 'Unsqueeze':
    case 'Reshape':
      return reshape(call, first, inputs[1]);
    case 'Transpose': {
      const rank = first.shape.length;
      const order = call.attributes.ints('perm') ?? first.shape.map((_, i) => rank - 1 - i);
      if (
        new Set(order.map((axis) => call.axis(axis, rank))).size !== rank ||
        order.length !== rank
      )
        throw call.malformed(`${call.who} names axes twice`);
      call.network.spend(countOf(first.shape));
      return transposed(first, order);
    }
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
      return arithmetic(call, type, inputs);
    case 'Neg':
    case 'Sqrt':
    case 'Floor':
    case 'Ceil':
      return mapped(call, first, unary[type]);
    default:
      return null;
  }
}
const unary = { Neg: (x: number) => -x, Sqrt: Math.sqrt, Floor: Math.floor, Ceil: Math.ceil };
const list = (elements: readonly Extent[]): Constant => ({
  kind: 'constant',
  shape: [elements.length],
  elements,
});

function constantOf(call: Call): Constant {
  const { attributes } = call;
  const tensor = attributes.tensor('value');
  if (tensor) return call.readTensor(tensor);
  const floats = attributes.floats('value_floats');
  if (floats) return { kind: 'constant', shape: [floats.length], elements: floats };
  const ints = attributes.ints('value_ints');
  if (ints) return list(ints);
  if (attributes.has('value_float'))
    return {
      kind: 'constant',
      shape: [],
      elements: Float32Array.of(attributes.float('value_float', 0)),
    };
  if (attributes.has('value_int'))
    return { kind: 'constant', shape: [], elements: [attributes.int('value_int', 0)] };
  return { kind: 'constant', shape: [], elements: null };
}

/** Numbers of ONNX's TensorProto.DataType. */
const floatTypes: ReadonlySet<number> = new Set([1, 10, 11, 16]);
function cast(call: Call, value: Constant): Constant {
  const toFloat = floatTypes.has(call.attributes.int('to', 1));
  if (value.elements === null || toFloat === value.elements instanceof Float32Array) return value;
  call.network.spend(countOf(value.shape));
  const elements = toFloat ? floatsOf(value) : Array.from(floatsOf(value), Math.trunc);
  return { ...value, elements };
}

function filled(call: Call, shape: Constant): Constant {
  const sizes = integersOf(shape);
  const tensor = call.attributes.tensor('value');
  const value = tensor ? call.readTensor(tensor).elements : Float32Array.of(0);
  const count = sizes.reduce((product, size) => (size < 0 ? Number.NaN : product * size), 1);
  if (!(count <= MOST_MADE)) throw new Unsupported('a long constant');
  const elements =
    value instanceof Float32Array
      ? new Float32Array(count).fill(value[0] ?? 0)
      : Array.from({ length: count }, () => value?.[0] ?? 0);
  return { kind: 'constant', shape: sizes, elements };
}

/** Along the first axis. */
function gather(call: Call, [data, indices]: readonly Constant[]): Constant {
  if (!data || !indices) throw call.malformed(`${call.who} has too few inputs`);
  if (data.elements === null || data.shape.length !== 1 || call.attributes.int('axis', 0) !== 0)
    throw new Unsupported('a choice from a constant');
  const source: Elements = data.elements;
  const chosen = integersOf(indices).map((i) => {
    const extent = source[call.axis(i, source.length)];
    return extent as Extent;
  });
  if (chosen.length > MOST_MADE) throw new Unsupported('a long constant');
  return {
    kind: 'constant',
    shape: indices.shape,
    elements: source instanceof Float32Array ? Float32Array.from(chosen as number[]) : chosen,
  };
}

/** Of lists. */
function concat(inputs: readonly Constant[]): Constant {
  if (inputs.some(({ shape }) => shape.length !== 1)) throw new Unsupported('joined constants');
  const total = inputs.reduce((sum, { shape }) => sum + (shape[0] as number), 0);
  if (total > MOST_MADE) throw new Unsupported('a long constant');
  const elements = inputs.flatMap((input) => [...extentsOf(input)]);
  const floats = inputs.every((input) => input.elements instanceof Float32Array);
  return floats
    ? { kind: 'constant', shape: [total], elements: Float32Array.from(elements as number[]) }
    : list(elements);
}

function reshape(call: Call, data: Constant, wanted: Constant | undefined): Constant {
  const { type } = call.operator;
  const { shape } = data;
  let next: readonly number[];
  if (type === 'Reshape') {
    const sizes = wanted ? integersOf(wanted) : (call.attributes.ints('shape') ?? []);
    const copied = sizes.map((size, i) => (size === 0 ? (shape[i] ?? 0) : size));
    const known = countOf(copied.filter((size) => size !== -1));
    next = copied.map((size) => (size === -1 ? countOf(shape) / known : size));
  } else {
    const axes = call.ints('axes', 1);
    next = type === 'Squeeze' ? squeezed(call, shape, axes) : unsqueezed(call, shape, axes ?? []);
  }
  if (countOf(next) !== countOf(shape) || next.length > 32)
    throw call.malformed(`${call.who} arranges ${shape.join('×')} as ${next.join('×')}`);
  return { ...data, shape: next };
}
function squeezed(call: Call, shape: readonly number[], axes: readonly number[] | null) {
  const gone = axes?.map((axis) => call.axis(axis, shape.length));
  return shape.filter((size, i) => (gone ? !gone.includes(i) : size !== 1));
}
function unsqueezed(call: Call, shape: readonly number[], axes: readonly number[]) {
  const rank = shape.length + axes.length;
  if (rank > 32) throw call.malformed(`${call.who} makes ${rank} dimensions`);
  const fresh = new Set(axes.map((axis) => call.axis(axis, rank)));
  const rest = [...shape];
  return Array.from({ length: rank }, (_, i) => (fresh.has(i) ? 1 : (rest.shift() ?? 1)));
}

/** Of equal shapes, or with a single number. */
function arithmetic(
  call: Call,
  type: 'Add' | 'Sub' | 'Mul' | 'Div',
  [a, b]: readonly Constant[],
): Constant {
  if (!a || !b) throw call.malformed(`${call.who} has too few inputs`);
  const [x, y] = [extentsOrFloats(a), extentsOrFloats(b)];
  const count = Math.max(x.length, y.length);
  const fits = (n: number) => n === 1 || n === count;
  if (
    !fits(x.length) ||
    !fits(y.length) ||
    (x.length === y.length && count > 1 && a.shape.join() !== b.shape.join())
  )
    throw new Unsupported('arithmetic of constants');
  call.network.spend(count);
  const floats = x instanceof Float32Array;
  const elements = Array.from({ length: count }, (_, i) =>
    combine(
      type,
      x[x.length === 1 ? 0 : i] as Extent,
      y[y.length === 1 ? 0 : i] as Extent,
      !floats,
    ),
  );
  const [wide, narrow] = x.length >= y.length ? [a.shape, b.shape] : [b.shape, a.shape];
  const shape = count === 1 && narrow.length > wide.length ? narrow : wide;
  return {
    kind: 'constant',
    shape,
    elements: floats ? Float32Array.from(elements as number[]) : elements,
  };
}
function extentsOrFloats({ elements }: Constant): Elements {
  if (elements === null) throw new Unsupported('a constant that is no number');
  return elements;
}
function combine(
  type: 'Add' | 'Sub' | 'Mul' | 'Div',
  a: Extent,
  b: Extent,
  whole: boolean,
): Extent {
  if (typeof a !== 'number' || typeof b !== 'number') {
    if ((type === 'Mul' || type === 'Div') && b === 1) return a;
    if (type === 'Mul' && a === 1) return b;
    return 'open';
  }
  switch (type) {
    case 'Add':
      return a + b;
    case 'Sub':
      return a - b;
    case 'Mul':
      return a * b;
    case 'Div':
      return whole ? Math.trunc(a / b) : a / b;
    default:
      return type satisfies never;
  }
}

function mapped(call: Call, value: Constant, f: (x: number) => number): Constant {
  call.network.spend(countOf(value.shape));
  const { elements } = value;
  if (elements instanceof Float32Array) return { ...value, elements: elements.map(f) };
  return { ...value, elements: integersOf(value).map(f) };
}

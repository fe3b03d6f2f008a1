/** A TensorProto and the bytes that it may keep outside in; a constant with its elements out. */
import { checkedProduct } from '../../../util/byteReader.ts';
import { ELEMENT_BYTES, toFloat32, toNumbers } from '../../elements.ts';
import type { ElementType } from '../../types.ts';
import { dataType, type TensorProto } from '../proto.ts';
import { malformed, shown } from './graph.ts';
import type { Constant } from './values.ts';

const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [dataType.float, 'F32'],
  [dataType.uint8, 'U8'],
  [dataType.int8, 'I8'],
  [dataType.uint16, 'U16'],
  [dataType.int16, 'I16'],
  [dataType.int32, 'I32'],
  [dataType.int64, 'I64'],
  [dataType.bool, 'BOOL'],
  [dataType.float16, 'F16'],
  [dataType.double, 'F64'],
  [dataType.uint32, 'U32'],
  [dataType.uint64, 'U64'],
  [dataType.bfloat16, 'BF16'],
]);
const floating: ReadonlySet<ElementType> = new Set(['F64', 'F32', 'F16', 'BF16']);
/** Whole numbers are sizes and axes; longer lists of them are data that no layer of ours holds. */
const MOST_WHOLE_NUMBERS = 2 ** 20;

/**
 * `outside` are the bytes of external data, null where the elements are in the file. Throws 'onnx-malformed' and
 * 'size-overflow' where shape and elements do not agree.
 */
export function readTensor(
  tensor: TensorProto,
  outside: Uint8Array | null,
  place: string,
): Constant {
  const name = tensor.name || 'a constant';
  const shape = [...tensor.dims];
  const count = checkedProduct(shape, 2 ** 40, `${place}, ${shown(name)}`);
  const type = elementTypes.get(tensor.dataType ?? 0);
  if (!type) return { kind: 'constant', shape, elements: null };
  const fail = (found: string) =>
    malformed(
      place,
      `${shown(name)} of ${shape.join('×')} needs ${count} elements and has ${found}`,
      name,
    );
  const bytes = outside ?? tensor.rawData;
  if (bytes) {
    if (bytes.length !== count * (ELEMENT_BYTES.get(type) as number))
      throw fail(`${bytes.length} bytes`);
    return constant(shape, type, bytes);
  }
  const listed = listedElements(tensor, type);
  if (listed.length !== count) throw fail(`${listed.length}`);
  if (listed instanceof Float32Array) return { kind: 'constant', shape, elements: listed };
  return { kind: 'constant', shape, elements: wholeNumbers(listed) };
}

function constant(shape: readonly number[], type: ElementType, bytes: Uint8Array): Constant {
  const elements = floating.has(type) ? toFloat32(type, bytes) : null;
  if (elements) return { kind: 'constant', shape, elements };
  const count = bytes.length / (ELEMENT_BYTES.get(type) as number);
  const whole = count > MOST_WHOLE_NUMBERS ? null : toNumbers(type, bytes);
  return { kind: 'constant', shape, elements: whole };
}
const wholeNumbers = (listed: readonly number[]) =>
  listed.length > MOST_WHOLE_NUMBERS ? null : listed;

/** Elements in the field that the specification gives their type. */
function listedElements(tensor: TensorProto, type: ElementType): Float32Array | readonly number[] {
  switch (type) {
    case 'F32':
      return tensor.floatData;
    case 'F64':
      return Float32Array.from(tensor.doubleData);
    case 'F16':
    case 'BF16':
      return toFloat32(type, bitsOf(tensor.int32Data));
    case 'I64':
      return tensor.int64Data;
    case 'U64':
    case 'U32':
      return tensor.uint64Data;
    case 'I32':
    case 'I16':
    case 'I8':
    case 'U16':
    case 'U8':
    case 'BOOL':
      return tensor.int32Data;
    default:
      return type satisfies never;
  }
}
/** The lower 16 bits of each number, little-endian. */
const bitsOf = (numbers: readonly number[]): Uint8Array =>
  new Uint8Array(Uint16Array.from(numbers).buffer);

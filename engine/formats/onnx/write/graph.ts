/**
 * Operators, weights and boundary values in, one by one; a graph whose values know how their elements lie out.
 *
 * Our tensors are channels last, ONNX's convolutions and pools are channels first. A value keeps the order in which it was made
 * until somebody needs another one, so that a network of pictures is turned at its boundary and nowhere else.
 */
import type { Shape } from '../../../ir/types.ts';
import { invariant } from '../../../util/errors.ts';
import { dataType } from '../proto.ts';
import { type Attribute, int, ints } from './attributes.ts';
import { Names } from './names.ts';

/** How the elements of a value lie in the file. */
export type Order =
  /** As in our own tensors: channels last. */
  | { readonly kind: 'ours' }
  /** [batch, channels, spatial…]. */
  | { readonly kind: 'channelsFirst' }
  /** A vector whose elements were laid out channels first; `of` is the sample's shape in our order. */
  | { readonly kind: 'flattened'; readonly of: Shape };

/** What an operator gives or the network takes. */
export interface Value {
  readonly kind: 'value';
  /** In our order, with a batch of one in front. */
  readonly shape: Shape;
  readonly order: Order;
  /** One of `dataType`. */
  readonly elementType: number;
  /** Wished; made unique when the file is written. */
  readonly name: string;
}
/** Numbers that lie in the file; made when they are written, so that large weights are not in memory twice. */
export interface Initializer {
  readonly kind: 'initializer';
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: 'f32' | 'i64';
  make(): Float32Array | BigInt64Array;
}
export interface Operator {
  readonly type: string;
  readonly name: string;
  readonly inputs: readonly (Value | Initializer)[];
  readonly output: Value;
  readonly attributes: readonly Attribute[];
}
/** What differs from the first input; left out where nothing does. */
export interface Result {
  readonly shape?: Shape;
  readonly order?: Order;
  readonly elementType?: number;
}

export const ours: Order = { kind: 'ours' };
export const channelsFirst: Order = { kind: 'channelsFirst' };
/** Where our axis `axis` of a value of this rank lies when the channels come first. */
export const axisChannelsFirst = (axis: number, rank: number): number =>
  axis === 0 ? 0 : axis === rank - 1 ? 1 : axis + 1;

/** A graph under construction; `precision` is that of all floats inside it, its boundary is always f32. */
export class OnnxGraph {
  readonly inputs: Value[] = [];
  readonly outputs: { readonly name: string; readonly value: Value }[] = [];
  readonly operators: Operator[] = [];
  readonly initializers = new Map<string, Initializer>();
  readonly floatType: number;
  /** Inputs and outputs have the names that people gave them; what is inside stands back. */
  readonly names = new Names();
  private readonly converted = new Map<Value, Map<string, Value>>();
  /** Label of the layer that is being added. */
  private scope = '';
  /** Labels that an operator is called by. */
  private readonly named = new Set<string>();

  constructor(precision: 'f32' | 'f16') {
    this.floatType = precision === 'f16' ? dataType.float16 : dataType.float;
  }

  /** Operators that `work` adds belong to the layer of this label: the first is called by it. */
  within<T>(label: string, work: () => T): T {
    this.scope = label;
    return work();
  }

  /** A value that is fed; `shape` has a batch of one in front. */
  input(name: string, shape: Shape, dtype: 'f32' | 'i32', order: Order): Value {
    const elementType = dtype === 'f32' ? dataType.float : dataType.int32;
    const value: Value = {
      kind: 'value',
      shape,
      order,
      elementType,
      name: this.names.unique(name),
    };
    this.inputs.push(value);
    if (dtype === 'i32' || this.floatType === dataType.float) return value;
    return this.cast(value, this.floatType);
  }

  /** A value that is given, in this order and never in half precision. Returns its name in the file. */
  output(wished: string, value: Value, order: Order): string {
    const arranged = order.kind === 'ours' ? this.ours(value) : this.channelsFirst(value);
    const whole =
      arranged.elementType === dataType.float16 ? this.cast(arranged, dataType.float) : arranged;
    // What is given twice, or comes in as it goes out, needs a second name.
    const taken =
      this.inputs.includes(whole) || this.outputs.some(({ value: other }) => other === whole);
    const given = taken ? this.helper('Identity', [whole], [], {}) : whole;
    const name = this.names.unique(wished);
    this.outputs.push({ name, value: given });
    return name;
  }

  operator(
    type: string,
    inputs: readonly (Value | Initializer)[],
    attributes: readonly Attribute[] = [],
    result: Result = {},
  ): Value {
    const name = this.named.has(this.scope) ? `${this.scope}/${type}` : this.scope;
    this.named.add(this.scope);
    return this.add(type, name, inputs, attributes, result);
  }

  /** Weights under their name; `variant` says how they were arranged, and the same one is there once. */
  weights(
    name: string,
    variant: string,
    dims: readonly number[],
    make: () => Float32Array,
  ): Initializer {
    return this.initializer(`${name}\n${variant}`, { name, dims, type: 'f32', make });
  }
  /** One number, used by whoever needs the same. */
  scalar(value: number): Initializer {
    const make = () => Float32Array.of(value);
    return this.initializer(`number ${value}`, { name: 'number', dims: [], type: 'f32', make });
  }
  integers(values: readonly number[]): Initializer {
    const make = () => BigInt64Array.from(values, BigInt);
    const dims = [values.length];
    return this.initializer(`sizes ${values}`, { name: 'sizes', dims, type: 'i64', make });
  }

  /** The same elements in our order. */
  ours(value: Value): Value {
    const { order, shape } = value;
    switch (order.kind) {
      case 'ours':
        return value;
      case 'channelsFirst':
        return this.convert(value, ours, () => this.toLast(value, shape));
      case 'flattened':
        return this.convert(value, ours, () => {
          const full = [1, ...order.of];
          const apart = this.reshape(value, full, channelsFirst);
          return this.reshape(this.toLast(apart, full), shape, ours);
        });
      default:
        return order satisfies never;
    }
  }
  /** The same elements with the channels first; vectors stay as they are. */
  channelsFirst(value: Value): Value {
    if (value.order.kind === 'channelsFirst') return value;
    const last = this.ours(value);
    const rank = last.shape.length;
    if (rank < 3) return last;
    return this.convert(value, channelsFirst, () => {
      const spatial = Array.from({ length: rank - 2 }, (_, i) => i + 1);
      const permutation = ints('perm', [0, rank - 1, ...spatial]);
      return this.helper('Transpose', [last], [permutation], { order: channelsFirst });
    });
  }

  /** The same elements, one behind the other as they lie, in another shape; `shape` is in our order. */
  reshape(value: Value, shape: Shape, order: Order): Value {
    const sizes = dimsOf({ shape, order }).slice(1);
    // 0 keeps the size that the batch has.
    return this.helper('Reshape', [value, this.integers([0, ...sizes])], [], { shape, order });
  }

  /**
   * A value that is pooled. A Sum of it alone keeps it apart from a Pad before it: onnxruntime's pad_fusion and onnx-simplifier
   * join the two, and padding is then below every value for a maximum, and no wider than the window for a mean.
   */
  apartFromPad(value: Value): Value {
    const producer = (of: Value | Initializer | undefined) =>
      this.operators.findLast(({ output }) => output === of);
    const source = producer(value);
    const before = source?.type === 'Transpose' ? producer(source.inputs[0]) : source;
    return before?.type === 'Pad' ? this.helper('Sum', [value], [], {}) : value;
  }

  private toLast(value: Value, shape: Shape): Value {
    const rank = shape.length;
    const spatial = Array.from({ length: rank - 2 }, (_, i) => i + 2);
    return this.helper('Transpose', [value], [ints('perm', [0, ...spatial, 1])], { order: ours });
  }
  private cast(value: Value, elementType: number): Value {
    return this.helper('Cast', [value], [int('to', elementType)], { elementType });
  }

  /** An operator between layers, which does not take the layer's name. */
  private helper(
    type: string,
    inputs: readonly (Value | Initializer)[],
    attributes: readonly Attribute[],
    result: Result,
  ): Value {
    return this.add(type, `${this.scope}/${type}`, inputs, attributes, result);
  }
  private add(
    type: string,
    name: string,
    inputs: readonly (Value | Initializer)[],
    attributes: readonly Attribute[],
    result: Result,
  ): Value {
    const [first] = inputs;
    invariant(first?.kind === 'value', `${type} works on a value`);
    const { shape, order, elementType } = first;
    const output: Value = { kind: 'value', shape, order, elementType, name, ...result };
    this.operators.push({ type, name, inputs, output, attributes });
    return output;
  }
  private initializer(key: string, wanted: Omit<Initializer, 'kind'>): Initializer {
    const found = this.initializers.get(key) ?? { kind: 'initializer' as const, ...wanted };
    this.initializers.set(key, found);
    return found;
  }
  private convert(value: Value, to: Order, make: () => Value): Value {
    const known = this.converted.get(value) ?? new Map<string, Value>();
    this.converted.set(value, known);
    const found = known.get(to.kind) ?? make();
    known.set(to.kind, found);
    return found;
  }
}

/** The sizes of a value as the file has them, with a batch of one in front. */
export function dimsOf({ shape, order }: Pick<Value, 'shape' | 'order'>): readonly number[] {
  if (order.kind !== 'channelsFirst') return shape;
  return [shape[0] as number, shape.at(-1) as number, ...shape.slice(1, -1)];
}

/** The attributes of an operator in; their values by name and kind out. */
import { NetloomError } from '../../../util/errors.ts';
import { type AttributeProto, attributeType, type TensorProto } from '../proto.ts';

/** What a placeholder keeps of an attribute. */
export type AttributeRecord = Readonly<Record<string, string | number | readonly number[]>>;

/** Longer lists are told by their length. */
const LONGEST_LIST = 256;

export class Attributes {
  private readonly byName: ReadonlyMap<string, AttributeProto>;
  /** Names file and operator, for errors. */
  private readonly place: string;

  constructor(attributes: readonly AttributeProto[], place: string) {
    this.byName = new Map(attributes.map((attribute) => [attribute.name ?? '', attribute]));
    this.place = place;
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }
  int(name: string, otherwise: number): number {
    return (
      this.find(name, attributeType.int, ({ i, type }) => i ?? (type ? 0 : undefined)) ?? otherwise
    );
  }
  float(name: string, otherwise: number): number {
    return (
      this.find(name, attributeType.float, ({ f, type }) => f ?? (type ? 0 : undefined)) ??
      otherwise
    );
  }
  string(name: string, otherwise: string): string {
    const bytes = this.find(name, attributeType.string, ({ s }) => s);
    return bytes ? textOf(bytes) : otherwise;
  }
  ints(name: string): readonly number[] | null {
    return this.find(name, attributeType.ints, ({ ints }) => ints) ?? null;
  }
  floats(name: string): Float32Array | null {
    return this.find(name, attributeType.floats, ({ floats }) => floats) ?? null;
  }
  tensor(name: string): TensorProto | null {
    return this.find(name, attributeType.tensor, ({ t }) => t) ?? null;
  }

  /** Plain data; tensors and graphs are told in words. */
  record(): AttributeRecord {
    return Object.fromEntries(
      [...this.byName]
        .slice(0, LONGEST_LIST)
        .map(([name, attribute]) => [name.slice(0, 200), plain(attribute)]),
    );
  }

  /** Undefined where there is none of the name; throws 'onnx-malformed' for one of another kind. */
  private find<T>(
    name: string,
    type: number,
    read: (attribute: AttributeProto) => T | undefined,
  ): T | undefined {
    const attribute = this.byName.get(name);
    if (!attribute) return;
    const value = read(attribute);
    const fits = attribute.type === undefined || attribute.type === type;
    if (fits && value !== undefined) return value;
    throw new NetloomError(
      'onnx-malformed',
      `The attribute "${name}" of an operator has another type than its operator says.`,
      this.place,
    );
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(0, 1000));
function plain(attribute: AttributeProto): string | number | readonly number[] {
  const { f, i, s, t, g, floats, ints, strings } = attribute;
  if (f !== undefined) return Number.isFinite(f) ? f : String(f);
  if (i !== undefined) return i;
  if (s !== undefined) return textOf(s);
  if (t !== undefined) return `tensor [${t.dims.join(', ')}]`;
  if (g !== undefined) return `graph of ${g.node.length} operators`;
  if (ints.length > 0) return listed(ints);
  if (floats.length > 0) return listed(Array.from(floats));
  return strings.slice(0, 16).map(textOf).join(', ');
}
const listed = (numbers: readonly number[]) =>
  numbers.length <= LONGEST_LIST && numbers.every(Number.isFinite)
    ? numbers
    : `${numbers.length} numbers`;

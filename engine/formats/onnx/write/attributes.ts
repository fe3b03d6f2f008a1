/** Names and settings of an operator in, attributes of the file out. */
import { type AttributeProto, attributeType } from '../proto.ts';
import type { Draft } from '../protoEncode.ts';

export type Attribute = Draft<AttributeProto>;

export const int = (name: string, i: number): Attribute => ({ name, i, type: attributeType.int });
export const ints = (name: string, values: readonly number[]): Attribute => ({
  name,
  ints: values,
  type: attributeType.ints,
});
/** Rounded to f32, as the file holds it. */
export const float = (name: string, f: number): Attribute => ({
  name,
  f: Math.fround(f),
  type: attributeType.float,
});

/** A concat or a pad comes in; the boxes of its result, each with what fills it, go out: disjoint, covering all. */
import { invariant } from '../util/errors.ts';
import type { Node, NodeId } from './nodes.ts';
import { type Box, boxIn, sizeOf } from './views.ts';

export interface Part {
  /** null: filled with the number `fill`. */
  readonly operand: NodeId | null;
  readonly fill: number;
  readonly size: number;
  readonly box: Box;
}

export function partsOf(node: Node): Part[] {
  const whole = node.type.shape;
  const part = (
    operand: NodeId | null,
    fill: number,
    start: readonly number[],
    size: readonly number[],
  ): Part => ({ operand, fill, size: sizeOf(size), box: boxIn(whole, start, size) });
  const { instruction } = node;
  if (instruction.op === 'concat') {
    const { axis } = instruction.attributes;
    let offset = 0;
    return node.operands.map((operand, i) => {
      const size = node.operandShapes[i] as readonly number[];
      const start = whole.map((_, a) => (a === axis ? offset : 0));
      offset += size[axis] as number;
      return part(operand, 0, start, size);
    });
  }
  invariant(instruction.op === 'pad', 'only concat and pad have parts');
  const { low, high, value } = instruction.attributes;
  const inner = node.operandShapes[0] as readonly number[];
  const parts = [part(node.operands[0] as NodeId, 0, low, inner)];
  // Slabs before and after the inner box, axis by axis: inside it along earlier axes, whole along later ones.
  whole.forEach((length, axis) => {
    const slab = (from: number, width: number) => {
      if (width === 0) return;
      const start = whole.map((_, a) => (a < axis ? (low[a] as number) : a === axis ? from : 0));
      const size = whole.map((d, a) => (a < axis ? (inner[a] as number) : a === axis ? width : d));
      parts.push(part(null, value, start, size));
    };
    slab(0, low[axis] as number);
    slab(length - (high[axis] as number), high[axis] as number);
  });
  return parts;
}

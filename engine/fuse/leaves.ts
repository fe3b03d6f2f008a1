/** Walks a pointwise expression down to the values that lie in memory, with the view under which each is read. */
import { invariant } from '../util/errors.ts';
import type { Shape, ValueId } from '../ir/types.ts';
import type { Analysis } from './analysis.ts';
import { throughBroadcast, throughReshape, throughReverse, throughSlice, throughTranspose, type View, viewKey } from './views.ts';

/** A read of memory: `value` is material, and `shape` is how the reader sees it (reshapes of it are free). */
export interface Leaf {
  readonly value: ValueId;
  readonly shape: Shape;
  readonly view: View;
}

/** The operand values of an inlined pointwise instruction, each with its view. */
export function operandViews(analysis: Analysis, value: ValueId, view: View, rank: number): readonly (readonly [ValueId, View])[] {
  const instruction = analysis.make(value);
  const { inputs } = instruction;
  const [first] = inputs as [ValueId];
  switch (instruction.op) {
    case 'broadcast':
      return [[first, throughBroadcast(view, analysis.shape(first), instruction.attributes.shape, rank)]];
    case 'transpose':
      return [[first, throughTranspose(view, instruction.attributes.permutation)]];
    case 'slice':
      return [[first, throughSlice(view, instruction.attributes.start, instruction.attributes.stride)]];
    case 'reverse':
      return [[first, throughReverse(view, instruction.attributes.axes, analysis.shape(first))]];
    case 'reshape': {
      const through = throughReshape(view, analysis.shape(first), instruction.attributes.shape, rank);
      invariant(through, 'a reshape is inlined only where its view is affine');
      return [[first, through]];
    }
    case 'random':
      return inputs.map((input) => [input, []]);
    default:
      return inputs.map((input) => [input, view]);
  }
}

/** Leaves of the definition of `value` (not stopping at itself), read over an iteration space of `rank` axes. */
export function leavesOf(analysis: Analysis, value: ValueId, view: View, rank: number): readonly Leaf[] {
  const leaves = new Map<string, Leaf>();
  const seen = new Set<string>();
  const visit = (current: ValueId, at: View, root: boolean): void => {
    const key = `${current}|${viewKey(at)}`;
    if (seen.has(key)) return;
    seen.add(key);
    const memory = root ? null : analysis.inMemory(current);
    if (memory !== null) leaves.set(key, { value: memory, shape: analysis.shape(current), view: at });
    else for (const [operand, through] of operandViews(analysis, current, at, rank)) visit(operand, through, false);
  };
  visit(value, view, true);
  return [...leaves.values()];
}

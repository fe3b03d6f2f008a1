/** A reduction comes in; the iteration space in which a kernel runs it goes out: kept axes first, reduced ones last. */
import { invariant } from '../util/errors.ts';
import { type Expression, MAX_BODY, MAX_READS } from './expressions.ts';
import type { Group } from './groups.ts';
import type { Node } from './nodes.ts';
import {
  type Boundaries,
  boundariesOf,
  type Index,
  mergeBoundaries,
  NO_BOUNDARIES,
  shapeWith,
  sizeOf,
  walk,
} from './views.ts';

export interface ReductionSpace {
  readonly shape: readonly number[];
  readonly outer: number;
  /** Where in the reduced value a point of `shape` is. */
  readonly index: Index;
  readonly outerBoundaries: Boundaries;
}

/** Null where the value needs its axes split in a way that crosses the reduced axes. */
export function reductionSpace(node: Node, needed: Boundaries): ReductionSpace | null {
  const runs = runsOf(node);
  const boundaries = mergeBoundaries(boundariesOf(runs.map((run) => run.length)), needed);
  if (boundaries === null) return null;
  const dims = shapeWith(sizeOf(runs.map((run) => run.length)), boundaries);
  const reduced: boolean[] = [];
  let axis = dims.length - 1;
  for (const run of runs.toReversed()) {
    for (let product = 1; product < run.length; axis--) {
      product *= dims[axis] as number;
      reduced.unshift(run.reduced);
    }
  }
  const kept = dims.filter((_, i) => !reduced[i]);
  const folded = dims.filter((_, i) => reduced[i]);
  // argmax folds exactly one axis, and every reduction at least one.
  if (node.instruction.op === 'argmax' && folded.length > 1) return null;
  if (folded.length === 0) folded.push(1);
  let nextKept = 0;
  let nextFolded = kept.length;
  const axes = dims.map((_, i) => (reduced[i] ? nextFolded++ : nextKept++));
  const shape = [...kept, ...folded];
  return {
    shape,
    outer: kept.length,
    index: walk(dims, axes, shape.length),
    outerBoundaries: boundariesOf(kept),
  };
}

interface Run {
  length: number;
  readonly reduced: boolean;
}
/** Neighbouring axes that are all kept or all reduced count as one; axes of length 1 not at all. */
function runsOf(node: Node): Run[] {
  const { instruction } = node;
  const axes =
    instruction.op === 'argmax'
      ? [instruction.attributes.axis]
      : instruction.op === 'sum' || instruction.op === 'reduceMax'
        ? instruction.attributes.axes
        : [];
  const runs: Run[] = [];
  (node.operandShapes[0] as readonly number[]).forEach((length, axis) => {
    if (length === 1) return;
    const reduced = axes.includes(axis);
    const last = runs.at(-1);
    if (last?.reduced === reduced) last.length *= length;
    else runs.push({ length, reduced });
  });
  return runs;
}

/** Whether a reduction can be one more of those that a kernel does already. */
export function sameReduction(
  { anchors, reduced }: Pick<Group, 'anchors' | 'reduced'>,
  node: Node,
  expression: Expression,
): boolean {
  const runs = runsOf(node);
  const inlined = new Set(expression.inlined);
  const leaves = new Set(expression.leaves.keys());
  let boundaries = mergeBoundaries(boundariesOf(runs.map((r) => r.length)), expression.boundaries);
  for (const [i, anchor] of anchors.entries()) {
    if (anchor.instruction.op === 'argmax' || node.instruction.op === 'argmax') return false;
    const others = runsOf(anchor);
    if (others.length !== runs.length) return false;
    if (others.some((run, r) => run.length !== runs[r]?.length || run.reduced !== runs[r]?.reduced))
      return false;
    const other = reduced[i] as Expression;
    for (const id of other.inlined) inlined.add(id);
    for (const id of other.leaves.keys()) leaves.add(id);
    if (boundaries !== null) boundaries = mergeBoundaries(boundaries, other.boundaries);
  }
  return boundaries !== null && inlined.size <= MAX_BODY && leaves.size <= MAX_READS;
}

/** The space in which a group runs all its reductions. */
export function sharedSpace({
  anchors,
  reduced,
}: Pick<Group, 'anchors' | 'reduced'>): ReductionSpace {
  let needed: Boundaries | null = NO_BOUNDARIES;
  for (const { boundaries } of reduced) needed = needed && mergeBoundaries(needed, boundaries);
  const space = needed && reductionSpace(anchors[0] as Node, needed);
  invariant(space !== null, 'reductions that share a kernel share its axes');
  return space;
}

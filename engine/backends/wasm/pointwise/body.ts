/**
 * Scalar bodies → vector instructions: takes a Body and a way to load its leaves, gives locals that hold four
 * elements of each wanted entry. One element is handled by the same code with one lane in use.
 */
import type { Body, Scalar } from '../../../fuse/kernel.ts';
import { invariant } from '../../../util/errors.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import { literalLanes, operandsOf, operations } from './operations.ts';
import { emitRandom } from './random.ts';

/** What only the surrounding kernel knows how to load. */
export type Leaf = Extract<Scalar, { readonly op: 'read' | 'index' | 'accumulator' }>;
/**
 * Pushes a v128 of the leaf's elements: f32, i32, u32 lanes as they are, u8 zero-extended, bool as lane masks
 * (`loadLanes` of lanes.ts does all of that).
 */
export type PushLeaf = (leaf: Leaf) => void;
/** Entries already held in v128 locals. */
export type Held = ReadonlyMap<number, Local>;

/**
 * Computes the `wanted` entries into locals and returns them by entry; entries in `known` are taken from there
 * (a wanted one keeps its known local). All leaves are loaded before this returns, so that results may then be
 * stored over what was read. Give the new locals back with `releaseNew`.
 */
export function emitBody(
  f: FunctionBuilder,
  body: Body,
  wanted: readonly number[],
  known: Held,
  pushLeaf: PushLeaf,
): Map<number, Local> {
  const held = new Map(known);
  const uses = countUses(body, wanted, known);
  const push = (entry: number): void => {
    const local = held.get(entry);
    if (local !== undefined) {
      f.get(local);
      return;
    }
    emitScalar(f, body, entry, push, pushLeaf);
    if ((uses[entry] as number) > 1) {
      const shared = f.local('v128');
      held.set(entry, shared);
      f.tee(shared);
    }
  };
  const results = new Map<number, Local>();
  for (const entry of wanted) {
    let local = held.get(entry);
    if (local === undefined) {
      push(entry);
      local = held.get(entry) ?? f.local('v128');
      f.set(local);
      held.set(entry, local);
    }
    results.set(entry, local);
  }
  for (const [entry, local] of held) if (!known.has(entry) && !results.has(entry)) f.release(local);
  return results;
}

/** Gives back the locals of `results` that `emitBody` made for them. */
export function releaseNew(f: FunctionBuilder, results: Held, known: Held): void {
  for (const [entry, local] of results) if (!known.has(entry)) f.release(local);
}

/** For each entry: whether it is the same wherever all leaves that satisfy `isFixed` are. */
export function fixedEntries(body: Body, isFixed: (leaf: Leaf) => boolean): boolean[] {
  const fixed: boolean[] = [];
  for (const scalar of body) {
    if (scalar.op === 'read' || scalar.op === 'index' || scalar.op === 'accumulator')
      fixed.push(isFixed(scalar));
    else fixed.push(operandsOf(scalar).every((i) => fixed[i]));
  }
  return fixed;
}

/**
 * What to compute before a loop: the fixed entries that are wanted or used by an entry that is not fixed.
 * Constants are left out, as the instruction set has them as immediates.
 */
export function hoistable(
  body: Body,
  wanted: readonly number[],
  fixed: readonly boolean[],
): number[] {
  const found = new Set<number>();
  const seen = new Set<number>();
  const visit = (entry: number): void => {
    if (seen.has(entry)) return;
    seen.add(entry);
    const scalar = body[entry] as Scalar;
    if (!fixed[entry]) operandsOf(scalar).forEach(visit);
    else if (scalar.op !== 'constant') found.add(entry);
  };
  wanted.forEach(visit);
  return [...found].sort((a, b) => a - b);
}

/** Rough number of instructions of one evaluation of the wanted entries, given what is `known`. */
export function costOf(body: Body, wanted: readonly number[], known: (entry: number) => boolean) {
  const seen = new Set<number>();
  let cost = 0;
  const visit = (entry: number): void => {
    if (seen.has(entry) || known(entry)) return;
    seen.add(entry);
    const scalar = body[entry] as Scalar;
    cost += weightOf(scalar);
    operandsOf(scalar).forEach(visit);
  };
  wanted.forEach(visit);
  return cost;
}

const heavy: Readonly<Partial<Record<Scalar['op'], number>>> = {
  exp: 24,
  log: 30,
  tanh: 50,
  sigmoid: 30,
  erf: 60,
  sin: 60,
  cos: 60,
  pow: 120,
  random: 120,
  div: 4,
  sqrt: 4,
  constant: 0,
};
function weightOf(scalar: Scalar): number {
  return heavy[scalar.op] ?? 1;
}

function countUses(body: Body, wanted: readonly number[], known: Held): number[] {
  const uses = new Array<number>(body.length).fill(0);
  const visit = (entry: number): void => {
    const count = ++(uses[entry] as number);
    uses[entry] = count;
    if (count > 1 || known.has(entry)) return;
    const scalar = body[entry];
    invariant(scalar, () => `body entry ${entry} exists`);
    operandsOf(scalar).forEach(visit);
  };
  wanted.forEach(visit);
  return uses;
}

function emitScalar(
  f: FunctionBuilder,
  body: Body,
  entry: number,
  push: (entry: number) => void,
  pushLeaf: PushLeaf,
): void {
  const scalar = body[entry] as Scalar;
  switch (scalar.op) {
    case 'read':
    case 'index':
    case 'accumulator':
      pushLeaf(scalar);
      return;
    case 'constant':
      literalLanes(f, scalar.dtype, scalar.value);
      return;
    case 'random':
      emitRandom(f, scalar, push);
      return;
    default: {
      const operands = scalar.operands.map((i) => body[i] as Scalar);
      operations[scalar.op]({
        f,
        dtype: scalar.dtype,
        operandTypes: operands.map((o) => o.dtype),
        push: (k) => push(scalar.operands[k] as number),
        literal: (k) => {
          const operand = operands[k];
          return operand?.op === 'constant' ? operand.value : undefined;
        },
      });
    }
  }
}

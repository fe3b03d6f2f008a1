/** Local rules: an instruction and its operands in; a simpler equal value out, or null where no rule applies. */
import { broadcastTo, full, neg, reshape, sameShape, sub } from '../ir/construct.ts';
import type { Instruction, InstructionOf, OpName, ValueId } from '../ir/types.ts';
import { foldConstants } from './fold.ts';
import type { Rewriting } from './rewriting.ts';
import { uniform } from './uniform.ts';

type Rule = (r: Rewriting, instruction: Instruction, inputs: readonly ValueId[]) => ValueId | null;

/** Results of the simplified instruction, or null. Numbers follow IEEE except that x·0 is 0 only where x is constant. */
export function simplify(
  r: Rewriting,
  instruction: Instruction,
  inputs: readonly ValueId[],
): readonly ValueId[] | null {
  const rule = rules[instruction.op];
  const simpler = foldConstants(r, instruction, inputs) ?? rule?.(r, instruction, inputs) ?? null;
  return simpler === null ? null : [simpler];
}

const definedBy = <N extends OpName>(
  r: Rewriting,
  value: ValueId,
  op: N,
): InstructionOf<N> | null => {
  const instruction = r.definition(value);
  return instruction.op === op ? (instruction as unknown as InstructionOf<N>) : null;
};
const operand = (instruction: { readonly inputs: readonly ValueId[] }, i = 0) =>
  instruction.inputs[i] as ValueId;

const rules: { readonly [N in OpName]?: Rule } = {
  add: (r, _, [a, b]) => (isNumber(r, a, 0) ? b! : isNumber(r, b, 0) ? a! : addNegated(r, a!, b!)),
  sub: (r, _, [a, b]) => (isNumber(r, b, 0) ? a! : isNumber(r, a, 0) ? neg(r, b!) : null),
  mul: (r, _, [a, b]) =>
    isNumber(r, a, 1)
      ? b!
      : isNumber(r, b, 1)
        ? a!
        : isNumber(r, a, -1)
          ? neg(r, b!)
          : isNumber(r, b, -1)
            ? neg(r, a!)
            : null,
  div: (r, _, [a, b]) => (isNumber(r, b, 1) ? a! : byPowerOfTwo(r, a!, b!)),
  pow: (r, _, [a, b]) =>
    isNumber(r, b, 1) ? a! : isNumber(r, b, 2) ? (r.emit('mul', [a!, a!], {})[0] as ValueId) : null,
  neg: (r, _, [x]) => {
    const inner = definedBy(r, x!, 'neg');
    return inner && operand(inner);
  },
  not: (r, _, [x]) => {
    const inner = definedBy(r, x!, 'not');
    return inner && operand(inner);
  },
  and: (r, _, [a, b]) => (a === b || isNumber(r, b, 1) ? a! : isNumber(r, a, 1) ? b! : null),
  or: (r, _, [a, b]) => (a === b || isNumber(r, b, 0) ? a! : isNumber(r, a, 0) ? b! : null),
  select: (r, _, [condition, a, b]) => {
    if (a === b) return a!;
    const known = uniform(r, condition!);
    return known === null ? null : known !== 0 ? a! : b!;
  },
  cast: (r, { attributes }, [x]) =>
    r.typeOf(x!).dtype === (attributes as { dtype: string }).dtype ? x! : null,
  stopGradient: (_r, _i, [x]) => x!,
  reshape: (r, instruction, [x]) => {
    const { shape } = (instruction as InstructionOf<'reshape'>).attributes;
    if (sameShape(r.typeOf(x!).shape, shape)) return x!;
    const inner = definedBy(r, x!, 'reshape');
    return inner && reshape(r, operand(inner), shape);
  },
  broadcast: (r, instruction, [x]) => {
    const { shape } = (instruction as InstructionOf<'broadcast'>).attributes;
    if (sameShape(r.typeOf(x!).shape, shape)) return x!;
    const inner = definedBy(r, x!, 'broadcast');
    return inner && broadcastTo(r, operand(inner), shape);
  },
  transpose: (r, instruction, [x]) => {
    const { permutation } = (instruction as InstructionOf<'transpose'>).attributes;
    if (permutation.every((axis, i) => axis === i)) return x!;
    const inner = definedBy(r, x!, 'transpose');
    if (!inner) return null;
    const joined = permutation.map((axis) => inner.attributes.permutation[axis] as number);
    return r.emit('transpose', [operand(inner)], { permutation: joined })[0] as ValueId;
  },
  pad: (_r, instruction, [x]) => {
    const { low, high } = (instruction as InstructionOf<'pad'>).attributes;
    return [...low, ...high].every((count) => count === 0) ? x! : null;
  },
  slice: (r, instruction, [x]) =>
    sameShape(r.typeOf(x!).shape, (instruction as InstructionOf<'slice'>).attributes.size)
      ? x!
      : null,
  reverse: (r, instruction, [x]) => {
    const { axes } = (instruction as InstructionOf<'reverse'>).attributes;
    return axes.every((axis) => r.typeOf(x!).shape[axis] === 1) ? x! : null;
  },
  sum: (r, instruction, [x]) =>
    singleton(r, x!, (instruction as InstructionOf<'sum'>).attributes.axes),
  reduceMax: (r, instruction, [x]) =>
    singleton(r, x!, (instruction as InstructionOf<'reduceMax'>).attributes.axes),
};

function isNumber(r: Rewriting, value: ValueId | undefined, wanted: number): boolean {
  return value !== undefined && uniform(r, value) === wanted;
}

/** a + (−b) = a − b. */
function addNegated(r: Rewriting, a: ValueId, b: ValueId): ValueId | null {
  const right = definedBy(r, b, 'neg');
  if (right) return sub(r, a, operand(right));
  const left = definedBy(r, a, 'neg');
  return left && sub(r, b, operand(left));
}

/** Division by a power of two is exactly a multiplication. */
function byPowerOfTwo(r: Rewriting, a: ValueId, b: ValueId): ValueId | null {
  const divisor = uniform(r, b);
  if (divisor === null || divisor === 0) return null;
  const inverse = 1 / divisor;
  const exact = isPowerOfTwo(Math.abs(divisor));
  return exact ? (r.emit('mul', [a, full(r, r.typeOf(a).shape, inverse)], {})[0] as ValueId) : null;
}

/** A reduction over axes of length 1 is a reshape. */
function singleton(r: Rewriting, x: ValueId, axes: readonly number[]): ValueId | null {
  const { shape } = r.typeOf(x);
  if (!axes.every((axis) => shape[axis] === 1)) return null;
  return reshape(
    r,
    x,
    shape.filter((_, axis) => !axes.includes(axis)),
  );
}

/** Within a range in which the inverse is a normal f32 too. */
function isPowerOfTwo(value: number): boolean {
  for (let power = 2 ** -100; power <= 2 ** 100; power *= 2) if (power === value) return true;
  return false;
}

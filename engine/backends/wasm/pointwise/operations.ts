/** One rule for each scalar op: operands in four lanes of registers in, instructions that push the result out. */
import type { Scalar, ScalarOp } from '../../../fuse/kernel.ts';
import type { DType } from '../../../ir/types.ts';
import * as elementary from '../../../util/elementary32.ts';
import { invariant } from '../../../util/errors.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { PlainOp } from '../assembler/opcodes.ts';
import { integerFromMask, maskFromInteger } from './lanes.ts';
import { emitElementary, type Vector, type VectorAlgebra } from './math.ts';

/** One application of an op. */
export interface Application {
  readonly f: FunctionBuilder;
  /** Of the result. */
  readonly dtype: DType;
  readonly operandTypes: readonly DType[];
  /** Pushes an operand; once for each is best. */
  readonly push: (operand: number) => void;
  /** The operand's value if it is a constant. */
  readonly literal: (operand: number) => number | undefined;
}
type Rule = (application: Application) => void;
/** Instruction of each dtype that the op takes; bools are masks, so that 0 < all ones holds unsigned. */
type Instructions = Readonly<Partial<Record<DType, PlainOp>>>;

const NO_OPERANDS: readonly number[] = [];
/** The entries that an entry uses. */
export function operandsOf(scalar: Scalar): readonly number[] {
  if (scalar.op === 'random') return [scalar.seed, scalar.step, scalar.element];
  return 'operands' in scalar ? scalar.operands : NO_OPERANDS;
}

/** Pushes a constant in all four lanes. */
export function literalLanes(f: FunctionBuilder, dtype: DType, value: number): void {
  if (dtype === 'f32') f.f32x4(value);
  else {
    const bits = dtype === 'bool' ? -Number(value !== 0) : value | 0;
    f.i32x4(bits, bits, bits, bits);
  }
}

function instruction(instructions: Instructions, dtype: DType | undefined): PlainOp {
  const op = dtype && instructions[dtype];
  invariant(op, `a scalar op takes ${dtype}`);
  return op;
}
function apply(operands: number, instructions: Instructions): Rule {
  return ({ f, operandTypes, push }) => {
    for (let operand = 0; operand < operands; operand++) push(operand);
    f.op(instruction(instructions, operandTypes[0]));
  };
}
const unary = (instructions: Instructions): Rule => apply(1, instructions);
const binary = (instructions: Instructions): Rule => apply(2, instructions);

/** Puts operands in locals for the time of `use`. */
function withLocals(
  { f, push }: Application,
  operands: number,
  use: (...locals: readonly Local[]) => void,
): void {
  const locals = Array.from({ length: operands }, (_, operand) => {
    push(operand);
    const local = f.local('v128');
    f.set(local);
    return local;
  });
  use(...locals);
  f.release(...locals);
}
function elementaryRule(
  operands: number,
  write: (m: VectorAlgebra, ...inputs: readonly Vector[]) => Vector,
): Rule {
  return (application) =>
    withLocals(application, operands, (...locals) =>
      emitElementary(application.f, locals, (m, inputs) => write(m, ...inputs)),
    );
}
const ofOne = (write: (m: VectorAlgebra, x: Vector) => Vector): Rule =>
  elementaryRule(1, (m, x) => write(m, x as Vector));

/**
 * f32x4.max and min cost some eight machine instructions, pmax and pmin one. Against a constant they agree, but
 * for max(−0, +0), which adding +0 mends, and min(+0, −0).
 */
function extremum(full: Instructions, quick: 'f32x4.pmax' | 'f32x4.pmin'): Rule {
  return (application) => {
    const { f, operandTypes, push, literal } = application;
    const [first, second] = [literal(0), literal(1)];
    const limit = second ?? first;
    const isQuick =
      operandTypes[0] === 'f32' &&
      limit !== undefined &&
      !Number.isNaN(limit) &&
      (quick === 'f32x4.pmax' || !Object.is(limit, -0));
    if (!isQuick) {
      binary(full)(application);
      return;
    }
    const [x, c] = second === undefined ? [1, 0] : [0, 1];
    push(x);
    push(c);
    f.op(quick);
    if (quick === 'f32x4.pmax' && Object.is(limit, 0)) f.f32x4(0).op('f32x4.add');
  };
}

const sign: Rule = (application) => {
  const { f, operandTypes } = application;
  withLocals(application, 1, (x) => {
    const local = x as Local;
    if (operandTypes[0] === 'i32') {
      f.get(local).i32(31).op('i32x4.shr_s');
      f.i32x4(0, 0, 0, 0).get(local).op('i32x4.sub').i32(31).op('i32x4.shr_u').op('v128.or');
      return;
    }
    invariant(operandTypes[0] === 'f32', 'sign takes f32 or i32');
    // ±1 where |x| > 0; zeros and NaN stay.
    const signBit = -0x80000000;
    f.get(local).i32x4(signBit, signBit, signBit, signBit).op('v128.and');
    f.f32x4(1).op('v128.or').get(local);
    f.get(local).op('f32x4.abs').f32x4(0).op('f32x4.gt').op('v128.bitselect');
  });
};

const finite: Rule = ({ f, push }) => {
  push(0);
  f.op('f32x4.abs').f32x4(Number.POSITIVE_INFINITY).op('f32x4.lt');
};

const select: Rule = ({ f, push }) => {
  push(1);
  push(2);
  push(0);
  f.op('v128.bitselect');
};

/** f32 to integers truncates and saturates; between integers the value is taken modulo 2^bits; to bool: is it not 0? */
const cast: Rule = ({ f, dtype: to, operandTypes, push }) => {
  const from = operandTypes[0] as DType;
  push(0);
  if (from === to) return;
  if (to === 'bool') {
    if (from === 'f32') f.f32x4(0).op('f32x4.ne');
    else maskFromInteger(f);
    return;
  }
  if (from === 'bool') {
    if (to === 'f32') f.f32x4(1).op('v128.and');
    else integerFromMask(f);
    return;
  }
  if (to === 'f32') {
    f.op(from === 'u32' ? 'f32x4.convert_i32x4_u' : 'f32x4.convert_i32x4_s');
    return;
  }
  if (from === 'f32') {
    f.op(to === 'i32' ? 'i32x4.trunc_sat_f32x4_s' : 'i32x4.trunc_sat_f32x4_u');
    if (to === 'u8') f.i32x4(255, 255, 255, 255).op('i32x4.min_u');
    return;
  }
  if (to === 'u8') f.i32x4(255, 255, 255, 255).op('v128.and');
};

const less: Instructions = {
  f32: 'f32x4.lt',
  i32: 'i32x4.lt_s',
  u32: 'i32x4.lt_u',
  u8: 'i32x4.lt_u',
  bool: 'i32x4.lt_u',
};
const lessEqual: Instructions = {
  f32: 'f32x4.le',
  i32: 'i32x4.le_s',
  u32: 'i32x4.le_u',
  u8: 'i32x4.le_u',
  bool: 'i32x4.le_u',
};
const equal: Instructions = {
  f32: 'f32x4.eq',
  i32: 'i32x4.eq',
  u32: 'i32x4.eq',
  u8: 'i32x4.eq',
  bool: 'i32x4.eq',
};
export const largest: Instructions = {
  f32: 'f32x4.max',
  i32: 'i32x4.max_s',
  u32: 'i32x4.max_u',
  u8: 'i32x4.max_u',
  bool: 'v128.or',
};
const smallest: Instructions = {
  f32: 'f32x4.min',
  i32: 'i32x4.min_s',
  u32: 'i32x4.min_u',
  u8: 'i32x4.min_u',
  bool: 'v128.and',
};
export const total: Instructions = { f32: 'f32x4.add', i32: 'i32x4.add', u32: 'i32x4.add' };

/** NaN passes through maximum and minimum; comparisons with it are false. Integers wrap. */
export const operations: Readonly<Record<ScalarOp, Rule>> = {
  neg: unary({ f32: 'f32x4.neg', i32: 'i32x4.neg' }),
  abs: unary({ f32: 'f32x4.abs', i32: 'i32x4.abs' }),
  sign,
  exp: ofOne(elementary.exp),
  log: ofOne(elementary.log),
  sqrt: unary({ f32: 'f32x4.sqrt' }),
  tanh: ofOne(elementary.tanh),
  sigmoid: ofOne(elementary.sigmoid),
  erf: ofOne(elementary.erf),
  sin: ofOne(elementary.sin),
  cos: ofOne(elementary.cos),
  floor: unary({ f32: 'f32x4.floor' }),
  not: unary({ bool: 'v128.not' }),
  isFinite: finite,
  add: binary(total),
  sub: binary({ f32: 'f32x4.sub', i32: 'i32x4.sub', u32: 'i32x4.sub' }),
  mul: binary({ f32: 'f32x4.mul', i32: 'i32x4.mul', u32: 'i32x4.mul' }),
  div: binary({ f32: 'f32x4.div' }),
  pow: elementaryRule(2, (m, x, y) => elementary.pow(m, x as Vector, y as Vector)),
  maximum: extremum(largest, 'f32x4.pmax'),
  minimum: extremum(smallest, 'f32x4.pmin'),
  equal: binary(equal),
  less: binary(less),
  lessEqual: binary(lessEqual),
  and: binary({ bool: 'v128.and' }),
  or: binary({ bool: 'v128.or' }),
  select,
  cast,
};

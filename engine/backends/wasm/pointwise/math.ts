/**
 * The WebAssembly instance of engine/util/algebra.ts: operations on four lanes at once become instructions, so that
 * the functions of engine/util/elementary32.ts can be emitted, bit-equal to engine/util/math32.ts.
 */
import type { Algebra } from '../../../util/algebra.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { PlainOp } from '../assembler/opcodes.ts';

/** Four 32-bit lanes: a local, or a constant that is pushed where it is used. */
export type Vector =
  | { readonly local: Local }
  | { readonly kind: 'f32' | 'i32'; readonly value: number };
/** Four f64: lanes 0 and 1, then 2 and 3. */
export type WideVector =
  | { readonly low: Local; readonly high: Local }
  | { readonly kind: 'f64'; readonly value: number };
export type VectorAlgebra = Algebra<Vector, Vector, Vector, WideVector>;

const float64 = new Float64Array(1);
const halves = new Int32Array(float64.buffer);

/**
 * Emits `write`'s computation from the locals `inputs` and pushes its result; every local made on the way is given
 * back.
 */
export function emitElementary(
  f: FunctionBuilder,
  inputs: readonly Local[],
  write: (m: VectorAlgebra, inputs: readonly Vector[]) => Vector,
): void {
  const temporaries: Local[] = [];
  const algebra = vectorAlgebra(f, () => {
    const local = f.local('v128');
    temporaries.push(local);
    return local;
  });
  const result = write(
    algebra,
    inputs.map((local) => ({ local })),
  );
  push(f, result);
  f.release(...temporaries);
}

function vectorAlgebra(f: FunctionBuilder, fresh: () => Local): VectorAlgebra {
  const keep = (): Vector => {
    const local = fresh();
    f.set(local);
    return { local };
  };
  const apply = (op: PlainOp, ...operands: readonly Vector[]): Vector => {
    for (const operand of operands) push(f, operand);
    f.op(op);
    return keep();
  };
  const shift = (op: PlainOp, a: Vector, bits: number): Vector => {
    push(f, a);
    f.i32(bits).op(op);
    return keep();
  };
  const wide = (op: PlainOp, a: WideVector, b: WideVector): WideVector => {
    const half = (part: 'low' | 'high'): Local => {
      pushWide(f, a, part);
      pushWide(f, b, part);
      const local = fresh();
      f.op(op).set(local);
      return local;
    };
    return { low: half('low'), high: half('high') };
  };
  return {
    f32: (value) => ({ kind: 'f32', value }),
    add: (a, b) => apply('f32x4.add', a, b),
    sub: (a, b) => apply('f32x4.sub', a, b),
    mul: (a, b) => apply('f32x4.mul', a, b),
    div: (a, b) => apply('f32x4.div', a, b),
    floor: (a) => apply('f32x4.floor', a),
    abs: (a) => apply('f32x4.abs', a),
    atMost: (a, limit) => apply('f32x4.pmin', a, limit),
    atLeast: (a, limit) => apply('f32x4.pmax', a, limit),
    less: (a, b) => apply('f32x4.lt', a, b),
    equal: (a, b) => apply('f32x4.eq', a, b),
    select: (condition, a, b) => apply('v128.bitselect', a, b, condition),
    i32: (value) => ({ kind: 'i32', value }),
    addInt: (a, b) => apply('i32x4.add', a, b),
    subInt: (a, b) => apply('i32x4.sub', a, b),
    and: (a, b) => apply('v128.and', a, b),
    or: (a, b) => apply('v128.or', a, b),
    shiftLeft: (a, bits) => shift('i32x4.shl', a, bits),
    shiftRight: (a, bits) => shift('i32x4.shr_s', a, bits),
    equalInt: (a, b) => apply('i32x4.eq', a, b),
    both: (a, b) => apply('v128.and', a, b),
    either: (a, b) => apply('v128.or', a, b),
    bits: (a) => a,
    fromBits: (a) => a,
    truncate: (a) => apply('i32x4.trunc_sat_f32x4_s', a),
    toFloat: (a) => apply('f32x4.convert_i32x4_s', a),
    f64: (value) => ({ kind: 'f64', value }),
    widen: (a) => {
      push(f, a);
      const low = fresh();
      f.op('f64x2.promote_low_f32x4').set(low);
      push(f, a);
      push(f, a);
      const high = fresh();
      f.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
      f.op('f64x2.promote_low_f32x4').set(high);
      return { low, high };
    },
    narrow: (a) => {
      pushWide(f, a, 'low');
      f.op('f32x4.demote_f64x2_zero');
      pushWide(f, a, 'high');
      f.op('f32x4.demote_f64x2_zero');
      f.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
      return keep();
    },
    addWide: (a, b) => wide('f64x2.add', a, b),
    subWide: (a, b) => wide('f64x2.sub', a, b),
    mulWide: (a, b) => wide('f64x2.mul', a, b),
    divWide: (a, b) => wide('f64x2.div', a, b),
  };
}

function push(f: FunctionBuilder, a: Vector): void {
  if ('local' in a) f.get(a.local);
  else if (a.kind === 'f32') f.f32x4(a.value);
  else f.i32x4(a.value, a.value, a.value, a.value);
}

function pushWide(f: FunctionBuilder, a: WideVector, part: 'low' | 'high'): void {
  if ('low' in a) {
    f.get(a[part]);
    return;
  }
  float64[0] = a.value;
  const [least, most] = halves as unknown as readonly [number, number];
  f.i32x4(least, most, least, most);
}

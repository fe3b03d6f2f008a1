/**
 * The small set of exact operations that elementary functions are written in, so that one text of each algorithm
 * gives both a JavaScript function and WebAssembly instructions, which cannot drift apart.
 */

/**
 * F: f32; I: i32; M: truth value; W: f64. Each operation rounds to its type at once; nothing may be contracted.
 * Every one of them is exactly specified by IEEE 754 or by two's complement.
 */
export interface Algebra<F, I, M, W> {
  f32(value: number): F;
  add(a: F, b: F): F;
  sub(a: F, b: F): F;
  mul(a: F, b: F): F;
  div(a: F, b: F): F;
  floor(a: F): F;
  abs(a: F): F;
  /** limit < a ? limit : a, so that a NaN stays. */
  atMost(a: F, limit: F): F;
  /** a < limit ? limit : a, so that a NaN stays. */
  atLeast(a: F, limit: F): F;
  /** False when either is NaN. */
  less(a: F, b: F): M;
  equal(a: F, b: F): M;
  select(condition: M, whenTrue: F, whenFalse: F): F;

  i32(value: number): I;
  addInt(a: I, b: I): I;
  subInt(a: I, b: I): I;
  and(a: I, b: I): I;
  or(a: I, b: I): I;
  shiftLeft(a: I, bits: number): I;
  /** Arithmetic. */
  shiftRight(a: I, bits: number): I;
  equalInt(a: I, b: I): M;
  both(a: M, b: M): M;
  either(a: M, b: M): M;

  bits(a: F): I;
  fromBits(a: I): F;
  /** Toward zero, saturating; NaN gives 0. */
  truncate(a: F): I;
  toFloat(a: I): F;

  f64(value: number): W;
  widen(a: F): W;
  narrow(a: W): F;
  addWide(a: W, b: W): W;
  subWide(a: W, b: W): W;
  mulWide(a: W, b: W): W;
  divWide(a: W, b: W): W;
}

/**
 * The one-dimensional transforms of F(4, 3) and F(3, 4), Winograd's minimal filtering with six points: vectors in,
 * vectors out. (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015.)
 *
 * Both use the points 0, ±5/8, ±3/2, ∞. Every coefficient of the data and result transforms is exact in f32, and the
 * rounding error is about a third of that of the usual 0, ±1, ±2, ∞: near that of the direct sum.
 */
import type { FunctionBuilder, Local } from '../../assembler/function.ts';
import type { Target } from '../../task.ts';

const p = 5 / 8;
const q = 3 / 2;
const pp = p * p;
const qq = q * q;
/** Π (point − other points), the divisors of the kernel's transform: of 0, ±p, ±q; that of ∞ is 1. */
const divisors = [pp * qq, 2 * pp * (pp - qq), 2 * qq * (qq - pp)] as const;

export const points = 6;
/** Results along one axis of a tile in F(4, 3), and kernel taps. */
export const tileSize = 4;
export const kernelSize = 3;

/** Emits code that pushes one vector. */
type Push = () => void;
/** Receives result i as code that pushes it, exactly once, in order. */
type Receive = (i: number, push: Push) => void;

export interface Vectors {
  readonly f: FunctionBuilder;
  readonly target: Target;
}

/** Pushes factor · x + y. */
function scaledSum({ f, target }: Vectors, factor: number, x: Push, y: Push): Push {
  return () => {
    if (factor === 1) {
      x();
      y();
      f.op('f32x4.add');
      return;
    }
    if (factor === -1) {
      y();
      x();
      f.op('f32x4.sub');
      return;
    }
    if (target.relaxedMadd) {
      x();
      f.f32x4(factor);
      y();
      f.op('f32x4.relaxed_madd');
      return;
    }
    y();
    x();
    f.f32x4(factor).op('f32x4.mul').op('f32x4.add');
  };
}

function scaled({ f }: Vectors, factor: number, x: Push): Push {
  return () => {
    x();
    if (factor !== 1) f.f32x4(factor).op('f32x4.mul');
  };
}

/** Runs `body` with the value held in a local. */
function hold({ f }: Vectors, value: Push, body: (held: Push) => void): void {
  const local = f.local('v128');
  value();
  f.set(local);
  body(() => f.get(local));
  f.release(local);
}

/** Receives even + factor · odd, then even − factor · odd. */
function evenAndOdd(
  v: Vectors,
  first: number,
  factor: number,
  even: Push,
  odd: Push,
  receive: Receive,
): void {
  hold(v, even, (e) =>
    hold(v, odd, (o) => {
      receive(first, scaledSum(v, factor, o, e));
      receive(first + 1, scaledSum(v, -factor, o, e));
    }),
  );
}

function pushLocal({ f }: Vectors, x: readonly Local[]): (i: number) => Push {
  return (i) => () => f.get(x[i] as Local);
}

/** Bᵀ: six neighbouring data values to six points. */
export function transformData(v: Vectors, data: readonly Local[], receive: Receive): void {
  const x = pushLocal(v, data);
  const outer = (i: number) =>
    scaledSum(v, -(pp + qq), x(i + 2), scaledSum(v, pp * qq, x(i), x(i + 4)));
  receive(0, outer(0));
  evenAndOdd(v, 1, p, scaledSum(v, -qq, x(2), x(4)), scaledSum(v, -qq, x(1), x(3)), receive);
  evenAndOdd(v, 3, q, scaledSum(v, -pp, x(2), x(4)), scaledSum(v, -pp, x(1), x(3)), receive);
  receive(5, outer(1));
}

/** G of F(4, 3): three kernel taps to six points. */
export function transformKernel(v: Vectors, kernel: readonly Local[], receive: Receive): void {
  const g = pushLocal(v, kernel);
  receive(0, scaled(v, 1 / divisors[0], g(0)));
  const pair = (first: number, point: number, divisor: number) => {
    const even = scaledSum(v, (point * point) / divisor, g(2), scaled(v, 1 / divisor, g(0)));
    evenAndOdd(v, first, point / divisor, even, g(1), receive);
  };
  pair(1, p, divisors[1]);
  pair(3, q, divisors[2]);
  receive(5, g(2));
}

/** Aᵀ of F(4, 3): products at six points to four results. */
export function transformResult(v: Vectors, products: readonly Local[], receive: Receive): void {
  const m = pushLocal(v, products);
  const sum = (i: number) => scaledSum(v, 1, m(i), m(i + 1));
  const difference = (i: number) => scaledSum(v, -1, m(i + 1), m(i));
  hold(v, sum(1), (sumP) =>
    hold(v, sum(3), (sumQ) =>
      hold(v, difference(1), (differenceP) =>
        hold(v, difference(3), (differenceQ) => {
          const cubes = scaledSum(v, p * pp, differenceP, m(5));
          receive(0, scaledSum(v, 1, sumQ, scaledSum(v, 1, sumP, m(0))));
          receive(1, scaledSum(v, q, differenceQ, scaled(v, p, differenceP)));
          receive(2, scaledSum(v, qq, sumQ, scaled(v, pp, sumP)));
          receive(3, scaledSum(v, q * qq, differenceQ, cubes));
        }),
      ),
    ),
  );
}

/** G of F(3, 4) without its divisors: four gradient values to six points. */
export function transformGradient(v: Vectors, gradient: readonly Local[], receive: Receive): void {
  const g = pushLocal(v, gradient);
  receive(0, g(0));
  evenAndOdd(v, 1, p, scaledSum(v, pp, g(2), g(0)), scaledSum(v, pp, g(3), g(1)), receive);
  evenAndOdd(v, 3, q, scaledSum(v, qq, g(2), g(0)), scaledSum(v, qq, g(3), g(1)), receive);
  receive(5, g(3));
}

/** Aᵀ of F(3, 4) with the divisors that `transformGradient` left out: sums at six points to three taps. */
export function transformTaps(v: Vectors, sums: readonly Local[], receive: Receive): void {
  const m = pushLocal(v, sums);
  const [zero, atP, atQ] = divisors.map((divisor) => 1 / divisor) as [number, number, number];
  const sum = (i: number) => scaledSum(v, 1, m(i), m(i + 1));
  const difference = (i: number) => scaledSum(v, -1, m(i + 1), m(i));
  hold(v, sum(1), (sumP) =>
    hold(v, sum(3), (sumQ) => {
      receive(0, scaledSum(v, atQ, sumQ, scaledSum(v, atP, sumP, scaled(v, zero, m(0)))));
      hold(v, difference(3), (differenceQ) => {
        receive(1, scaledSum(v, q * atQ, differenceQ, scaled(v, p * atP, difference(1))));
      });
      receive(2, scaledSum(v, qq * atQ, sumQ, scaledSum(v, pp * atP, sumP, m(5))));
    }),
  );
}

type Transform = (v: Vectors, values: readonly Local[], receive: Receive) => void;

/**
 * Both axes: first down the columns into `temporary` (results of one axis × inputs of the other, 16 bytes each), then
 * along the rows. `load(row, column)` pushes an input, `receive(row, column, push)` takes a result.
 */
export function transformPlane(
  v: Vectors,
  transform: Transform,
  inputs: number,
  results: number,
  temporary: Local,
  load: (row: number, column: number) => void,
  receive: (row: number, column: number, push: Push) => void,
): void {
  const { f } = v;
  const values = Array.from({ length: inputs }, () => f.local('v128'));
  for (let column = 0; column < inputs; column++) {
    values.forEach((value, row) => {
      load(row, column);
      f.set(value);
    });
    transform(v, values, (row, push) => {
      f.get(temporary);
      push();
      f.memory('v128.store', (row * inputs + column) * 16);
    });
  }
  for (let row = 0; row < results; row++) {
    values.forEach((value, column) => {
      f.get(temporary)
        .memory('v128.load', (row * inputs + column) * 16)
        .set(value);
    });
    transform(v, values, (column, push) => receive(row, column, push));
  }
  f.release(...values);
}
/** Bytes of `temporary` for any transform. */
export const temporaryBytes = points * points * 16;

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { evaluate } from '../backends/reference/evaluate.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import * as ir from '../ir/construct.ts';
import { printProgram } from '../ir/print.ts';
import type { Program, ValueId } from '../ir/types.ts';
import { verifyProgram } from '../ir/verify.ts';
import { optimize } from './optimize.ts';

const { num } = ir;

function programOf(build: (e: ProgramBuilder) => ValueId): Program {
  const e = new ProgramBuilder();
  e.output('y', build(e));
  return e.finish('test');
}
/** The optimized Program's text, without its first line. */
function optimized(build: (e: ProgramBuilder) => ValueId): string {
  const program = optimize(programOf(build));
  verifyProgram(program);
  return printProgram(program).split('\n').slice(1).join('\n');
}
const x = (e: ProgramBuilder) => ir.input(e, 'x', [2, 3]);
const nothing = `  %0: f32[2, 3] = input() 'x'\n  output 'y' = %0`;

describe('what does nothing vanishes', () => {
  test.each<[string, (e: ProgramBuilder) => ValueId]>([
    ['x·1 + 0', (e) => ir.add(e, ir.mul(e, x(e), num(1)), num(0))],
    ['(x − 0) / 1', (e) => ir.div(e, ir.sub(e, x(e), num(0)), num(1))],
    ['−−x', (e) => ir.neg(e, ir.neg(e, x(e)))],
    ['x¹', (e) => ir.pow(e, x(e), num(1))],
    ['reshape and back', (e) => ir.reshape(e, ir.reshape(e, x(e), [6]), [2, 3])],
    ['transpose twice', (e) => ir.transpose(e, ir.transpose(e, x(e), [1, 0]), [1, 0])],
    ['reverse twice', (e) => ir.reverse(e, ir.reverse(e, x(e), [0, 1]), [1, 0])],
    ['pad, then slice', (e) => ir.slice(e, ir.pad(e, x(e), [1, 0], [0, 2], 5), [1, 0], [2, 3])],
    ['whole slice', (e) => ir.slice(e, x(e), [0, 0], [2, 3])],
    ['empty pad', (e) => ir.pad(e, x(e), [0, 0], [0, 0])],
    ['stopGradient', (e) => ir.stopGradient(e, x(e))],
    ['concat of one', (e) => e.emit('concat', [x(e)], { axis: 0 })[0] as ValueId],
    ['same branches', (e) => ir.select(e, ir.less(e, x(e), num(0)), x(e), x(e))],
    ['constant condition', (e) => ir.select(e, ir.less(e, num(1), num(2)), x(e), num(7))],
    ['cast to itself', (e) => e.emit('cast', [x(e)], { dtype: 'f32' })[0] as ValueId],
  ])('%s', (_, build) => expect(optimized(build)).toBe(nothing));
});

describe('what remains', () => {
  test('constants fold, whatever their shape', () => {
    const y = optimized((e) =>
      ir.mul(e, x(e), ir.sqrt(e, ir.add(e, ir.full(e, [2, 3], 1.5), ir.full(e, [3], 0.75)))),
    );
    expect(y).toMatchInlineSnapshot(`
      "  %0: f32[2, 3] = input() 'x'
        %1: f32[2, 3] = constant() 1.5
        %2: f32[2, 3] = mul(%0, %1)
        output 'y' = %2"
    `);
  });
  test('an op on broadcast operands runs before the broadcast', () => {
    const y = optimized((e) => {
      const scale = ir.broadcastTo(e, ir.input(e, 'scale', [3]), [2, 3]);
      return ir.mul(e, x(e), ir.exp(e, ir.mul(e, scale, num(0.5))));
    });
    expect(y).toMatchInlineSnapshot(`
      "  %0: f32[3] = input() 'scale'
        %1: f32[1, 3] = reshape(%0)
        %2: f32[2, 3] = input() 'x'
        %3: f32[1, 3] = constant() 0.5
        %4: f32[1, 3] = mul(%1, %3)
        %5: f32[1, 3] = exp(%4)
        %6: f32[2, 3] = broadcast(%5)
        %7: f32[2, 3] = mul(%2, %6)
        output 'y' = %7"
    `);
  });
  test('products read transposed operands in place', () => {
    const y = optimized((e) => ir.dot(e, x(e), ir.transpose(e, ir.input(e, 'w', [4, 3]), [1, 0])));
    expect(y).toMatchInlineSnapshot(`
      "  %0: f32[2, 3] = input() 'x'
        %1: f32[4, 3] = input() 'w'
        %2: f32[2, 4] = dot(%0, %1) {transposeA: false, transposeB: true}
        output 'y' = %2"
    `);
  });
  test('equal things are computed once, and dead ones not at all', () => {
    const y = optimized((e) => {
      ir.exp(e, ir.input(e, 'unused', []));
      return ir.mul(e, ir.tanh(e, ir.add(e, x(e), x(e))), ir.tanh(e, ir.add(e, x(e), x(e))));
    });
    expect(y).toMatchInlineSnapshot(`
      "  %0: f32[2, 3] = input() 'x'
        %1: f32[2, 3] = add(%0, %0)
        %2: f32[2, 3] = tanh(%1)
        %3: f32[2, 3] = mul(%2, %2)
        output 'y' = %3"
    `);
  });
  test('NaN and infinities stay where they arise', () => {
    const y = optimized((e) => ir.mul(e, ir.sub(e, x(e), x(e)), num(0)));
    expect(y).toMatchInlineSnapshot(`
      "  %0: f32[2, 3] = input() 'x'
        %1: f32[2, 3] = sub(%0, %0)
        %2: f32[2, 3] = constant() 0
        %3: f32[2, 3] = mul(%1, %2)
        output 'y' = %3"
    `);
  });
  test('gradient of a dense layer with relu and mean squared error', () => {
    const e = new ProgramBuilder();
    const [w, b] = [ir.param(e, 'w', [3, 4]), ir.param(e, 'b', [4])];
    const loss = e.withOrigin('dense', () => {
      const y = ir.maximum(e, ir.add(e, ir.dot(e, x(e), w), b), num(0));
      const error = ir.sub(e, y, ir.input(e, 'target', [2, 4]));
      return ir.mean(e, ir.mul(e, error, error));
    });
    const [dw, db] = gradients(e, loss, [w, b]) as [ValueId, ValueId];
    e.update('w', ir.sub(e, w, ir.mul(e, dw, num(0.1))));
    e.update('b', ir.sub(e, b, ir.mul(e, db, num(0.1))));
    e.output('loss', loss);
    const program = optimize(e.finish('train'));
    verifyProgram(program);
    expect(printProgram(program)).toMatchInlineSnapshot(`
      "program 'train'
        %0: f32[3, 4] = param() 'w'
        %1: f32[4] = param() 'b'
        %2: f32[2, 3] = input() 'x'  # dense
        %3: f32[2, 4] = dot(%2, %0) {transposeA: false, transposeB: false}  # dense
        %4: f32[1, 4] = reshape(%1)  # dense
        %5: f32[2, 4] = broadcast(%4)  # dense
        %6: f32[2, 4] = add(%3, %5)  # dense
        %7: f32[2, 4] = constant() 0  # dense
        %8: f32[2, 4] = maximum(%6, %7)  # dense
        %9: f32[2, 4] = input() 'target'  # dense
        %10: f32[2, 4] = sub(%8, %9)  # dense
        %11: f32[2, 4] = mul(%10, %10)  # dense
        %12: f32[] = sum(%11) {axes: [0, 1]}  # dense
        %13: f32[] = constant() 0.125  # dense
        %14: f32[] = mul(%12, %13)  # dense
        %15: f32[2, 4] = constant() 0.125  # dense
        %16: f32[2, 4] = mul(%15, %10)  # dense
        %17: f32[2, 4] = add(%16, %16)  # dense
        %18: bool[2, 4] = less(%7, %8)  # dense
        %19: f32[2, 4] = select(%18, %17, %7)  # dense
        %20: f32[4] = sum(%19) {axes: [0]}  # dense
        %21: f32[3, 4] = dot(%2, %19) {transposeA: true, transposeB: false}  # dense
        %22: f32[3, 4] = constant() 0.1
        %23: f32[3, 4] = mul(%21, %22)
        %24: f32[3, 4] = sub(%0, %23)
        %25: f32[4] = constant() 0.1
        %26: f32[4] = mul(%20, %25)
        %27: f32[4] = sub(%1, %26)
        output 'loss' = %14
        update 'w' = %24
        update 'b' = %27"
    `);
  });
  test('a param that is only written stays', () => {
    const e = new ProgramBuilder();
    ir.param(e, 'count', []);
    e.update('count', ir.full(e, [], 3));
    verifyProgram(optimize(e.finish('write')));
  });
});

/** One op of a random Program: which, on which earlier values, with which number. */
const step = fc.record({
  op: fc.nat(21),
  a: fc.nat(1000),
  b: fc.nat(1000),
  number: fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 3),
});
type Step = { op: number; a: number; b: number; number: number };

/** Builds f32 values of shapes [2, 3], [3, 2] and such from numbers that name ops. */
function randomProgram(steps: readonly Step[]): Program {
  const e = new ProgramBuilder();
  const values: ValueId[] = [x(e), ir.input(e, 'row', [1, 3]), ir.full(e, [2, 3], 1)];
  const pick = (n: number) => values[n % values.length] as ValueId;
  /** `value` brought to the shape of `like`, as far as that goes. */
  const fitted = (value: ValueId, like: ValueId) => {
    const [from, to] = [ir.shapeOf(e, value), ir.shapeOf(e, like)];
    const fits = from.every((d, axis) => d === to[axis] || d === 1);
    return fits ? ir.broadcastTo(e, value, to) : like;
  };
  for (const { op, a: first, b: second, number } of steps) {
    const a = pick(first);
    const b = fitted(pick(second), a);
    const [rows, columns] = ir.shapeOf(e, a) as [number, number];
    const make: (() => ValueId)[] = [
      () => ir.add(e, a, b),
      () => ir.sub(e, a, b),
      () => ir.mul(e, a, ir.tanh(e, b)),
      () => ir.div(e, a, ir.add(e, ir.exp(e, ir.tanh(e, b)), num(1))),
      () => ir.neg(e, a),
      () => ir.tanh(e, a),
      () => ir.mul(e, a, num(number)),
      () => ir.add(e, a, num(number)),
      () => ir.sub(e, num(number), a),
      () => ir.full(e, [rows, columns], number),
      () => ir.select(e, ir.less(e, a, b), a, num(number)),
      () => ir.select(e, ir.not(e, ir.lessEqual(e, num(number), num(1))), a, b),
      () => ir.transpose(e, a, [1, 0]),
      () => ir.reshape(e, a, [columns, rows]),
      () => ir.pad(e, a, [0, 1], [1, 0], number),
      () => ir.slice(e, a, [0, columns > 1 ? 1 : 0], [rows, Math.max(1, columns - 1)]),
      () => ir.reverse(e, a, [number > 0 ? 1 : 0]),
      () => ir.sum(e, a, [number > 0 ? 1 : 0], true),
      () => ir.broadcastTo(e, ir.sum(e, a, [0, 1], true), [2, 2]),
      () => ir.dot(e, ir.transpose(e, a, [1, 0]), b),
      () => ir.concat(e, number > 0 ? [a, b] : [a], 1),
      () => ir.pow(e, ir.tanh(e, a), num(number > 0 ? Math.ceil(number) : 1)),
    ];
    const made = make[op]?.() as ValueId;
    // Kept small, so that chains of concat and dot do not grow.
    if (ir.shapeOf(e, made).every((d) => d <= 6)) values.push(ir.stopGradient(e, made));
  }
  values.slice(-3).forEach((value, i) => {
    e.output(`y${i}`, value);
  });
  return e.finish('random');
}

test('optimizing changes no result', () => {
  const inputs = { x: [0.3, -1.2, 2, 0.7, -0.1, 1.1], row: [0.5, -0.25, 1.5] };
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
      const program = randomProgram(steps);
      const better = optimize(program);
      verifyProgram(better);
      expect(better.instructions.length).toBeLessThanOrEqual(program.instructions.length);
      const [expected, actual] = [program, better].map((p) => evaluate(p, inputs, {}).outputs);
      for (const [name, data] of Object.entries(expected ?? {}))
        data.forEach((value, i) => {
          const found = actual?.[name]?.[i] as number;
          const near = Math.abs(found - value) <= 1e-9 * (1 + Math.abs(value));
          expect(near || Object.is(found, value), `${name}[${i}]: ${found}, not ${value}`).toBe(
            true,
          );
        });
    }),
    { numRuns: 500, seed: 7 },
  );
});

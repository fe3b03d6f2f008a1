import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { evaluate } from '../backends/reference/evaluate.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import * as ir from '../ir/construct.ts';
import { definitionOf, opNames } from '../ir/ops/index.ts';
import type { ValueId } from '../ir/types.ts';
import { hash32, RandomStream } from '../util/random.ts';
import { type GradientCase, gradientCases } from './gradientCases.ts';
import { type CheckedParam, checkGradients, type GradientCheckOptions } from './gradientCheck.ts';

/** Numbers for the operands of a case; the same in every run. */
function operandsOf({ shapes, domain }: GradientCase, seed: number): Record<string, CheckedParam> {
  const stream = new RandomStream(seed);
  const draw = () => {
    const magnitude = 0.2 + 1.8 * stream.uniform();
    return domain === 'any' && stream.integer(2) === 0 ? -magnitude : magnitude;
  };
  const entries = shapes.map((shape, i) => {
    const count = shape.reduce((product, d) => product * d, 1);
    return [`operand${i}`, { shape, data: Array.from({ length: count }, draw) }] as const;
  });
  return Object.fromEntries(entries);
}
/** Σ y·w with fixed random weights w, so that every element of the result has a cotangent of its own. */
function weighted(e: ProgramBuilder, y: ValueId, seed: number): ValueId {
  const shape = ir.shapeOf(e, y);
  const stream = new RandomStream(seed, 1);
  const count = shape.reduce((product, d) => product * d, 1);
  const weights = Array.from({ length: count }, () => 0.5 + stream.uniform());
  return ir.sum(e, ir.mul(e, y, ir.constant(e, shape, weights)));
}
function check(op: string, index: number, each: GradientCase, options?: GradientCheckOptions) {
  const seed = hash32(`${op} ${index}`);
  return checkGradients(
    (e, operands) => weighted(e, each.build(e, Object.values(operands)), seed),
    operandsOf(each, seed),
    options,
  );
}

test('every op has cases exactly if a gradient flows through it', () => {
  expect(Object.keys(gradientCases).sort()).toEqual([...opNames].sort());
  for (const op of opNames) {
    const cases = gradientCases[op];
    expect(typeof cases === 'string', op).toBe(definitionOf(op).vjp === 'none');
    if (typeof cases !== 'string') expect(cases.length, op).toBeGreaterThanOrEqual(3);
  }
});

const differentiable = opNames.flatMap((op) => {
  const cases = gradientCases[op];
  return typeof cases === 'string' ? [] : [[op, cases] as const];
});
describe.each(differentiable)('%s', (op, cases) => {
  test.each(cases.map((each, index) => [index, each] as const))('case %d', (index, each) => {
    expect(check(op, index, each)).toEqual([]);
  });
  test.each([
    ['scaled by 1.01', (g: number) => 1.01 * g],
    ['with its sign flipped', (g: number) => -g],
  ])('a gradient %s is caught', (_, distort) => {
    const caught = cases.filter((each, index) => check(op, index, each, { distort }).length > 0);
    // A power of 0 has no gradient to distort.
    expect(caught.length).toBeGreaterThanOrEqual(cases.length - (op === 'pow' ? 1 : 0));
  });
});

/** Ops whose gradient can be differentiated again. */
const twice = differentiable.filter(([op]) => op !== 'windowMax');
test.each(twice)('second derivatives of %s', (op, cases) => {
  const each = cases[0] as GradientCase;
  const seed = hash32(op);
  const build = (e: ProgramBuilder, operands: Readonly<Record<string, ValueId>>) => {
    const wrt = Object.values(operands);
    const y = each.build(e, wrt);
    const first = gradients(e, weighted(e, ir.mul(e, y, y), seed), wrt);
    return first
      .map((g) => ir.sum(e, ir.mul(e, g, g)))
      .reduce((total, term) => ir.add(e, total, term));
  };
  expect(checkGradients(build, operandsOf(each, seed))).toEqual([]);
});

describe('special places', () => {
  const gradientAt = (data: number[], build: (e: ProgramBuilder, x: ValueId) => ValueId) => {
    const e = new ProgramBuilder();
    const x = ir.param(e, 'x', [data.length]);
    const [g] = gradients(e, ir.sum(e, build(e, x)), [x]) as [ValueId];
    e.output('g', g);
    return [...(evaluateAt(e, data).outputs.g ?? [])];
  };
  const evaluateAt = (e: ProgramBuilder, x: number[]) => evaluate(e.finish('special'), {}, { x });

  test('nothing flows past stopGradient, and nothing is zeros', () => {
    expect(gradientAt([1, 2], (e, x) => ir.mul(e, ir.stopGradient(e, x), x))).toEqual([1, 2]);
    expect(gradientAt([1, 2], (e, x) => ir.stopGradient(e, x))).toEqual([0, 0]);
    expect(gradientAt([1, 2], (e) => ir.full(e, [2], 3))).toEqual([0, 0]);
  });
  test('relu and abs are flat at 0', () => {
    expect(gradientAt([-1, 0, 1], (e, x) => ir.maximum(e, x, ir.num(0)))).toEqual([0, 0, 1]);
    expect(gradientAt([-1, 0, 1], ir.abs)).toEqual([-1, 0, 1]);
  });
  test('elements that tie for the largest share the gradient', () => {
    expect(gradientAt([3, 1, 3], (e, x) => ir.reduceMax(e, x))).toEqual([0.5, 0, 0.5]);
  });
  test('powers at 0 and below have finite gradients', () => {
    expect(gradientAt([0, -2], (e, x) => ir.pow(e, x, ir.num(2)))).toEqual([0, -4]);
    expect(gradientAt([0, -2], (e, x) => ir.pow(e, x, ir.num(0)))).toEqual([0, 0]);
    const exponent = (e: ProgramBuilder, x: ValueId) => ir.pow(e, ir.constant(e, [2], [0, -2]), x);
    expect(gradientAt([2, 2], exponent)).toEqual([0, 0]);
  });
  test('a value used twice gathers both gradients; origins are those of the forward ops', () => {
    const e = new ProgramBuilder();
    const x = ir.param(e, 'x', []);
    const y = e.withOrigin('node', () => ir.mul(e, ir.exp(e, x), x));
    const before = e.instructions.length;
    const [g] = gradients(e, y, [x]) as [ValueId];
    e.output('g', g);
    expect(evaluate(e.finish('twice'), {}, { x: [0.5] }).outputs.g?.[0]).toBeCloseTo(
      1.5 * Math.exp(0.5),
    );
    const added = e.instructions.slice(before).filter(({ op }) => op !== 'constant');
    expect(new Set(added.map(({ origin }) => origin))).toEqual(new Set(['node']));
  });
});

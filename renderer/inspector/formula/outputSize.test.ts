import fc from 'fast-check';
import katex from 'katex';
import { expect, test } from 'vitest';
import { outputSizes, resolvePadding } from '../../../engine/layers/spatial.ts';
import { type AxisSize, axisSizes, sizeFormula } from './outputSize.ts';

const axis = (given: Partial<AxisSize>): AxisSize => ({
  input: 28,
  window: 3,
  stride: 1,
  dilation: 1,
  before: 1,
  after: 1,
  output: 28,
  ...given,
});
const twice = (given: Partial<AxisSize>) => sizeFormula([axis(given), axis(given)]);

test('the usual convolution', () => {
  expect(twice({})).toEqual({
    rule: 'N = \\frac{W - F + 2P}{S} + 1',
    lines: [{ axis: 'both', tex: '28 = \\frac{28 - 3 + 2 \\cdot 1}{1} + 1' }],
    uneven: false,
  });
});
test('a stride that leaves pixels over rounds down', () => {
  const { rule, lines } = twice({ stride: 2, before: 0, after: 0, output: 13 });
  expect(rule).toBe('N = \\left\\lfloor \\frac{W - F + 2P}{S} \\right\\rfloor + 1');
  expect(lines[0]?.tex).toBe(
    '13 = \\left\\lfloor \\frac{28 - 3 + 2 \\cdot 0}{2} \\right\\rfloor + 1',
  );
});
test('padding that differs on the two sides is written as two numbers', () => {
  const { rule, lines, uneven } = twice({ before: 0, after: 1, stride: 2, output: 14 });
  expect(rule).toBe('N = \\frac{W - F + P_1 + P_2}{S} + 1');
  expect(lines[0]?.tex).toBe('14 = \\frac{28 - 3 + 0 + 1}{2} + 1');
  expect(uneven).toBe(true);
});
test('dilation spreads the window', () => {
  const { rule, lines } = twice({ dilation: 2, output: 26 });
  expect(rule).toBe('N = \\frac{W - D(F - 1) - 1 + 2P}{S} + 1');
  expect(lines[0]?.tex).toBe('26 = \\frac{28 - 2 \\cdot (3 - 1) - 1 + 2 \\cdot 1}{1} + 1');
});
test('rows and columns that differ have a line each', () => {
  const { lines } = sizeFormula([axis({}), axis({ input: 32, output: 32 })]);
  expect(lines.map((line) => line.axis)).toEqual(['rows', 'columns']);
  expect(lines[1]?.tex).toContain('32 = ');
});
test('a border has no window', () => {
  const border = { window: 1, before: 2, after: 2, output: 32 };
  expect(twice(border).rule).toBe('N = W + 2P');
  expect(twice({ ...border, after: 1, output: 31 }).lines[0]?.tex).toBe('31 = 28 + 2 + 1');
});

const size = fc.integer({ min: 1, max: 40 });
const geometry = fc.record({
  input: fc.integer({ min: 1, max: 300 }),
  window: fc.integer({ min: 1, max: 9 }),
  stride: fc.integer({ min: 1, max: 5 }),
  dilation: fc.integer({ min: 1, max: 4 }),
  padding: fc.oneof(
    fc.constantFrom('valid' as const, 'same' as const),
    fc.tuple(fc.tuple(size, size), fc.tuple(size, size)),
  ),
});

/** Reads the right-hand side of a line of numbers back. */
function evaluate(tex: string): number {
  const code = tex
    .replace(/\\left\\lfloor (.*) \\right\\rfloor/, 'Math.floor($1)')
    .replace(/\\frac\{(.*)\}\{(.*?)\}/, '(($1)/$2)')
    .replaceAll('\\cdot', '*');
  return Function(`return ${code.split('=')[1]}`)() as number;
}

test('every line is true, renders, and rounds only where it must', () => {
  fc.assert(
    fc.property(geometry, ({ input, window, stride, dilation, padding }) => {
      const [sizes, windows, strides] = [
        [input, input],
        [window, window],
        [stride, stride],
      ];
      const dilations = [dilation, dilation];
      const pixels = resolvePadding(padding, sizes, windows, strides, dilations);
      const output = outputSizes(sizes, windows, strides, pixels, dilations);
      fc.pre(output.every((n) => n >= 1));
      const axes = axisSizes({
        window: { size: windows, stride: strides, dilation: dilations, padding: pixels },
        inputValues: { input: [{ dtype: 'f32', shape: [...sizes, 3] }] },
        outputValues: { output: { dtype: 'f32', shape: [...output, 8] } },
      });
      if (!axes) throw new Error('the sizes are known');
      const formula = sizeFormula(axes);
      const exact = formula.lines.map(({ tex }, i) => {
        expect(evaluate(tex)).toBe(output[i]);
        return evaluate(tex.replaceAll(/\\left\\lfloor|\\right\\rfloor/g, '')) === output[i];
      });
      expect(exact.includes(false)).toBe(formula.rule.includes('lfloor'));
      for (const tex of [formula.rule, ...formula.lines.map((line) => line.tex)])
        expect(katex.renderToString(tex, { output: 'mathml', strict: 'error' })).not.toMatch(
          / style=/,
        );
    }),
  );
});

test('what is not known has no formula', () => {
  const window = { size: [3, 3], stride: [1, 1], dilation: [1, 1], padding: [[0, 0]] as const };
  expect(axisSizes({ window: null, inputValues: {}, outputValues: {} })).toBeNull();
  expect(axisSizes({ window, inputValues: {}, outputValues: {} })).toBeNull();
});

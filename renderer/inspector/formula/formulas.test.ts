import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../engine/services/graph/catalogue.ts';
import { formulasOf } from './formulas.ts';

const { nodeTypes } = catalogue();
const weights = ['kernel', 'bias'];

/** As the window renders it: MathML alone. */
function render(tex: string): string {
  const html = katex.renderToString(tex, { output: 'mathml', displayMode: true, strict: 'error' });
  expect(html).toContain('<math');
  // Attributes that the Content-Security-Policy would refuse.
  expect(html).not.toMatch(/ style=/);
  return html;
}

describe.each(nodeTypes.map((type) => [type.type, type] as const))('%s', (type, summary) => {
  test('has a formula where its documentation has one', () => {
    const { defaults, docs } = summary;
    const written = formulasOf({ type, params: defaults, weights });
    if (docs.formula !== undefined) expect(written.length).toBeGreaterThan(0);
    for (const tex of written) render(tex);
  });
  test('has one for every option of its choices', () => {
    const { defaults, docs, form } = summary;
    for (const { key, control } of form) {
      if (control.kind !== 'choice' || docs.formula === undefined) continue;
      for (const option of control.options) {
        const written = formulasOf({ type, params: { ...defaults, [key]: option }, weights });
        expect(written.length).toBeGreaterThan(0);
        for (const tex of written) render(tex);
      }
    }
  });
});

test('settings and weights show', () => {
  const of = (type: string, params: object, have: readonly string[] = []) =>
    formulasOf({ type, params: { ...params }, weights: have });
  expect(of('dense', {}, ['kernel', 'bias'])).toEqual(['y = x\\,W + b']);
  expect(of('dense', {}, ['kernel'])).toEqual(['y = x\\,W']);
  expect(of('dense', { activation: 'tanh' }, ['kernel'])).toEqual([
    'y = f(x\\,W)',
    'f(x) = \\tanh x',
  ]);
  expect(of('residual', {})[0]).not.toContain('W');
  expect(of('residual', {}, ['kernel'])[0]).toContain('W');
  expect(of('activation', { activation: 'leakyRelu', slope: 0.2 })[0]).toContain('0.2');
  expect(of('activation', { activation: 'elu', alpha: 1e-7 })[0]).toContain('1 \\cdot 10^{-7}');
  expect(of('huber', { delta: 3 })[0]).toContain('|d| \\le 3');
  expect(of('sparseCategoricalCrossentropy', { fromLogits: false })).toEqual(['L = -\\log p_t']);
  expect(of('never-heard-of', {})).toEqual([]);
  expect(of('toString', {})).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { activationNames } from '../layers/activations.ts';
import { layers } from '../layers/index.ts';
import { losses } from '../losses/index.ts';
import { expectClose } from './close.ts';
import { goldens, type LayerCase } from './goldenCases.ts';
import { layerProgram } from './layerProgram.ts';
import { runOnce, targets } from './targets.ts';

const cases: readonly LayerCase[] = [...goldens('layers'), ...goldens('losses')];

/** They only name where data enter and leave. */
const PLUMBING = ['input', 'output'];

test('every layer and every loss has a golden', () => {
  const covered = new Set([...PLUMBING, ...cases.map((golden) => golden.layer)]);
  const missing = [...layers, ...losses].filter(({ type }) => !covered.has(type));
  expect(missing.map(({ type }) => type)).toEqual([]);
});

test('every activation has a golden', () => {
  const covered = new Set(cases.map(({ params }) => params.activation));
  expect(activationNames.filter((name) => !covered.has(name))).toEqual([]);
});

test('every golden has gradients of all its trained weights and of its values', () => {
  for (const { name, inputs, weights = {}, updates = {}, gradients, ...golden } of cases) {
    expect(Object.keys(gradients).length, name).toBeGreaterThan(0);
    if (golden.training !== true || Object.keys(updates).length > 0) continue;
    expect(Object.keys(golden.weightGradients ?? {}), name).toEqual(Object.keys(weights));
    expect(Object.keys(gradients), name).toEqual(Object.keys(inputs));
  }
});

describe.each(targets)('on $name', (target) => {
  test.each(cases)('$name equals PyTorch', async (golden) => {
    const { program, feed, expected } = layerProgram(golden);
    const outputs = await runOnce(target, program, feed);
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, { data }] of Object.entries(expected))
      expectClose(name, outputs[name] ?? [], data, target.tolerance);
  });
});

import { expect, it } from 'vitest';
import { blockingIssues, inferNetwork } from '../engine/index.ts';
import { workload, workloadNames } from './workloads.ts';

const parametersOf = (name: string) => {
  const { project, fields } = workload(name);
  const network = inferNetwork(project, fields);
  expect(blockingIssues(network)).toEqual([]);
  return network.parameters;
};

it.each(workloadNames)('%s is a project that can be trained', (name) => {
  const { project, batchSize } = workload(name);
  expect(project.training.batchSize).toBe(batchSize);
  expect(parametersOf(name)).toBeGreaterThan(0);
});

it('makes any batch of any family', () => {
  expect(workload('lenet-b1').batchSize).toBe(1);
  expect(workload('mlp-b512').batchSize).toBe(512);
  expect(parametersOf('lenet-b1')).toBe(parametersOf('lenet-b64'));
});

/** Millions of parameters in table 6 of He et al., 2016; the projections of two skips, which theirs do without, add a little. */
it.each([
  ['resnet20-b1', 20, 0.27],
  ['resnet56-b1', 56, 0.85],
  ['resnet110-b1', 110, 1.7],
])('%s has as many layers and parameters as its name says', (name, layers, millions) => {
  const { nodes } = workload(name).project;
  expect(nodes.filter(({ type }) => type === 'conv2d' || type === 'dense')).toHaveLength(layers);
  const parameters = parametersOf(name) / 1e6;
  expect(parameters).toBeGreaterThan(millions - 0.05);
  expect(parameters).toBeLessThan(millions + 0.05);
});

it.each(['mlp', 'mlp-b0', 'mlp-b1.5', 'resnet21-b1', 'toString-b1', 'lenet-b064', ''])(
  'knows no workload "%s"',
  (name) => {
    expect(() => workload(name)).toThrow(expect.objectContaining({ code: 'unknown-workload' }));
  },
);

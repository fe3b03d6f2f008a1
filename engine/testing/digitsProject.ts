/** A small convolutional network on few drawn digits: quick to train, with everything that views show. */
import { checkProject } from '../graph/document/parse.ts';
import type { Project } from '../graph/document/schema.ts';
import type { NodeWatch } from '../services/views/types.ts';

export interface DigitsOptions {
  readonly epochs?: number;
  readonly optimizer?: { readonly type: string; readonly params: object };
  readonly training?: object;
  readonly data?: object;
}

const node = (id: string, type: string, params: object = {}) => ({ id, type, label: id, params });
const link = (from: string, to: string, port = 'input') => ({
  id: `${from}-${to}`,
  from: { node: from, port: 'output' },
  to: { node: to, port },
});

/** 20 steps an epoch: 640 training pictures, 64 to validate with. */
export function digitsProject(options: DigitsOptions = {}): Project {
  const { epochs = 3, optimizer = { type: 'adam', params: {} } } = options;
  const checked = checkProject({
    format: 'netloom',
    version: 1,
    nodes: [
      node('image', 'input'),
      node('conv', 'conv2d', { filters: 4, kernelSize: [3, 3], padding: 'same', stride: [2, 2] }),
      node('norm', 'batchNormalization'),
      node('relu', 'activation', { activation: 'relu' }),
      node('pool', 'maxPooling2d'),
      node('flat', 'flatten'),
      node('drop', 'dropout', { rate: 0.25 }),
      node('scores', 'dense', { units: 10 }),
      node('loss', 'sparseCategoricalCrossentropy'),
    ],
    edges: [
      link('image', 'conv'),
      link('conv', 'norm'),
      link('norm', 'relu'),
      link('relu', 'pool'),
      link('pool', 'flat'),
      link('flat', 'drop'),
      link('drop', 'scores'),
      link('scores', 'loss', 'prediction'),
    ],
    data: { source: 'builtin:digits', options: { train: 640, test: 64, ...options.data } },
    training: {
      phases: [{ epochs, objectives: [{ optimizer }] }],
      batchSize: 32,
      split: { kind: 'provided' },
      metrics: [{ type: 'accuracy', compares: { loss: 'loss' } }],
      ...options.training,
    },
  });
  if ('issues' in checked) throw new Error(JSON.stringify(checked.issues));
  return checked.project;
}
export const stepsPerEpoch = 20;

/** Every node, as a canvas watches them. */
export const allNodes: readonly NodeWatch[] = [
  'image',
  'conv',
  'norm',
  'relu',
  'pool',
  'flat',
  'drop',
  'scores',
  'loss',
].map((id) => ({ node: id, detail: 'thumbnail' }));
export const validationSample = (index: number) =>
  ({ kind: 'data', part: 'validation', index }) as const;

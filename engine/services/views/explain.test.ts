import { afterEach, describe, expect, it } from 'vitest';
import { checkProject } from '../../graph/document/parse.ts';
import { digitsProject, validationSample } from '../../testing/digitsProject.ts';
import { ServiceClient, unwrap } from '../../testing/serviceClient.ts';
import { storePlatform } from '../../testing/storePlatform.ts';
import { trainingService } from '../training/service.ts';
import type { TrainingService } from '../training/types.ts';

let service: TrainingService;
let client: ServiceClient;
afterEach(async () => {
  await service.close();
  client.close();
});

/** The digits network with other layers between input and flatten, one after the other. */
async function watch(layers: Readonly<Record<string, readonly [type: string, params: object]>>) {
  const base = digitsProject();
  const ids = Object.keys(layers);
  const chain = ['image', ...ids, 'flat', 'drop', 'scores'];
  const kept = base.nodes.filter(({ id }) => !['conv', 'norm', 'relu', 'pool'].includes(id));
  const edge = (from: string, to: string, port: string) => ({
    id: `${from}-${to}`,
    from: { node: from, port: 'output' },
    to: { node: to, port },
  });
  const checked = checkProject({
    ...base,
    nodes: [
      ...kept,
      ...Object.entries(layers).map(([id, [type, params]]) => ({ id, type, label: id, params })),
    ],
    edges: [
      ...chain.slice(1).map((to, i) => edge(chain[i] as string, to, 'input')),
      edge('scores', 'loss', 'prediction'),
    ],
  });
  if ('issues' in checked) throw new Error(JSON.stringify(checked.issues));
  service = trainingService(storePlatform({ sharedMemory: false }), { runsDirectory: 'runs' });
  client = new ServiceClient(service);
  const request = { project: checked.project, threads: 1, paused: true };
  unwrap(await service.start(request));
  for (let step = 0; step < 2; step++) unwrap(await service.step());
  const nodes = ['image', ...ids].map((node) => ({ node, detail: 'full' as const }));
  const frame = await client.frameOf(await client.watch(nodes, [validationSample(7)]), 2);
  return { frame, ids };
}
const explain = async (node: string, channel: number, row: number, column: number) =>
  unwrap(await service.explainPixel({ node, sample: 0, channel, row, column }));

const odd = {
  filters: 6,
  kernelSize: [3, 5],
  stride: [2, 1],
  dilation: [1, 2],
  padding: [
    [1, 2],
    [3, 0],
  ],
};

describe('a pixel of a convolution', () => {
  it('is its patch times its kernel, plus the bias, through the activation', async () => {
    const { frame } = await watch({
      a: ['conv2d', { ...odd, activation: 'relu' }],
      b: ['conv2d', { ...odd, groups: 3, activation: 'tanh' }],
      c: ['conv2d', { filters: 4, kernelSize: [2, 2], padding: 'same', useBias: false }],
    });
    const activations: Record<string, (x: number) => number> = {
      a: (x) => Math.max(0, x),
      b: Math.tanh,
      c: (x) => x,
    };
    for (const { node, shape, values } of frame.samples[0]?.nodes.slice(1) ?? []) {
      const [height = 1, width = 1, channels = 1] = shape;
      for (let channel = 0; channel < channels; channel++)
        for (const [row, column] of [
          [0, 0],
          [height - 1, width - 1],
          [height >> 1, width >> 1],
        ] as const) {
          const found = await explain(node, channel, row, column);
          const shown = values[(channel * height + row) * width + column];
          expect(found.value).toBe(shown);
          const { patch, kernel } = found;
          expect(patch.shape).toEqual(kernel.shape);
          const dot = patch.values.reduce((sum, x, i) => sum + x * (kernel.values[i] ?? 0), 0);
          expect(found.sum).toBeCloseTo(dot, 6);
          expect(activations[node]?.(found.sum + found.bias)).toBeCloseTo(found.value, 4);
          expect(found.bias === 0).toBe(node === 'c');
        }
    }
  });
  it('has a window that may reach outside, where the patch is 0', async () => {
    const { frame } = await watch({ a: ['conv2d', odd] });
    const found = await explain('a', 0, 0, 0);
    expect(found.window).toEqual({ top: -1, left: -3, height: 3, width: 9 });
    expect(found.patch.shape).toEqual([3, 5, 1]);
    expect([...found.patch.values.slice(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    const image = frame.samples[0]?.nodes[0]?.values ?? [];
    expect(found.patch.values[1 * 5 + 2]).toBe(image[0 * 28 + 1]);
    expect(found.patch.values[2 * 5 + 4]).toBe(image[1 * 28 + 5]);
  });
});

describe('a pixel of pooling', () => {
  it.each(['maxPooling2d', 'averagePooling2d'])(
    'of %s has the patch of its channel',
    async (type) => {
      const { frame } = await watch({
        conv: ['conv2d', { filters: 3, kernelSize: [3, 3] }],
        pool: [type, { poolSize: [3, 3], stride: [2, 2], padding: 'same' }],
      });
      const view = frame.samples[0]?.nodes.find(({ node }) => node === 'pool');
      const found = await explain('pool', 2, 4, 5);
      expect(found.kernel.values).toHaveLength(0);
      expect(found.patch.shape).toEqual([3, 3, 1]);
      expect(found.value).toBe(view?.values[(2 * 13 + 4) * 13 + 5]);
      const numbers = [...found.patch.values];
      const expected =
        type === 'maxPooling2d' ? Math.max(...numbers) : numbers.reduce((a, b) => a + b) / 9;
      expect(found.value).toBeCloseTo(expected, 5);
    },
  );
});

it('explains nothing else, and nothing outside of a map', async () => {
  await watch({ a: ['conv2d', { filters: 2 }] });
  const place = { sample: 0, channel: 0, row: 0, column: 0 };
  const codeOf = async (request: object) => {
    const result = await service.explainPixel({ node: 'a', ...place, ...request });
    return result.ok ? 'ok' : result.error.code;
  };
  expect(await codeOf({})).toBe('ok');
  expect(await codeOf({ node: 'scores' })).toBe('cannot-explain');
  expect(await codeOf({ node: 'nobody' })).toBe('cannot-explain');
  expect(await codeOf({ row: 26 })).toBe('pixel-outside');
  expect(await codeOf({ channel: -1 })).toBe('pixel-outside');
  expect(await codeOf({ sample: 1 })).toBe('sample-not-watched');
});

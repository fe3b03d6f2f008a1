import { afterEach, describe, expect, it } from 'vitest';
import { wasmBackend } from '../../backends/wasm/index.ts';
import { checkProject } from '../../graph/document/parse.ts';
import type { Project } from '../../graph/document/schema.ts';
import { openRun } from '../../runtime/run.ts';
import { ServiceClient, unwrap } from '../../testing/serviceClient.ts';
import { type StorePlatform, storePlatform } from '../../testing/storePlatform.ts';
import { trainingService } from './service.ts';
import type { TrainingService } from './types.ts';

const runsDirectory = 'runs';
const opened: { service: TrainingService; client: ServiceClient }[] = [];
function open(platform: StorePlatform = storePlatform()) {
  const service = trainingService(platform, { runsDirectory });
  const client = new ServiceClient(service);
  opened.push({ service, client });
  return { platform, service, client };
}
afterEach(async () => {
  for (const { service, client } of opened.splice(0)) {
    await service.close();
    client.close();
  }
});

/** A small convolutional network on few digits, with everything that views show. */
function project(change: (document: Record<string, unknown>) => void = () => undefined): Project {
  const node = (id: string, type: string, params: object = {}) => ({ id, type, label: id, params });
  const link = (from: string, to: string, port = 'input') => ({
    id: `${from}-${to}`,
    from: { node: from, port: 'output' },
    to: { node: to, port },
  });
  const document = {
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
    data: { source: 'builtin:digits', options: { train: 640, test: 64 } },
    training: {
      phases: [{ epochs: 3, objectives: [{}] }],
      batchSize: 32,
      split: { kind: 'provided' },
      metrics: [{ type: 'accuracy', compares: { loss: 'loss' } }],
    },
  } as Record<string, unknown>;
  change(document);
  const checked = checkProject(document);
  if ('issues' in checked) throw new Error(JSON.stringify(checked.issues));
  return checked.project;
}
const everything = ['image', 'conv', 'norm', 'relu', 'pool', 'flat', 'drop', 'scores', 'loss'].map(
  (node) => ({ node, detail: 'thumbnail' as const }),
);
const sample = (index: number) => ({ kind: 'data', part: 'validation', index }) as const;

/** What the command line does. */
async function direct(document: Project, threads: number) {
  const platform = storePlatform();
  const run = await openRun(platform, {
    project: document,
    backend: wasmBackend(platform),
    threads,
  });
  const losses: number[] = [];
  const trainer = run.trainer({
    onEvent: (event) => {
      if (event.kind === 'epoch') losses.push(event.loss);
    },
    saveEvery: { steps: 200, milliseconds: 5000 },
  });
  await trainer.run();
  const { sha256 } = run.exportWeights();
  await run.close();
  return { losses, sha256 };
}

describe('a run of the service', () => {
  it('gives the losses and weights of the command line, watched or not', async () => {
    const expected = await direct(project(), 2);
    for (const watched of [false, true]) {
      const { service, client } = open();
      unwrap(await service.setWatchBudget(1));
      if (watched) await client.watch(everything, [sample(0), sample(1)], 'conv');
      const run = unwrap(await service.start({ project: project(), threads: 2 }));
      const end = await client.ended(run.id);
      expect(end).toMatchObject({ state: 'finished', error: null, nonFinite: null });
      expect(client.epochLosses(run.id)).toEqual(expected.losses);
      expect(end.weightsSha256).toBe(expected.sha256);
      expect(client.frames.length > 3).toBe(watched);
      expect(client.curve(run.id).steps).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
      const file = unwrap(
        await service.exportWeights({ run: run.id, which: 'last', format: 'safetensors' }),
      );
      expect(file).toMatchObject({ sha256: expected.sha256, verdict: 'read-back', tensors: 8 });
    }
  });
});

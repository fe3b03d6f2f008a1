import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { referenceBackend } from '../../backends/reference/index.ts';
import { readOnnx } from '../../formats/onnx/read/readModel.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { prepareExport } from '../../runtime/export/prepare.ts';
import { sourceWithoutData } from '../../runtime/export/source.ts';
import { digitsProject } from '../../testing/digitsProject.ts';
import { exportBy, openExchange, plainChoice } from '../../testing/exchange.ts';
import { ServiceClient, unwrap } from '../../testing/serviceClient.ts';
import { storePlatform } from '../../testing/storePlatform.ts';
import { hex, sha256 } from '../../util/sha256.ts';
import { trainingService } from '../training/service.ts';
import type { TrainingService } from '../training/types.ts';

const opened: TrainingService[] = [];
function openTraining(platform = storePlatform()) {
  const service = trainingService(platform, { runsDirectory: 'runs' });
  opened.push(service);
  return { service, platform };
}
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close();
});
async function trained() {
  const { service, platform } = openTraining();
  const request = { project: digitsProject(), threads: 1, paused: true };
  const client = new ServiceClient(service);
  const { id: run } = unwrap(await service.start(request));
  const step = async () => {
    const before = client.curve(run).steps.length;
    unwrap(await service.step());
    await client.until(() => client.curve(run).steps.length > before);
  };
  await step();
  return { service, platform, step, request: { run, which: 'last', samples: true } as const };
}
const files = new URL('../../testing/onnx/files/', import.meta.url);
const modelFile = (name: string) => new Blob([readFileSync(new URL(name, files))]);

describe('an export', () => {
  it('is run elsewhere on held-out samples of the data, while training waits or not', async () => {
    const { service, request, step } = await trained();
    const file = unwrap(await exportBy(service, request));
    expect(file).toMatchObject({
      which: 'last',
      epoch: null,
      triedWith: 'validation',
      verdict: { kind: 'same-outputs', difference: { samples: 64, changed: 0 } },
      sha256: hex(sha256(file.bytes)),
    });
    const read = await readOnnx(file.bytes, 'net.onnx', null);
    expect(read.weights.length).toBe(file.tensors);
    // The run is none the worse for it, and gives the same file again.
    expect(unwrap(await exportBy(service, request)).sha256).toBe(file.sha256);
    await step();
    expect(unwrap(await exportBy(service, request)).sha256).not.toBe(file.sha256);
  });

  it('of a stored run opens its data for as long as it takes', async () => {
    const { service, platform, request } = await trained();
    const here = unwrap(await exportBy(service, request));
    await service.close();
    const { service: later } = openTraining(platform);
    expect(unwrap(await exportBy(later, request))).toEqual(here);
    expect(await later.readSample('train', 0)).toMatchObject({ error: { code: 'no-data' } });
  });

  it('tells how far it is', async () => {
    const { service, request } = await trained();
    const { progress } = await exportBy(service, request);
    expect(progress.filter(({ stage }) => stage === 'checking')).toEqual([
      { stage: 'checking', done: 32, of: 64 },
      { stage: 'checking', done: 64, of: 64 },
    ]);
  });

  it('of weights alone is read back', async () => {
    const { service, request } = await trained();
    const choice = { ...plainChoice, format: 'safetensors', name: 'net.safetensors' };
    const file = unwrap(await exportBy(service, { ...request, samples: false }, choice));
    expect(file).toMatchObject({ verdict: { kind: 'read-back', tensors: 8 }, triedWith: null });
    expect(readSafetensors(file.bytes, '').tensors.size).toBe(8);
  });

  it('ends when it is cancelled, and the next one is a whole one', async () => {
    const { service, request } = await trained();
    const exchange = openExchange();
    const material = unwrap(await service.exportMaterial(request));
    const { port1, port2 } = new MessageChannel();
    const heard = new Promise((resolve) => port1.addEventListener('message', resolve));
    port1.start();
    const first = exchange.exportFile(material, plainChoice, port2);
    const waiting = exchange.exportFile(material, plainChoice, new MessageChannel().port2);
    await heard;
    unwrap(await exchange.cancelExport());
    for (const result of [await first, await waiting])
      expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect((await exportBy(service, request, plainChoice, exchange)).ok).toBe(true);
  });

  it('says what cannot be written', async () => {
    const { service, request } = await trained();
    const choice = { ...plainChoice, format: 'onnx-of-tomorrow' };
    expect(await exportBy(service, request, choice)).toMatchObject({
      error: { code: 'format-unknown' },
    });
  });
});

describe('an imported model', () => {
  async function imported(name: string) {
    const request = {
      name,
      file: modelFile(name),
      beside: [],
      weightsPath: 'weights-1/net.safetensors',
    };
    return unwrap(await openExchange().importModel(request));
  }

  it('is a project whose weights can be exported at once, tried with random numbers', async () => {
    const { project, weights, operators } = await imported('plain.onnx');
    expect(operators).toContainEqual(
      expect.objectContaining({ operator: 'Conv', count: 2, layers: ['conv2d'] }),
    );
    const { service, platform } = openTraining();
    platform.files.set('weights-1/net.safetensors', weights);
    const file = unwrap(await exportBy(service, { project, samples: true }));
    expect(file).toMatchObject({
      verdict: { kind: 'same-outputs', difference: { samples: 256 } },
      triedWith: 'random',
    });
  });
  it('with data is tried with them', async () => {
    const { project, weights } = await imported('lenet.onnx');
    const { service, platform } = openTraining();
    platform.files.set('weights-1/net.safetensors', weights);
    const bound = { ...project, data: digitsProject().data };
    const file = unwrap(await exportBy(service, { project: bound, samples: true }));
    expect(file).toMatchObject({ triedWith: 'validation', verdict: { kind: 'same-outputs' } });
  });
  it('with a layer that its weights do not fit says so', async () => {
    const { project, weights } = await imported('mlp.onnx');
    const { service, platform } = openTraining();
    platform.files.set('weights-1/net.safetensors', weights);
    const nodes = project.nodes.map((node) =>
      node.label === 'Gemm 0' ? { ...node, label: 'new' } : node,
    );
    const request = { project: { ...project, nodes }, samples: true };
    expect(await exportBy(service, request)).toMatchObject({
      error: { code: 'weights-missing', sentence: expect.stringContaining('new/kernel') },
    });
  });
  it('that is broken is refused with a sentence', async () => {
    const file = new Blob([readFileSync(new URL('lenet.onnx', files)).subarray(0, 5000)]);
    const request = { name: 'half.onnx', file, beside: [], weightsPath: 'w' };
    expect(await openExchange().importModel(request)).toMatchObject({
      ok: false,
      error: { code: 'onnx-malformed', sentence: expect.stringMatching(/^half\.onnx.*\.$/) },
    });
  });
});

describe('weights in a file beside the model', () => {
  async function split() {
    const name = 'lenet.onnx';
    const request = { name, file: modelFile(name), beside: [], weightsPath: 'w' };
    const { project, weights } = unwrap(await openExchange().importModel(request));
    const { tensors } = readSafetensors(weights, 'w');
    const computing = { backend: referenceBackend, threads: 1 };
    const source = sourceWithoutData(project, tensors, 'w', computing);
    const options = { ...plainChoice, batch: 'dynamic', externalAbove: 0 } as const;
    const parts = prepareExport(source, 'onnx', 'net.onnx', options).files;
    const blobs = parts.map(({ pieces }) => new Blob([...pieces()] as BlobPart[]));
    return { model: blobs[0] as Blob, data: blobs[1] as Blob, weights };
  }

  it('are found among the files that were given with it, by their names', async () => {
    const { model, data, weights } = await split();
    const request = { name: 'net.onnx', file: model, weightsPath: 'w' };
    const missing = await openExchange().importModel({ ...request, beside: [] });
    expect(missing).toMatchObject({
      error: { code: 'onnx-external-missing', place: 'net.onnx.data' },
    });
    for (const path of ['net.onnx.data', 'elsewhere/net.onnx.data']) {
      const beside = [{ path, file: data }];
      const found = unwrap(await openExchange().importModel({ ...request, beside }));
      expect(readSafetensors(found.weights, '').tensors.size).toBe(
        readSafetensors(weights, '').tensors.size,
      );
    }
  });
});

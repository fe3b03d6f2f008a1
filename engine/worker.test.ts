import { wrap } from 'comlink';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GraphService } from './services/graph/types.ts';
import type { PreviewService } from './services/preview/types.ts';
import type { TrainingService } from './services/training/types.ts';
import { digitsProject } from './testing/digitsProject.ts';
import { unwrap } from './testing/serviceClient.ts';
import { storePlatform } from './testing/storePlatform.ts';
import { type BusyNotice, serveGraph, servePreview, serveTraining } from './worker.ts';

let here: MessagePort;
let there: MessagePort;
let notices: BusyNotice[];
beforeEach(() => {
  ({ port1: here, port2: there } = new MessageChannel());
  notices = [];
  here.addEventListener('message', ({ data }: MessageEvent) => {
    if (data?.kind === 'busy') notices.push(data);
  });
});
afterEach(() => {
  here.close();
  there.close();
});
const mounting = (options: { sharedMemory?: boolean } = {}) =>
  Object.assign(storePlatform(options), { runsDirectory: 'runs', mount: () => undefined });

describe('services behind an endpoint', () => {
  it('answer as if they were here: training, with its results handed over', async () => {
    serveTraining(mounting(), there);
    const service = wrap<TrainingService>(here);
    expect(await service.ping()).toEqual({ ok: true, value: null });
    const run = unwrap(await service.start({ project: digitsProject(), threads: 1, paused: true }));
    const request = { run: run.id, which: 'last', samples: true } as const;
    const material = unwrap(await service.exportMaterial(request));
    expect(material.samples).toMatchObject({ from: 'validation', count: 64 });
    // What was handed over is the run's no more than its copy: asked for again, it is whole too.
    expect(unwrap(await service.exportMaterial(request))).toEqual(material);
    unwrap(await service.step());
    unwrap(await service.close());
    expect(notices.length).toBeGreaterThan(0);
    expect(notices.length % 2).toBe(0);
    expect(notices.map(({ busy }) => busy)).toEqual(notices.map((_, i) => i % 2 === 0));
  });
  it('answer failures as values', async () => {
    serveTraining(mounting(), there);
    const service = wrap<TrainingService>(here);
    expect(await service.pause()).toEqual({
      ok: false,
      error: { code: 'no-run', sentence: expect.stringMatching(/\.$/) },
    });
  });
  it('cannot be changed from outside', async () => {
    serveGraph(there);
    const answer = new Promise<unknown>((resolve) => {
      here.onmessage = ({ data }) => resolve(data);
    });
    const value = { type: 'RAW', value: 3 };
    here.postMessage({ id: 'mine', type: 'SET', path: ['ping'], value });
    expect(await answer).toMatchObject({ id: 'mine', type: 'HANDLER', name: 'throw' });
    here.onmessage = null;
    const service = wrap<{ ping(): Promise<unknown> }>(here);
    expect(await service.ping()).toEqual({ ok: true, value: null });
  });
  it('serve the graph and previews', async () => {
    serveGraph(there);
    const graph = wrap<GraphService>(here);
    const summary = unwrap(await graph.infer(digitsProject(), null));
    expect(summary.order).toHaveLength(9);
    const { port1, port2 } = new MessageChannel();
    servePreview(mounting({ sharedMemory: false }), port2);
    const watch = { id: 1, nodes: [], samples: [], weightsOf: 'conv' };
    const request = { project: digitsProject(), fields: [], watch };
    const preview = unwrap(await wrap<PreviewService>(port1).preview(request));
    expect(preview.weights).toEqual([]);
    port1.close();
    port2.close();
  });
});

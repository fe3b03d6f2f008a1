import { afterEach, describe, expect, it } from 'vitest';
import { wasmBackend } from '../../backends/wasm/index.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import type { Project } from '../../graph/document/schema.ts';
import { openRun } from '../../runtime/run.ts';
import {
  allNodes,
  digitsProject,
  stepsPerEpoch,
  validationSample,
} from '../../testing/digitsProject.ts';
import { exportWeights } from '../../testing/exchange.ts';
import { ServiceClient, unwrap } from '../../testing/serviceClient.ts';
import { type StorePlatform, storePlatform } from '../../testing/storePlatform.ts';
import { NetloomError } from '../../util/errors.ts';
import { trainingService } from './service.ts';
import type { TrainingService } from './types.ts';

const opened: { service: TrainingService; client: ServiceClient }[] = [];
function open(platform: StorePlatform = storePlatform()) {
  const service = trainingService(platform, { runsDirectory: 'runs' });
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

/** What the command line does. */
async function direct(document: Project, threads = 2) {
  const platform = storePlatform();
  const backend = wasmBackend(platform);
  const run = await openRun(platform, { project: document, backend, threads });
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
const last = { which: 'last' } as const;

describe('a run of the service', () => {
  it('gives the losses and weights of the command line, watched or not', async () => {
    const expected = await direct(digitsProject());
    for (const watched of [false, true]) {
      const { service, client } = open();
      unwrap(await service.setWatchBudget(1));
      if (watched) await client.watch(allNodes, [validationSample(0), validationSample(1)], 'conv');
      const run = unwrap(await service.start({ project: digitsProject(), threads: 2 }));
      const end = await client.ended(run.id);
      expect(end).toMatchObject({ state: 'finished', error: null, nonFinite: null });
      expect(client.epochLosses(run.id)).toEqual(expected.losses);
      expect(end.weightsSha256).toBe(expected.sha256);
      const whileTraining = client.frames.filter(({ step }) => step > 0 && step < 60);
      expect(whileTraining.length > 1).toBe(watched);
      expect(client.curve(run.id).steps).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
      const file = unwrap(await exportWeights(service, { run: run.id, ...last }));
      expect(file).toMatchObject({
        sha256: expected.sha256,
        verdict: { kind: 'read-back' },
        tensors: 8,
      });
      expect(readSafetensors(file.bytes, '').tensors.size).toBe(8);
    }
  });

  it('says what it is', async () => {
    const { service } = open();
    const summary = unwrap(await service.start({ project: digitsProject(), threads: 1 }));
    expect(summary).toMatchObject({
      threads: 1,
      epochs: 3,
      stepsPerEpoch,
      metricNames: ['accuracy'],
      startedAt: 0,
      data: { name: 'Drawn digits', training: 640, validation: 64 },
    });
    expect(summary.classes).toHaveLength(10);
    expect(summary.parameters).toBe(40 + 16 + 7 * 7 * 4 * 10 + 10);
  });

  it('pauses, steps, changes its learning rate, goes on and stops', async () => {
    const { service, client } = open();
    const project = digitsProject({ epochs: 1000 });
    const run = unwrap(await service.start({ project, threads: 2, paused: true }));
    await client.state(run.id, 'paused');
    for (let step = 1; step <= 3; step++) {
      unwrap(await service.step());
      await client.until(() => client.curve(run.id).steps.length === step);
    }
    unwrap(await service.setLearningRate(0.25));
    unwrap(await service.step());
    await client.until(() => client.progress(run.id)?.step === 4);
    expect(client.progress(run.id)?.learningRate).toBe(0.25);
    const before = client.messages.length;
    unwrap(await service.resume());
    await client.state(run.id, 'running', before);
    await client.until(() => client.curve(run.id).steps.length > 30);
    unwrap(await service.stop());
    expect(await client.ended(run.id)).toMatchObject({ state: 'stopped' });
    expect(await service.setLearningRate(0.1)).toMatchObject({ error: { code: 'run-ended' } });
  });

  it('keeps the pace asked for, which a pause does not wait for', async () => {
    const { service, client } = open();
    unwrap(await service.setPace(60_000));
    const run = unwrap(await service.start({ project: digitsProject(), threads: 1 }));
    await client.until(() => client.curve(run.id).steps.length === 1);
    unwrap(await service.pause());
    await client.state(run.id, 'paused');
    expect(client.curve(run.id).steps).toEqual([1]);
    unwrap(await service.setPace(0));
    unwrap(await service.resume());
    expect(await client.ended(run.id)).toMatchObject({ state: 'finished' });
    expect(await service.setPace(-1)).toMatchObject({ error: { code: 'pace-invalid' } });
  });

  it('ends the run before when another is started', async () => {
    const { service, client } = open();
    const endless = digitsProject({ epochs: 1000 });
    const first = unwrap(await service.start({ project: endless, threads: 2 }));
    await client.until(() => client.curve(first.id).steps.length > 0);
    const second = unwrap(await service.start({ project: digitsProject(), threads: 2 }));
    expect(second.id).not.toBe(first.id);
    expect(await client.ended(first.id)).toMatchObject({ state: 'stopped' });
    expect(await client.ended(second.id)).toMatchObject({ state: 'finished' });
  });

  it('stops when numbers are no longer finite, and names the layer', async () => {
    const { service, client } = open();
    const optimizer = { type: 'sgd', params: { learningRate: 1e30 } };
    const project = digitsProject({ optimizer });
    const run = unwrap(await service.start({ project, threads: 2 }));
    const end = await client.ended(run.id);
    expect(end).toMatchObject({ state: 'failed', error: null });
    expect(end.nonFinite?.step).toBeGreaterThan(0);
    expect(project.nodes.map(({ id }) => id)).toContain(end.nonFinite?.node);
  });

  it('ends with a sentence when a compute thread dies, and gives the weights of the last checkpoint', async () => {
    const { service, client, platform } = open();
    const project = digitsProject({ epochs: 1000 });
    const run = unwrap(await service.start({ project, threads: 2 }));
    await client.until(() => client.curve(run.id).steps.length > 5);
    unwrap(await service.pause());
    await client.state(run.id, 'paused');
    await client.until(() => [...platform.files.keys()].some((path) => path.endsWith('run.json')));
    const saved = unwrap(await exportWeights(service, { run: run.id, ...last }));
    unwrap(await service.resume());
    await platform.workers[0]?.terminate();
    const end = await client.ended(run.id);
    expect(end).toMatchObject({ state: 'failed', error: { code: 'compute-thread-failed' } });
    const after = unwrap(await exportWeights(service, { run: run.id, ...last }));
    expect(after.sha256).toBe(saved.sha256);
  });

  it('answers what goes wrong with a code and a sentence', async () => {
    const { service } = open();
    expect(await service.pause()).toMatchObject({ error: { code: 'no-run' } });
    expect(await service.readSample('train', 0)).toMatchObject({ error: { code: 'no-data' } });
    const empty = { ...digitsProject(), nodes: [], edges: [] };
    expect(await service.start({ project: empty, threads: 1 })).toMatchObject({
      ok: false,
      error: { code: 'project-has-issues' },
    });
    unwrap(await service.openData(digitsProject()));
    expect(await service.readSample('validation', 64)).toMatchObject({
      error: { code: 'sample-out-of-range' },
    });
    expect(await exportWeights(service, { run: '../x', ...last })).toMatchObject({
      error: { code: 'run-not-found' },
    });
    expect(
      await service.exportMaterial({ project: digitsProject(), samples: false }),
    ).toMatchObject({ error: { code: 'no-initial-weights' } });
  });
});

describe('data', () => {
  it('of files that were opened again are read again', async () => {
    const platform = storePlatform();
    const service = trainingService(platform, {
      runsDirectory: 'runs',
      mount: (root, files) => {
        for (const { path } of files)
          platform.files.set(`${root}/${path}`, new TextEncoder().encode(tables.shift()));
      },
    });
    opened.push({ service, client: new ServiceClient(service) });
    const table = (rows: number) =>
      `x,y\n${Array.from({ length: rows }, (_, i) => `${(i * 7) % 5}.5,${i % 2 ? 'a' : 'b'}`).join('\n')}\n`;
    const tables = [table(20), table(40), table(60)];
    const mount = () => service.mount('flowers', [{ path: 't.csv', file: new Blob() }]);
    const project = {
      ...digitsProject({ training: { split: { kind: 'fraction', validation: 0.5 } } }),
      data: { source: { kind: 'path' as const, path: 'flowers/t.csv' }, options: {} },
    };
    const rows = async () => unwrap(await service.openData(project)).training;
    unwrap(await mount());
    expect(await rows()).toBe(10);
    expect(await rows()).toBe(10);
    unwrap(await service.mount('elsewhere', []));
    unwrap(await mount());
    expect(await rows()).toBe(20);
    // Opened while they are being read.
    const first = service.openData({ ...project, training: { ...project.training, seed: 2 } });
    await Promise.resolve();
    unwrap(await mount());
    await first;
    expect(await rows()).toBe(30);
  });
});

describe('stored runs', () => {
  /** Trains to step `count` and beyond, then pauses: the store has a checkpoint of the pause. */
  async function interrupted(platform: StorePlatform, project: Project, count: number) {
    const { service, client } = open(platform);
    const run = unwrap(await service.start({ project, threads: 2 }));
    await client.until(() => client.curve(run.id).steps.length >= count);
    unwrap(await service.pause());
    await client.state(run.id, 'paused');
    await client.until(() => platform.files.has(`runs/${run.id}/run.json`));
    return { run, service, client };
  }

  it('go on bit for bit in another service, with their curve', async () => {
    const project = digitsProject({ epochs: 40 });
    const expected = await direct(project);
    const platform = storePlatform();
    const { run } = await interrupted(platform, project, 25);
    // The page is gone: another service over the same files.
    const { service, client } = open(platform);
    const [stored, ...others] = unwrap(await service.storedRuns());
    expect(others).toEqual([]);
    expect(stored).toMatchObject({ id: run.id, steps: 800, threads: 2, finished: false });
    const step = stored?.step ?? 0;
    expect(step).toBeGreaterThan(0);
    expect(stored?.curve.steps.at(-1)).toBe(step);
    const resumed = unwrap(await service.resumeStored(run.id, { threads: 1 }));
    expect(resumed).toMatchObject({ id: run.id, startedAt: step, startedOn: run.startedOn });
    const end = await client.ended(run.id);
    expect(end.weightsSha256).toBe(expected.sha256);
    expect(client.curve(run.id).steps[0]).toBe(step + 1);
    const [finished] = unwrap(await service.storedRuns());
    expect(finished).toMatchObject({ id: run.id, step: 800, finished: true });
    expect(finished?.history).toHaveLength(40);
    expect(finished?.curve.steps.length).toBeLessThanOrEqual(4000);
    expect(finished?.project).toEqual(project);
  });

  it('give their weights without being opened, the best and the last', async () => {
    const platform = storePlatform();
    const { service, client } = open(platform);
    const run = unwrap(await service.start({ project: digitsProject(), threads: 2 }));
    await client.ended(run.id);
    const other = open(platform).service;
    for (const which of ['best', 'last'] as const) {
      const request = { run: run.id, which };
      const here = unwrap(await exportWeights(service, request));
      const there = unwrap(await exportWeights(other, request));
      expect(there).toEqual(here);
      expect(there.epoch).toBe(which === 'best' ? (here.epoch ?? 'none') : null);
    }
  });

  it('are what another run can begin with', async () => {
    const platform = storePlatform();
    const { service, client } = open(platform);
    const first = unwrap(await service.start({ project: digitsProject(), threads: 2 }));
    await client.ended(first.id);
    const file = unwrap(await exportWeights(service, { run: first.id, ...last }));
    const elsewhere = open(platform);
    const request = { project: digitsProject(), threads: 2, continueFrom: first.id, paused: true };
    const second = unwrap(await elsewhere.service.start(request));
    const begun = unwrap(await exportWeights(elsewhere.service, { run: second.id, ...last }));
    expect(begun.sha256).toBe(file.sha256);
    const missing = { ...request, continueFrom: 'nobody' };
    expect(await elsewhere.service.start(missing)).toMatchObject({
      error: { code: 'run-not-found' },
    });
  });

  it('are at most ten: the oldest go first, and one can be deleted', async () => {
    const platform = storePlatform();
    const { service, client } = open(platform);
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      const run = unwrap(
        await service.start({ project: digitsProject({ epochs: 1 }), threads: 1 }),
      );
      await client.ended(run.id);
      ids.push(run.id);
    }
    const kept = unwrap(await service.storedRuns()).map(({ id }) => id);
    expect([...kept].sort()).toEqual(ids.slice(2).sort());
    unwrap(await service.deleteStored(ids[5] as string));
    expect(unwrap(await service.storedRuns())).toHaveLength(9);
    expect([...platform.files.keys()].filter((path) => path.includes(ids[5] as string))).toEqual(
      [],
    );
  });

  it('that are damaged are left out of the list', async () => {
    const platform = storePlatform();
    const { run } = await interrupted(platform, digitsProject({ epochs: 1000 }), 5);
    platform.files.set('runs/other/run.json', new TextEncoder().encode('{"version":1'));
    platform.files.set('runs/third/run.json', new TextEncoder().encode('{"version":2}'));
    const note = JSON.parse(
      new TextDecoder().decode(platform.files.get(`runs/${run.id}/run.json`)),
    );
    for (const [i, wrong] of [
      { history: undefined },
      { curve: { steps: [1] } },
      { weights: 3 },
    ].entries())
      platform.files.set(
        `runs/wrong-${i}/run.json`,
        new TextEncoder().encode(JSON.stringify({ ...note, ...wrong })),
      );
    const { service } = open(platform);
    expect(unwrap(await service.storedRuns()).map(({ id }) => id)).toEqual([run.id]);
  });

  it('are not needed: training goes on where nothing can be written, and says so once', async () => {
    const platform = storePlatform();
    platform.failWrites = new NetloomError('disk-full', 'No room is left.');
    const expected = await direct(digitsProject());
    const { service, client } = open(platform);
    const run = unwrap(await service.start({ project: digitsProject(), threads: 2 }));
    expect(await client.ended(run.id)).toMatchObject({
      state: 'finished',
      weightsSha256: expected.sha256,
    });
    expect(client.notes(run.id).filter((text) => text.includes('No room is left'))).toHaveLength(1);
  });
});

describe('the stream', () => {
  it('waits for the reader: messages gather, of frames and progress only the newest is kept', async () => {
    const { service, client } = open();
    unwrap(await service.setWatchBudget(1));
    client.reads = false;
    await client.watch(allNodes, [validationSample(0)]);
    const run = unwrap(await service.start({ project: digitsProject({ epochs: 20 }), threads: 2 }));
    // The first packet comes unasked; then nothing until it is read.
    await client.until(() => client.packets === 1);
    await client.until(() => client.messages.length > 0);
    for (;;) {
      const [stored] = unwrap(await service.storedRuns());
      if (stored?.finished) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(client.packets).toBe(1);
    client.reads = true;
    client.read();
    await client.ended(run.id);
    const { steps } = client.curve(run.id);
    expect(steps).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    expect(client.epochLosses(run.id)).toHaveLength(20);
    const progress = client.messages.filter(
      (message) => message.kind === 'event' && message.event.kind === 'progress',
    );
    expect(progress.length).toBeLessThanOrEqual(3);
  });
});

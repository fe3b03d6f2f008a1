import { afterEach, describe, expect, it } from 'vitest';
import { wasmBackend } from '../../backends/wasm/index.ts';
import { openRun } from '../../runtime/run.ts';
import type { Moment } from '../../runtime/trainerInputs.ts';
import { allNodes, digitsProject, validationSample } from '../../testing/digitsProject.ts';
import { exportWeights } from '../../testing/exchange.ts';
import { ServiceClient, unwrap } from '../../testing/serviceClient.ts';
import { storePlatform } from '../../testing/storePlatform.ts';
import { hash32, randomUniform } from '../../util/random.ts';
import { trainingService } from '../training/service.ts';
import type { StartRequest, TrainingService } from '../training/types.ts';
import type { LiveFrame, NodeView } from './types.ts';
import { Watcher } from './watcher.ts';

const opened: { service: TrainingService; client: ServiceClient }[] = [];
afterEach(async () => {
  for (const { service, client } of opened.splice(0)) {
    await service.close();
    client.close();
  }
});
async function start(request: Partial<StartRequest> = {}, sharedMemory = true) {
  const service = trainingService(storePlatform({ sharedMemory }), { runsDirectory: 'runs' });
  const client = new ServiceClient(service);
  opened.push({ service, client });
  const project = digitsProject({ epochs: 1000 });
  const run = unwrap(await service.start({ project, threads: 2, ...request }));
  return { service, client, run };
}
const viewOf = (frame: LiveFrame, node: string, sample = 0): NodeView => {
  const view = frame.samples[sample]?.nodes.find((candidate) => candidate.node === node);
  if (!view) throw new Error(`${node} is not in the frame`);
  return view;
};
const full = allNodes.map(({ node }) => ({ node, detail: 'full' as const }));
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe('a frame', () => {
  it('shows what probing the exported weights gives, channel by channel', async () => {
    const { service, client, run } = await start({ paused: true });
    for (let step = 0; step < 3; step++) unwrap(await service.step());
    const watch = await client.watch(full, [validationSample(5)]);
    const frame = await client.frameOf(watch, 3);
    const file = unwrap(await exportWeights(service, { run: run.id, which: 'last' }));
    const platform = storePlatform();
    const other = await openRun(platform, {
      project: digitsProject(),
      backend: wasmBackend(platform),
      threads: 1,
    });
    const { readSafetensors } = await import('../../formats/safetensors.ts');
    other.importWeights(readSafetensors(file.bytes, '').tensors, '');
    const validation = other.validation;
    if (!validation) throw new Error('there are samples to validate with');
    for (const { node } of allNodes) {
      const [probed] = await other.probe(node, validation.part, validation.indices[5] as number);
      if (!probed) throw new Error(`${node} can be probed`);
      const view = viewOf(frame, node);
      expect(view.shape).toEqual(probed.shape);
      const depth = probed.shape.at(-1) ?? 1;
      const planar = view.channels.flatMap((channel) =>
        [...probed.values].filter((_, i) => i % depth === channel),
      );
      expect([...view.values], node).toEqual(planar);
      expect(view.range.minimum).toBeLessThanOrEqual(Math.min(...probed.values));
      expect(view.range.maximum).toBeGreaterThanOrEqual(Math.max(...probed.values));
      expect(sum(view.histogram.counts)).toBe(probed.values.length);
    }
    await other.close();
  });

  it('carries predictions, the target, and what batch normalization and dropout do', async () => {
    const { service, client } = await start({ paused: true });
    unwrap(await service.step());
    const watch = await client.watch(full, [validationSample(2), validationSample(3)], 'conv');
    const frame = await client.frameOf(watch, 1);
    for (const sample of [0, 1]) {
      const sampled = unwrap(await service.readSample('validation', 2 + sample));
      const { target, outputs } = frame.samples[sample] ?? {};
      expect(target).toBe(sampled.target);
      const [output] = outputs ?? [];
      expect(output?.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
      expect(output?.values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      expect(output?.values[output.best ?? -1]).toBe(Math.max(...(output?.values ?? [])));
      const loss = viewOf(frame, 'loss', sample);
      expect(loss.shape).toEqual([]);
      expect(loss.values[0]).toBeCloseTo(-Math.log(output?.values[target ?? -1] ?? 0), 4);
      expect(viewOf(frame, 'norm', sample).before).toEqual(viewOf(frame, 'conv', sample).histogram);
      expect(viewOf(frame, 'relu', sample).before).toBeNull();
    }
    // The first sample's numbers of the step to come, by their definition.
    const kept = Array.from({ length: 196 }, (_, i) =>
      randomUniform(1, 2, hash32('drop'), 0, i) < 0.25 ? 0 : 1,
    );
    expect([...(viewOf(frame, 'drop').mask ?? [])]).toEqual(kept);
    expect(viewOf(frame, 'pool').mask).toBeNull();
    expect(frame.weights.map(({ name, shape }) => [name, shape])).toEqual([
      ['kernel', [3, 3, 1, 4]],
      ['bias', [4]],
    ]);
  });

  it('comes at once at rest: after each step and each change, and shows the first weights before any', async () => {
    const { service, client } = await start({ paused: true });
    const first = await client.watch(allNodes, [validationSample(0)]);
    const before = await client.frameOf(first, 0);
    unwrap(await service.step());
    const after = await client.frameOf(first, 1);
    expect([...viewOf(after, 'scores').values]).not.toEqual([...viewOf(before, 'scores').values]);
    const second = await client.watch(
      [{ node: 'pool', detail: 'full' }],
      [validationSample(1)],
      'scores',
    );
    const changed = await client.frameOf(second, 1);
    expect(changed.samples[0]?.nodes.map(({ node }) => node)).toEqual(['pool']);
    expect(viewOf(changed, 'pool').channels).toEqual([0, 1, 2, 3]);
    expect(changed.weights.map(({ name }) => name)).toEqual(['kernel', 'bias']);
    expect(viewOf(after, 'pool').channels).toEqual([0, 1, 2]);
  });

  it('keeps the scale of a run: ranges only grow', async () => {
    const { service, client } = await start({ paused: true });
    const ranges = new Map<string, { minimum: number; maximum: number }>();
    let watch = await client.watch(allNodes, [validationSample(0)]);
    for (let step = 1; step <= 6; step++) {
      unwrap(await service.step());
      await client.frameOf(watch, step);
      watch = await client.watch(allNodes, [validationSample(step)]);
      const frame = await client.frameOf(watch, step);
      for (const { node, range } of frame.samples[0]?.nodes ?? []) {
        const earlier = ranges.get(node) ?? range;
        expect(range.minimum).toBeLessThanOrEqual(earlier.minimum);
        expect(range.maximum).toBeGreaterThanOrEqual(earlier.maximum);
        ranges.set(node, range);
      }
    }
  });

  it('of a drawing has no target, and leaves out what would need one', async () => {
    const { service, client } = await start({ paused: true });
    const ink = new Float32Array(100).fill(0);
    for (let y = 1; y < 9; y++) ink[y * 10 + 5] = 1;
    const values = unwrap(await service.prepareDrawing({ width: 10, height: 10, ink }));
    const watch = await client.watch(allNodes, [{ kind: 'values', values }]);
    const [sample] = (await client.frameOf(watch)).samples;
    expect(sample?.target).toBeNull();
    expect(sample?.nodes.map(({ node }) => node)).toEqual(
      allNodes.map(({ node }) => node).filter((node) => node !== 'loss'),
    );
    expect(sample?.outputs).toHaveLength(1);
    const wrong = { kind: 'values', values: { image: new Float32Array(3) } } as const;
    const request = { id: 99, nodes: allNodes, samples: [wrong], weightsOf: null };
    expect(await service.watch(request)).toMatchObject({ error: { code: 'sample-does-not-fit' } });
  });

  it('leaves out nodes that the run does not have', async () => {
    const { client } = await start({ paused: true });
    const nodes = [{ node: 'dropped just now', detail: 'full' as const }, ...allNodes];
    const frame = await client.frameOf(await client.watch(nodes, [validationSample(0)], 'gone'));
    expect(frame.samples[0]?.nodes).toHaveLength(allNodes.length);
    expect(frame.weights).toEqual([]);
  });
});

describe('watching a run that trains', () => {
  it('looks at most once in a step', async () => {
    const { service, client } = await start();
    await client.watch(allNodes, [validationSample(0), validationSample(1)], 'conv');
    // As many as whole epochs and their validation have room for, however long they take.
    await client.until(() => client.frames.length > 12);
    unwrap(await service.watch(null));
    const steps = client.frames.map(({ step }) => step);
    expect(new Set(steps).size).toBe(steps.length);
    expect(client.frames.at(-1)?.share).toBeGreaterThan(0);
  });
  it('does not look again before the next step, unless something else is asked for', async () => {
    const platform = storePlatform({ sharedMemory: false });
    const backend = wasmBackend(platform);
    const run = await openRun(platform, { project: digitsProject(), backend, threads: 1 });
    const seen: number[] = [];
    let time = 0;
    let published: () => void = () => undefined;
    const watcher = new Watcher(
      {
        run,
        id: 'run',
        now: () => time,
        isBehind: () => false,
        publish: ({ step }) => {
          seen.push(step);
          published();
        },
        failed: (error) => {
          throw error;
        },
      },
      1,
    );
    const between = async (doing: Moment['doing'], step: number) => {
      time += 1000;
      await watcher.between({ doing, step, slack: 0, settle: async () => undefined });
    };
    const looks = async (doing: Moment['doing'], step: number) => {
      const next = new Promise<void>((resolve) => {
        published = resolve;
      });
      await between(doing, step);
      await next;
      await new Promise((resolve) => setImmediate(resolve));
    };
    const watch = () =>
      watcher.set({
        request: { id: 1, nodes: allNodes, samples: [], weightsOf: null },
        samples: [{ values: { image: new Float32Array(784) }, target: null }],
      });
    watcher.stateChanged('running');
    watch();
    await looks('validating', 20);
    await between('validating', 20);
    await between('training', 20);
    await looks('training', 21);
    watch();
    await looks('training', 21);
    expect(seen).toEqual([20, 21, 21]);
    await run.close();
  });
  it('is off with a budget of 0 while training, and still answers at rest', async () => {
    const { service, client, run } = await start({ paused: true });
    unwrap(await service.setWatchBudget(0));
    const watch = await client.watch(allNodes, [validationSample(0)]);
    await client.frameOf(watch, 0);
    unwrap(await service.resume());
    await client.until(() => client.curve(run.id).steps.length > 100);
    expect(client.frames).toHaveLength(1);
    unwrap(await service.pause());
    await client.until(() => client.frames.length === 2);
    expect(client.frames[1]?.step).toBeGreaterThan(99);
    expect(await service.setWatchBudget(2)).toMatchObject({
      error: { code: 'watch-budget-invalid' },
    });
  });
  it('looks as often as the pace leaves time for it, whatever the budget', async () => {
    const { service, client } = await start({ paused: true });
    unwrap(await service.setWatchBudget(1e-9));
    unwrap(await service.setPace(250));
    await client.watch(allNodes, [validationSample(0)]);
    unwrap(await service.resume());
    // The first look is free; the others would have to be saved up for during months.
    await client.until(() => new Set(client.frames.map(({ step }) => step)).size > 4);
  });
  it('works where memory is not shared', async () => {
    const { client } = await start({}, false);
    const watch = await client.watch(allNodes, [validationSample(0)]);
    await client.until(() => client.frames.length > 2);
    expect(client.frames.at(-1)).toMatchObject({ watch });
  });
});

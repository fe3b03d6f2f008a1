import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../backends/reference/index.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import { checkProject } from '../graph/document/parse.ts';
import type { Project } from '../graph/document/schema.ts';
import { type MemoryPlatform, memoryPlatform } from '../testing/memoryPlatform.ts';
import { CheckpointStore } from './checkpoint.ts';
import type { EpochSummary, TrainEvent } from './events.ts';
import { openRun, type Run } from './run.ts';
import type { Trainer } from './trainer.ts';
import type { TrainerHooks } from './trainerInputs.ts';

const link = (from: string, to: string, port = 'input') => ({
  id: `${from}-${to}`,
  from: { node: from, port: 'output' },
  to: { node: to, port },
});

/** Moons through a small network with dropout, so that random numbers count. */
function project(training: object = {}, activation = 'tanh'): Project {
  const result = checkProject({
    format: 'netloom',
    version: 1,
    nodes: [
      { id: 'in', type: 'input', label: 'in' },
      { id: 'hidden', type: 'dense', label: 'hidden', params: { units: 8, activation } },
      { id: 'drop', type: 'dropout', label: 'drop', params: { rate: 0.2 } },
      { id: 'scores', type: 'dense', label: 'scores', params: { units: 2 } },
      {
        id: 'loss',
        type: 'sparseCategoricalCrossentropy',
        label: 'loss',
        params: { fromLogits: true },
      },
    ],
    edges: [
      link('in', 'hidden'),
      link('hidden', 'drop'),
      link('drop', 'scores'),
      link('scores', 'loss', 'prediction'),
    ],
    data: { source: 'builtin:moons', options: { train: 150, test: 20 } },
    training: {
      phases: [
        {
          epochs: 3,
          objectives: [{ optimizer: { type: 'adam', params: { learningRate: 0.02 } } }],
        },
      ],
      batchSize: 32,
      metrics: [{ type: 'accuracy', compares: { loss: 'loss' } }],
      ...training,
    },
  });
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.project;
}

interface Opened {
  readonly run: Run;
  readonly trainer: ReturnType<Run['trainer']>;
  readonly events: TrainEvent[];
}
async function open(
  document: Project,
  platform: MemoryPlatform = memoryPlatform(),
  react?: (event: TrainEvent, trainer: Trainer) => void,
  hooks: TrainerHooks = {},
): Promise<Opened> {
  const run = await openRun(platform, { project: document, backend: referenceBackend, threads: 1 });
  const events: TrainEvent[] = [];
  const trainer = run.trainer({
    onEvent: (event) => {
      events.push(event);
      react?.(event, trainer);
    },
    checkpointDirectory: 'checkpoints',
    saveEvery: { steps: 3, milliseconds: 0 },
    hooks,
  });
  return { run, trainer, events };
}
async function finish({ run, trainer }: Opened) {
  const outcome = await trainer.run();
  const weights = run.exportWeights();
  await run.close();
  return { outcome, ...weights };
}
const states = (events: readonly TrainEvent[]) =>
  events.flatMap((event) => (event.kind === 'state' ? [event.state] : []));

describe('Trainer', () => {
  it('trains: an event an epoch, falling loss, the same weights for the same seed and others for another', async () => {
    const opened = await open(project());
    const { outcome, sha256 } = await finish(opened);
    expect(outcome).toMatchObject({ state: 'finished', steps: 12, nonFinite: null });
    expect(outcome.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(outcome.history[2]?.loss).toBeLessThan(outcome.history[0]?.loss as number);
    expect(outcome.history[0]?.validation?.metrics.accuracy).toBeGreaterThan(0);
    expect((await finish(await open(project()))).sha256).toBe(sha256);
    expect((await finish(await open(project({ seed: 2 })))).sha256).not.toBe(sha256);
    expect(states(opened.events)).toEqual(['running', 'finished']);
  });

  it('is bit-identical after any number of stops and resumes, in the middle of epochs too', async () => {
    const whole = await finish(await open(project()));
    const platform = memoryPlatform();
    const losses: number[] = [];
    for (let attempt = 0; attempt < 20; attempt++) {
      const opened = await open(project(), platform, (event, trainer) => {
        if (event.kind === 'checkpoint') trainer.stop();
      });
      await opened.trainer.resumeFromCheckpoint();
      const part = await finish(opened);
      losses.push(
        ...opened.events.flatMap((event) => (event.kind === 'epoch' ? [event.loss] : [])),
      );
      if (part.outcome.state !== 'finished') continue;
      expect(part.sha256).toBe(whole.sha256);
      expect(losses).toEqual(whole.outcome.history.map(({ loss }) => loss));
      expect(attempt).toBeGreaterThan(2);
      return;
    }
    expect.fail('it never finished');
  });

  it('pauses, steps and resumes without changing the result', async () => {
    const whole = await finish(await open(project()));
    let paused = 0;
    const opened = await open(project(), memoryPlatform(), (event, trainer) => {
      if (event.kind === 'checkpoint' && paused === 0) trainer.pause();
      if (event.kind !== 'state' || event.state !== 'paused') return;
      paused++;
      queueMicrotask(() => (paused < 3 ? trainer.step() : trainer.resume()));
    });
    expect((await finish(opened)).sha256).toBe(whole.sha256);
    expect(states(opened.events).filter((state) => state === 'paused').length).toBeGreaterThan(0);
  });

  it('saves and reports at a pause that comes while it keeps a pace', async () => {
    const whole = await finish(await open(project()));
    const opened = await open(
      project(),
      memoryPlatform(),
      (event, trainer) => {
        if (event.kind !== 'state' || event.state !== 'paused') return;
        trainer.setPace(0);
        queueMicrotask(() => trainer.resume());
      },
      {
        between: async ({ doing, step }) => {
          if (doing === 'waiting' && step === 1) opened.trainer.pause();
        },
      },
    );
    opened.trainer.setPace(60_000);
    expect((await finish(opened)).sha256).toBe(whole.sha256);
    // By the number of steps the first would be the third.
    const saved = opened.events.flatMap((event) => (event.kind === 'checkpoint' ? event.step : []));
    expect(saved[0]).toBe(1);
    const told = opened.events.findIndex(({ kind }) => kind === 'progress');
    expect(opened.events[told]).toMatchObject({ step: 1 });
  });

  it('can be stopped and paused in the middle of validation, and then goes on with it', async () => {
    // Five batches to validate with, of 128.
    const document = () => ({
      ...project({ split: { kind: 'provided' } }),
      data: { source: 'builtin:moons' as const, options: { train: 96, test: 600 } },
    });
    const whole = await finish(await open(document()));
    const platform = memoryPlatform();
    const cut = await open(document(), platform, undefined, {
      between: async ({ doing }) => {
        if (doing === 'validating') cut.trainer.stop();
      },
    });
    const stopped = await finish(cut);
    expect(stopped.outcome).toMatchObject({ state: 'stopped', steps: 3, history: [] });
    let pauses = 0;
    const paused = await open(
      document(),
      platform,
      (event, trainer) => {
        if (event.kind !== 'state' || event.state !== 'paused') return;
        pauses++;
        queueMicrotask(() => trainer.resume());
      },
      {
        between: async ({ doing }) => {
          if (doing === 'validating' && pauses === 0) paused.trainer.pause();
        },
      },
    );
    expect(await paused.trainer.resumeFromCheckpoint()).toBe(3);
    const { outcome, sha256 } = await finish(paused);
    expect(pauses).toBe(1);
    expect(sha256).toBe(whole.sha256);
    const numbers = ({ samplesPerSecond: _, ...summary }: EpochSummary) => summary;
    expect(outcome.history.map(numbers)).toEqual(whole.outcome.history.map(numbers));
  });

  it('does what needs a quiet moment between steps, and at once when there is one', async () => {
    const whole = await finish(await open(project()));
    const seen: string[] = [];
    const opened = await open(project(), memoryPlatform(), undefined, {
      onStep: (step) => {
        if (step !== 5) return;
        void opened.trainer
          .whenQuiet(() => opened.run.exportWeights().sha256)
          .then((hash) => seen.push(hash));
      },
    });
    const before = await opened.trainer.whenQuiet(() => opened.run.exportWeights().sha256);
    await opened.trainer.run();
    const after = await opened.trainer.whenQuiet(() => opened.run.exportWeights().sha256);
    expect(after).toBe(whole.sha256);
    expect(seen).toHaveLength(1);
    expect(new Set([before, seen[0], after]).size).toBe(3);
    const failing = opened.trainer.whenQuiet(() => {
      throw new Error('not now');
    });
    await expect(failing).rejects.toThrow('not now');
    await opened.run.close();
  });

  it('changes the learning rate while running, keeps it in checkpoints, and refuses what is no rate', async () => {
    const platform = memoryPlatform();
    const opened = await open(project(), platform, (event, trainer) => {
      if (event.kind === 'epoch' && event.epoch === 1) trainer.setLearningRate(0.001);
    });
    const { outcome } = await finish(opened);
    expect(outcome.history.map(({ learningRate }) => learningRate)).toEqual([0.02, 0.001, 0.001]);
    const resumed = await open(project(), platform);
    expect(await resumed.trainer.resumeFromCheckpoint()).toBe(12);
    expect(() => resumed.trainer.setLearningRate(Number.NaN)).toThrow('learning rate');
    await resumed.run.close();
  });

  it.each([1e30, 1e38])(
    'stops when a rate of %d makes numbers infinite, names the node, keeps the last finite state',
    async (learningRate) => {
      const phases = [
        { epochs: 3, objectives: [{ optimizer: { type: 'sgd', params: { learningRate } } }] },
      ];
      const broken = project({ phases }, 'relu');
      const platform = memoryPlatform();
      const opened = await open(broken, platform);
      const { outcome, bytes } = await finish(opened);
      expect(outcome.state).toBe('failed');
      expect(outcome.nonFinite?.node).not.toBe('');
      const weights = [...readSafetensors(bytes, 'weights').tensors.values()];
      expect(weights.every(({ values }) => values.every(Number.isFinite))).toBe(true);
      const resumed = await open(broken, platform);
      expect(await resumed.trainer.resumeFromCheckpoint()).toBeLessThan(
        outcome.nonFinite?.step as number,
      );
      for (const { name } of resumed.run.network.state) {
        expect(Array.from(resumed.run.session.readState(name)).every(Number.isFinite)).toBe(true);
      }
      await resumed.run.close();
    },
  );

  it('says so when a checkpoint was computed with another arithmetic', async () => {
    const platform = memoryPlatform();
    await finish(await open(project(), platform));
    const store = new CheckpointStore(platform, 'checkpoints');
    const newest = await store.load();
    const progress = { ...(newest?.header.progress as object), arithmetic: 'counting on fingers' };
    await store.save(newest?.header.run ?? '', progress, newest?.tensors ?? new Map());
    const resumed = await open(project(), platform);
    expect(await resumed.trainer.resumeFromCheckpoint()).toBe(12);
    expect(resumed.events).toContainEqual(expect.objectContaining({ kind: 'note' }));
    await resumed.run.close();
  });

  it('refuses the checkpoint of another run', async () => {
    const platform = memoryPlatform();
    await finish(await open(project(), platform));
    const other = await open(project({ batchSize: 16 }), platform);
    await expect(other.trainer.resumeFromCheckpoint()).rejects.toMatchObject({
      code: 'checkpoint-of-another-run',
    });
    await other.run.close();
  });

  it('stops early and ends with the best weights', async () => {
    const phases = [
      { epochs: 60, objectives: [{ optimizer: { type: 'sgd', params: { learningRate: 1e-12 } } }] },
    ];
    const opened = await open(
      project({ phases, earlyStopping: { monitor: 'val_loss', patience: 2, minimumDelta: 0.01 } }),
    );
    const { outcome, which } = await finish(opened);
    expect(outcome).toMatchObject({ state: 'finished' });
    expect(outcome.history).toHaveLength(3);
    expect(which).toBe('best');
    expect(opened.events.some(({ kind }) => kind === 'early-stop')).toBe(true);
  });

  it('follows phases and objectives that step every other batch', async () => {
    const objective = (every: number) => ({
      parameters: ['hidden'],
      optimizer: { type: 'sgd', params: { learningRate: 0.1 } },
      every,
    });
    const opened = await open(
      project({
        phases: [
          { epochs: 1, objectives: [objective(2)] },
          { epochs: 1, objectives: [objective(1)] },
        ],
      }),
    );
    const before = opened.run.session.readState('scores/kernel');
    const { outcome } = await finishKeepingOpen(opened);
    expect(outcome.history).toHaveLength(2);
    expect(opened.run.session.readState('scores/kernel')).toEqual(before);
    await opened.run.close();
  });

  it('probes and evaluates between steps without changing the training', async () => {
    const whole = await finish(await open(project()));
    const probes: Promise<unknown>[] = [];
    const opened = await open(project(), memoryPlatform(), (event) => {
      if (event.kind === 'checkpoint')
        probes.push(opened.run.probe('hidden', opened.run.training.part, 0));
    });
    await opened.trainer.run();
    expect(probes.length).toBeGreaterThan(0);
    await Promise.all(probes);
    expect(opened.run.exportWeights().sha256).toBe(whole.sha256);
    await opened.run.close();
  });
});

async function finishKeepingOpen({ trainer }: Opened) {
  return { outcome: await trainer.run() };
}

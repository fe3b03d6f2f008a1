import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './testing/runCli.ts';

const mlp = 'assets/projects/mlp.netloom';
let folder: string;
const file = (name: string) => join(folder, name);
/** A quick project: two spirals. */
function spirals(
  changes: (project: {
    training: Record<string, unknown>;
    nodes: { label: string }[];
  }) => void = () => {},
): string {
  const link = (from: string, to: string, port = 'input') => ({
    id: `${from}-${to}`,
    from: { node: from, port: 'output' },
    to: { node: to, port },
  });
  const project = {
    format: 'netloom',
    version: 1,
    name: 'Spirals',
    nodes: [
      { id: 'in', type: 'input', label: 'in', params: {} },
      { id: 'hidden', type: 'dense', label: 'hidden', params: { units: 16, activation: 'relu' } },
      { id: 'drop', type: 'dropout', label: 'drop', params: { rate: 0.1 } },
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
    data: { source: 'builtin:spirals', options: {} },
    training: {
      batchSize: 32,
      metrics: [{ type: 'accuracy', compares: { loss: 'loss' } }],
    } as Record<string, unknown>,
  };
  changes(project);
  const path = file(`spirals-${readdirSync(folder).length}.netloom`);
  writeFileSync(path, JSON.stringify(project));
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netloom-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('train', () => {
  it('prints one object an epoch and a last one whose hash is that of the weights file', async () => {
    const out = file('weights.safetensors');
    const result = await runCli([
      'train',
      spirals(),
      '--epochs',
      '3',
      '--seed',
      '5',
      '--out',
      out,
      '--json',
    ]);
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    const lines = result.lines();
    expect(lines.map(({ event }) => event)).toEqual(['epoch', 'epoch', 'epoch', 'done']);
    for (const key of ['epoch', 'loss', 'accuracy', 'val_loss', 'val_accuracy', 'samples_per_s']) {
      expect(lines[0]?.[key], key).toBeTypeOf('number');
    }
    const done = lines[3] as Record<string, unknown>;
    expect(done.weights_sha256).toBe(createHash('sha256').update(readFileSync(out)).digest('hex'));
    expect(done.seconds).toBeGreaterThan(0);
  });

  it('gives the same weights with one, two and three threads', async () => {
    const project = spirals();
    const hashes = new Set<unknown>();
    for (const threads of ['1', '2', '3']) {
      const result = await runCli([
        'train',
        project,
        '--epochs',
        '2',
        '--threads',
        threads,
        '--json',
      ]);
      hashes.add(result.lines().at(-1)?.weights_sha256);
    }
    expect(hashes.size).toBe(1);
    expect([...hashes][0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('shows epochs, a curve and what was saved on a terminal that is none', async () => {
    const result = await runCli(['train', spirals(), '--epochs', '3']);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/Epoch 1\/3 {2}loss [\d.]+ {2}accuracy/);
    expect(result.stdout).toMatch(/Finished after [\d,]+ steps/);
    expect(result.stdout).toMatch(/[\u2800-\u28ff]{20}/);
    expect(result.stdout).not.toContain('\r');
  });

  it('stops after the step on Ctrl-C, keeps a checkpoint, exits 130, and resumes to the same weights', async () => {
    const project = spirals();
    const args = [
      'train',
      project,
      '--epochs',
      '40',
      '--json',
      '--checkpoint',
      file('interrupted'),
    ];
    const whole = await runCli(['train', project, '--epochs', '40', '--json']);
    let interrupted = false;
    const cut = await runCli(args, (stdout, child) => {
      if (interrupted || stdout.split('\n').length < 4) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    expect(cut.code).toBe(130);
    expect(cut.lines().at(-1)).toMatchObject({ event: 'done', state: 'stopped' });
    expect(readdirSync(file('interrupted')).length).toBeGreaterThan(0);
    const resumed = await runCli([...args, '--resume']);
    expect(resumed.lines().at(-1)?.weights_sha256).toBe(whole.lines().at(-1)?.weights_sha256);
  });

  it('survives kill -9 at random moments: resuming gives the same weights', async () => {
    const project = spirals();
    const common = ['train', project, '--epochs', '30', '--json'];
    const whole = await runCli(common);
    const args = [...common, '--checkpoint', file('killed'), '--checkpoint-every', '5', '--resume'];
    let kills = 0;
    for (let attempt = 0; attempt < 6; attempt++) {
      const delay = 150 + attempt * 70;
      const cut = await runCli(args, (stdout, child) => {
        if (stdout.includes('\n')) setTimeout(() => child.kill('SIGKILL'), delay % 90);
      });
      if (cut.code === null) kills++;
    }
    expect(kills).toBeGreaterThan(1);
    const resumed = await runCli(args);
    expect(resumed.lines().at(-1)?.weights_sha256).toBe(whole.lines().at(-1)?.weights_sha256);
  });

  it('exits 1 and names a node when the learning rate is absurd, and keeps finite weights', async () => {
    const out = file('broken.safetensors');
    const result = await runCli([
      'train',
      spirals(),
      '--learning-rate',
      '1e30',
      '--checkpoint',
      file('broken'),
      '--out',
      out,
      '--json',
    ]);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      /^Training stopped at step \d+: .*"(hidden|scores|drop|loss)".*\n$/,
    );
    expect(existsSync(join(file('broken'), 'checkpoint-1.nlck'))).toBe(true);
  });
});

describe('using weights', () => {
  it('evaluates, predicts and probes what was trained', async () => {
    const project = spirals();
    const weights = file('used.safetensors');
    const trained = await runCli(['train', project, '--epochs', '4', '--out', weights, '--json']);
    const evaluated = await runCli(['evaluate', project, '--weights', weights, '--json']);
    const last = trained.lines().at(-1) as Record<string, number>;
    const measured = evaluated.lines()[0] as Record<string, number>;
    expect(measured.accuracy).toBe(last.val_accuracy);
    expect(measured.loss).toBeCloseTo(last.val_loss as number, 5);
    const predicted = await runCli([
      'predict',
      project,
      '--weights',
      weights,
      '--limit',
      '7',
      '--json',
    ]);
    expect(predicted.lines()).toHaveLength(7);
    const [first] = predicted.lines() as unknown as [{ outputs: [{ values: number[] }] }];
    expect(first.outputs[0].values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const probed = await runCli([
      'probe',
      project,
      '--weights',
      weights,
      '--node',
      'hidden',
      '--sample',
      '0',
      '--json',
    ]);
    expect(probed.lines()[0]).toMatchObject({ event: 'activations', node: 'hidden', shape: [16] });
  });

  it('agrees with the reference backend', async () => {
    const project = spirals();
    const weights = file('both.safetensors');
    await runCli(['train', project, '--epochs', '2', '--out', weights, '--json']);
    const [wasm, reference] = await Promise.all(
      ['wasm', 'reference'].map((backend) =>
        runCli(['evaluate', project, '--weights', weights, '--backend', backend, '--json']),
      ),
    );
    expect(wasm?.lines()[0]?.loss).toBeCloseTo(reference?.lines()[0]?.loss as number, 5);
  });
});

describe('inspect, datasets', () => {
  it('lists layers, shapes and costs', async () => {
    const result = await runCli(['inspect', 'assets/projects/lenet5.netloom']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('61,706 parameters');
    expect(result.stdout).toContain('No issues.');
    const json = await runCli(['inspect', mlp, '--json']);
    expect(json.lines()[0]).toMatchObject({ event: 'inspection', issues: [] });
  });
  it('names the built-in data sets', async () => {
    const result = await runCli(['datasets']);
    for (const name of ['digits', 'shapes', 'spirals', 'moons', 'regression'])
      expect(result.stdout).toContain(`builtin:${name}`);
  });
});

describe('bench', () => {
  it('trains, predicts and compiles: one object a workload', async () => {
    const [trained, predicted, compiled] = await Promise.all(
      [['--backend', 'reference'], ['--inference', '--backend', 'reference'], ['--compile']].map(
        async (options) => (await runCli(['bench', 'mlp-b2', '--json', ...options])).lines(),
      ),
    );
    expect(trained).toMatchObject([{ workload: 'mlp-b2', mode: 'train', batch: 2, ms: null }]);
    expect(trained?.[0]?.loss_after_10_steps).toBeGreaterThan(0);
    expect(predicted).toMatchObject([{ workload: 'mlp-b2', mode: 'inference', batch: 2 }]);
    expect(compiled).toMatchObject([{ workload: 'mlp-b2', mode: 'compile' }]);
    const stages = Object.values((compiled?.[0]?.stages_ms ?? {}) as Record<string, number>);
    const sum = stages.reduce((all, ms) => all + ms, 0);
    expect(Math.abs(sum - Number(compiled?.[0]?.compile_ms))).toBeLessThan(0.2);
  });
  it('profiles', async () => {
    const { lines } = await runCli(['bench', 'mlp-b32', '--profile', '--threads', '1', '--json']);
    const [line] = lines() as { profile: { kernels: { kind: string }[]; threads: unknown[] } }[];
    expect(line?.profile.threads).toHaveLength(1);
    expect(line?.profile.kernels.map(({ kind }) => kind)).toContain('dot');
  });
});

describe('what is wrong', () => {
  const cases: readonly (readonly [string, () => readonly string[], number, RegExp])[] = [
    [
      'no such project',
      () => ['train', 'nowhere.netloom'],
      1,
      /^nowhere\.netloom does not exist\.\n$/,
    ],
    ['a project that is no JSON', () => ['train', write('{"format":')], 1, /line 1/],
    ['a newer project', () => ['train', write('{"format":"netloom","version":99}')], 1, /newer/],
    ['unknown data', () => ['train', mlp, '--data', 'builtin:nothing'], 1, /nothing/],
    [
      'data that do not exist',
      () => ['train', mlp, '--data', 'no/such/folder'],
      1,
      /does not exist/,
    ],
    [
      'data that do not fit',
      () => ['train', 'assets/projects/lenet5.netloom', '--data', 'builtin:spirals'],
      1,
      /\.\n$/,
    ],
    [
      'weights that do not exist',
      () => ['evaluate', mlp, '--weights', 'none.safetensors'],
      1,
      /does not exist/,
    ],
    [
      'weights that are none',
      () => ['evaluate', mlp, '--weights', write('hello there, this is no tensor file')],
      1,
      /\.\n$/,
    ],
    ['an unknown workload', () => ['bench', 'gpt-5'], 1, /gpt-5/],
    ['no command', () => [], 2, /Usage/],
    ['an unknown command', () => ['trian'], 2, /trian/i],
    ['an unknown option', () => ['train', mlp, '--speed', '9'], 2, /--speed/],
    ['no project', () => ['train'], 2, /project/],
    ['epochs that are no number', () => ['train', mlp, '--epochs', 'many'], 2, /whole number/],
    ['an unknown backend', () => ['train', mlp, '--backend', 'gpu'], 2, /gpu/],
    ['resume without a folder', () => ['train', mlp, '--resume'], 2, /--checkpoint/],
  ];
  function write(text: string): string {
    const path = file(`bad-${readdirSync(folder).length}`);
    writeFileSync(path, text);
    return path;
  }
  it.each(cases)('%s', async (_, args, code, sentence) => {
    const result = await runCli(args());
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(result.stdout).toBe('');
    expect(result.code).toBe(code);
  });
});

/**
 * How much a step does, against a committed file: unlike seconds, that is the same on every machine. A change that
 * means to alter it writes the file anew, and the difference is reviewed like code.
 */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../engine/backends/wasm/compile.ts';
import { layOutState } from '../engine/backends/wasm/layout.ts';
import type { Target } from '../engine/backends/wasm/task.ts';
import { inferNetwork } from '../engine/graph/infer/infer.ts';
import { lowerNetwork } from '../engine/graph/lower/lower.ts';
import { workload, workloadNames } from './workloads.ts';

const predicting = [
  'lenet-b1',
  'lenet-b64',
  'convnet-b1',
  'convnet-b128',
  'resnet20-b1',
  'resnet20-b32',
];

/** The target is said, not found out: it must not matter what runs the test. */
function workOf(name: string, mode: 'train' | 'predict', target: Target) {
  const { project, fields, batchSize } = workload(name);
  const network = lowerNetwork(inferNetwork(project, fields));
  const training = mode === 'train';
  const { program } = training ? network.trainStep(0, 0, batchSize) : network.prediction(batchSize);
  const compiled = compileProgram(program, {
    target,
    stateOffsets: layOutState(network.state).offsets,
    haltOutput: training ? 'finite' : null,
  });
  return {
    kernels: compiled.kernels,
    barriers: compiled.phases.length,
    floatingPointOperations: compiled.flops,
    arenaBytes: compiled.arenaBytes,
    leastArenaBytes: compiled.peakLiveBytes,
    stateBytes: compiled.stateBytes,
  };
}
function allWork(target: Target) {
  const each = (names: readonly string[], mode: 'train' | 'predict') =>
    Object.fromEntries(names.map((name) => [name, workOf(name, mode, target)]));
  return { train: each(workloadNames, 'train'), predict: each(predicting, 'predict') };
}

describe('work (a change that means to alter it: npm run work:update, and commit cli/work.json)', () => {
  const work = allWork({ relaxedMadd: true });

  it('is what cli/work.json says', async () => {
    await expect(`${JSON.stringify(work, null, 2)}\n`).toMatchFileSnapshot('work.json');
  });
  it('is the same without a fused multiply-add', () => {
    expect(allWork({ relaxedMadd: false })).toEqual(work);
  });
});

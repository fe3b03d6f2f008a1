/** `netloom probe`: the activations of one node for one sample. */
import { NetloomError, openRun } from '../../engine/index.ts';
import { number } from '../format.ts';
import { host } from '../host.ts';
import {
  loadProject,
  loadWeights,
  type PartName,
  partOf,
  type RunOptions,
  runOverrides,
} from '../open.ts';

export interface ProbeOptions extends RunOptions {
  readonly weights: string;
  readonly part: PartName;
  readonly node: string;
  readonly sample: number;
  readonly json?: boolean;
}

export async function probe(projectPath: string, options: ProbeOptions): Promise<number> {
  const project = await loadProject(host(), projectPath);
  const overrides = runOverrides(options, projectPath);
  const run = await openRun(host(), { project, ...overrides, purpose: 'predict' });
  try {
    await loadWeights(run, options.weights);
    const { part, indices } = partOf(run, options.part);
    const sample = indices[options.sample];
    if (sample === undefined) {
      throw new NetloomError(
        'sample-out-of-range',
        `There is no sample ${options.sample}: the part has ${indices.length} samples, counted from 0.`,
      );
    }
    const activations = await run.probe(options.node, part, sample);
    if (options.json) {
      for (const { port, shape, values } of activations) {
        process.stdout.write(
          `${JSON.stringify({ event: 'activations', node: options.node, port, sample: options.sample, shape, values: Array.from(values) })}\n`,
        );
      }
      return 0;
    }
    for (const { port, shape, values } of activations) {
      process.stdout.write(
        `${options.node}.${port}  [${shape.join(' × ')}]\n${grid(shape, values)}\n`,
      );
    }
    return 0;
  } finally {
    await run.close();
  }
}

/** Rows of the last axis but one; a block for each channel of a picture. */
function grid(shape: readonly number[], values: ArrayLike<number>): string {
  const [height, width, channels] =
    shape.length === 3 ? shape : [1, shape.reduce((a, b) => a * b, 1), 1];
  const blocks: string[] = [];
  for (let channel = 0; channel < (channels ?? 1); channel++) {
    const rows = Array.from({ length: height ?? 1 }, (_, y) =>
      Array.from({ length: width ?? 1 }, (_, x) =>
        number(values[(y * (width ?? 1) + x) * (channels ?? 1) + channel]).padStart(8),
      ).join(' '),
    );
    blocks.push((channels ?? 1) > 1 ? `channel ${channel}\n${rows.join('\n')}` : rows.join('\n'));
  }
  return blocks.join('\n');
}

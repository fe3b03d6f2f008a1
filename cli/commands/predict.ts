/** `netloom predict`: the outputs of saved weights for the samples of a part of the data. */
import { openRun, type Prediction, type Run } from '../../engine/index.ts';
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

export interface PredictOptions extends RunOptions {
  readonly weights: string;
  readonly part: PartName;
  readonly limit?: number;
  readonly json?: boolean;
}

export async function predict(projectPath: string, options: PredictOptions): Promise<number> {
  const project = await loadProject(host(), projectPath);
  const overrides = runOverrides(options, projectPath);
  const run = await openRun(host(), { project, ...overrides, purpose: 'predict' });
  try {
    await loadWeights(run, options.weights);
    const { part, indices } = partOf(run, options.part);
    const wanted = options.limit === undefined ? indices : indices.subarray(0, options.limit);
    await run.predict({ part, indices: wanted }, (prediction) => {
      process.stdout.write(
        `${options.json ? JSON.stringify(prediction) : sentence(prediction, run)}\n`,
      );
    });
    return 0;
  } finally {
    await run.close();
  }
}

/** `12  true 7  predicted 7 (0.998)`; numbers for regression. */
function sentence(prediction: Prediction, run: Run): string {
  const name = (value: number) => run.classes[value] ?? number(value);
  const outputs = prediction.outputs.map(({ label, values, best }) => {
    const prefix = prediction.outputs.length > 1 ? `${label}: ` : '';
    if (best === undefined) return `${prefix}predicted ${values.map(number).join(' ')}`;
    return `${prefix}predicted ${name(best)} (${number(values[best])})`;
  });
  const target = prediction.target === undefined ? [] : [`true ${name(prediction.target)}`];
  return [String(prediction.sample), ...target, ...outputs].join('  ');
}

/** `netloom evaluate`: loss and metrics of saved weights on a part of the data. */
import { openRun } from '../../engine/index.ts';
import { number, table } from '../format.ts';
import { host } from '../host.ts';
import {
  loadProject,
  loadWeights,
  type PartName,
  partOf,
  type RunOptions,
  runOverrides,
} from '../open.ts';

export interface EvaluateOptions extends RunOptions {
  readonly weights: string;
  readonly part: PartName;
  readonly json?: boolean;
}

export async function evaluate(projectPath: string, options: EvaluateOptions): Promise<number> {
  const project = await loadProject(host(), projectPath);
  const run = await openRun(host(), { project, ...runOverrides(options, projectPath) });
  try {
    await loadWeights(run, options.weights);
    const result = await run.evaluate(partOf(run, options.part));
    if (options.json) {
      const metrics = Object.fromEntries(result.metrics.map(({ name, value }) => [name, value]));
      const matrices = Object.fromEntries(
        result.metrics.flatMap(({ name, matrix }) => (matrix ? [[`${name}_matrix`, matrix]] : [])),
      );
      const summary = {
        event: 'evaluation',
        part: options.part,
        samples: result.samples,
        loss: result.loss,
      };
      process.stdout.write(`${JSON.stringify({ ...summary, ...metrics, ...matrices })}\n`);
      return 0;
    }
    process.stdout.write(`${result.samples} samples of ${run.dataset.name} (${options.part})\n`);
    const rows = [
      ['loss', number(result.loss)],
      ...result.metrics.map(({ name, value }) => [name, number(value)]),
    ];
    process.stdout.write(
      `${table([{ title: 'what' }, { title: 'value', align: 'right' }], rows)}\n`,
    );
    for (const { name, matrix } of result.metrics) {
      if (matrix)
        process.stdout.write(
          `\n${name} (rows: true class, columns: predicted)\n${matrixTable(matrix, run.classes)}\n`,
        );
    }
    return 0;
  } finally {
    await run.close();
  }
}

function matrixTable(matrix: readonly (readonly number[])[], classes: readonly string[]): string {
  const names = matrix.map((_, i) => classes[i] ?? String(i));
  const columns = [{ title: '' }, ...names.map((title) => ({ title, align: 'right' as const }))];
  return table(
    columns,
    matrix.map((row, i) => [names[i] ?? '', ...row.map(String)]),
  );
}

/** Our latency of a prediction against onnxruntime-web's with as many threads, in turn; a Markdown table out. */
import { fileURLToPath } from 'node:url';
import { median } from '../../e2e/bench/statistics.ts';
import { ownInference } from '../measure/netloom.ts';
import { jsonLines, output } from '../measure/processes.ts';
import { howToGetTorch } from '../measure/python.ts';
import { Timing } from '../measure/rows.ts';
import { markdownTable, spread, times } from '../report/markdown.ts';
import type { Bench } from './bench.ts';

const models = ['lenet', 'convnet', 'resnet20'].flatMap((name) => [`${name}-b1`, `${name}-b64`]);
const threadCounts = [1, 2];
const program = fileURLToPath(new URL('../peers/infer.mjs', import.meta.url));
const folder = fileURLToPath(new URL('../results/models', import.meta.url));

export async function inferenceSection(bench: Bench): Promise<string> {
  if (!bench.python) return `${howToGetTorch}\n`;
  await bench.python.run('exportOnnx.py', folder, ...models);
  const rows: string[][] = [];
  for (const workload of models) {
    for (const threads of threadCounts) rows.push(await compare(bench, workload, threads));
  }
  const titles = ['network, batch', 'threads', 'Netloom ms', 'onnxruntime-web ms', 'ratio'];
  return markdownTable(titles, rows);
}

async function compare(bench: Bench, workload: string, threads: number): Promise<string[]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 1; round <= bench.rounds; round++) {
    bench.say(`${workload}, threads: ${threads}, round ${round} of ${bench.rounds}`);
    const own = await ownInference(workload, threads);
    bench.record('inference', { round, peer: 'netloom', ...own });
    ours.push(own.ms);
    const options = JSON.stringify({ threads, budget: bench.budget / 4 });
    const text = await output(process.execPath, [program, folder, workload, options]);
    const other = Timing.parse(jsonLines(text)[0]);
    bench.record('inference', { round, ...other });
    // As many threads were asked for as ours has; a library that takes fewer is another comparison.
    if (other.threads !== threads || other.ms === undefined) {
      throw new Error(`onnxruntime-web ran ${workload} with ${other.threads} threads.`);
    }
    theirs.push(other.ms);
  }
  return [
    workload,
    String(threads),
    spread(ours, median(ours)),
    spread(theirs, median(theirs)),
    times(median(theirs) / median(ours)),
  ];
}

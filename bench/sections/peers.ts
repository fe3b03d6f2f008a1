/** The training step of what else is written in JavaScript, on every host and backend that may run it; a Markdown table out. */
import { fileURLToPath } from 'node:url';
import { ownStep } from '../measure/netloom.ts';
import { jsonLines, output } from '../measure/processes.ts';
import { Timing } from '../measure/rows.ts';
import { markdownTable, significant, times } from '../report/markdown.ts';
import { type Bench, messageOf, workloads } from './bench.ts';

interface Contender {
  readonly peer: 'jax' | 'tfjs';
  readonly backend: 'wasm' | 'cpu';
  readonly host: 'Node' | 'Chromium';
  readonly threads: number;
}
/** Threads of both libraries need what only a browser has; how many they take is up to them. */
const contenders: readonly Contender[] = [
  { peer: 'jax', backend: 'wasm', host: 'Node', threads: 1 },
  { peer: 'jax', backend: 'wasm', host: 'Chromium', threads: 2 },
  { peer: 'tfjs', backend: 'wasm', host: 'Node', threads: 1 },
  { peer: 'tfjs', backend: 'wasm', host: 'Chromium', threads: 2 },
  { peer: 'tfjs', backend: 'cpu', host: 'Node', threads: 1 },
];
const names = { jax: 'jax-js', tfjs: 'TensorFlow.js' };
/** Four steps have to be done by then. */
const limit = 300_000;
const program = fileURLToPath(new URL('../peers/train.mjs', import.meta.url));

export async function peersSection(bench: Bench): Promise<string> {
  const own = await ours(bench);
  const rows: string[][] = [];
  const reasons = new Set<string>();
  for (const contender of contenders) {
    const cells: string[] = [];
    const name = describe(contender);
    let threads = 1;
    for (const workload of workloads) {
      bench.say(`${name}: ${workload}`);
      const row = await measure(bench, contender, workload);
      bench.record('peers', row);
      if (row.ms === undefined) {
        reasons.add(`${name}, ${workload}: ${row.error}.`);
        cells.push('–');
      } else {
        threads = Math.max(threads, row.threads);
        cells.push(
          `${significant(row.ms)} ms, ${times(row.ms / (own.get(workload) ?? Number.NaN))}`,
        );
      }
    }
    rows.push([`${name}, ${threads === 1 ? '1 thread' : `${threads} threads`}`, ...cells]);
  }
  const first = [...own.values()].map((ms) => `${significant(ms)} ms`);
  const table = markdownTable(
    ['', ...workloads],
    [['Netloom, Node, 2 threads', ...first], ...rows],
  );
  return [table, ...[...reasons].map((reason) => `- ${reason}`), ''].join('\n');
}

/** Milliseconds by workload, measured unless an earlier section did. */
async function ours(bench: Bench): Promise<ReadonlyMap<string, number>> {
  const own = new Map<string, number>();
  for (const workload of workloads) {
    own.set(workload, bench.own.get(workload) ?? (await ownStep(workload, 2)).ms);
  }
  return own;
}

const describe = ({ peer, backend, host }: Contender): string =>
  `${names[peer]} ${backend}, ${host}`;

/** Never throws: what cannot be measured is a row with the reason. */
async function measure(
  bench: Bench,
  { peer, backend, host, threads }: Contender,
  workload: string,
): Promise<Timing> {
  const options = { backend, threads, budget: bench.budget };
  try {
    return { ...Timing.parse(await answer()), host };
  } catch (error) {
    return { peer, backend, threads, workload, host, error: messageOf(error) };
  }

  async function answer(): Promise<unknown> {
    if (host === 'Chromium') {
      const chromium = await bench.chromium();
      return chromium.run('peer', { peer, workload, options }, limit);
    }
    const args = [program, peer, workload, JSON.stringify(options)];
    return jsonLines(await output(process.execPath, args, { limit }))[0];
  }
}

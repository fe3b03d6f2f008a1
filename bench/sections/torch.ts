/** Our training step against PyTorch's, each in turn, and ours inside Chromium; a Markdown table out. */
import { median } from '../../e2e/bench/statistics.ts';
import { ownStep } from '../measure/netloom.ts';
import { jsonLines } from '../measure/processes.ts';
import { howToGetBlas, howToGetTorch, type Python } from '../measure/python.ts';
import { type OwnStep, Timing } from '../measure/rows.ts';
import {
  markdownTable,
  mebibytes,
  percent,
  significant,
  spread,
  times,
} from '../report/markdown.ts';
import { type Bench, messageOf, workloads } from './bench.ts';

/** PyTorch's ms/step over ours that we mean to reach, and hope for. */
const targets: Readonly<Record<(typeof workloads)[number], readonly [number, number]>> = {
  'mlp-b32': [1.5, 2],
  'lenet-b64': [2, 4],
  'convnet-b128': [1.5, 2.5],
  'resnet20-b32': [1, 1.2],
};
const threads = 2;
const minute = 60_000;
const unmeasured = Number.POSITIVE_INFINITY;

interface Sides {
  readonly ours: OwnStep[];
  /** The better number of threads of each round. */
  readonly torch: Timing[];
}

export async function torchSection(bench: Bench): Promise<string> {
  const sides = new Map<string, Sides>(workloads.map((name) => [name, { ours: [], torch: [] }]));
  for (let round = 1; round <= bench.rounds; round++) {
    for (const [workload, { ours, torch }] of sides) {
      bench.say(`${workload}, round ${round} of ${bench.rounds}`);
      const step = await ownStep(workload, threads);
      bench.record('torch', { round, peer: 'netloom', ...step });
      ours.push(step);
      if (bench.python) torch.push(await torchStep(bench, bench.python, workload, round));
    }
  }
  const rows: string[][] = [];
  for (const [workload, { ours, torch }] of sides) {
    const mine = ours.map(({ ms }) => ms);
    const theirs = torch.flatMap(({ ms }) => ms ?? []);
    bench.own.set(workload, median(mine));
    const target = targets[workload as keyof typeof targets];
    rows.push([
      workload,
      spread(mine, median(mine)),
      await inChromium(bench, workload),
      spread(theirs, median(theirs)),
      [...new Set(torch.map((row) => row.threads))].join(', ') || '–',
      bench.python?.fairBlas ? times(median(theirs) / median(mine)) : '–',
      `${target[0]}× (${target[1]}×)`,
      ...ownColumns(ours),
    ]);
  }
  const titles = [
    ...['workload', 'Netloom ms', 'in Chromium ms', 'PyTorch ms', 'its threads', 'ratio'],
    ...['target (aim)', 'GFLOP/s', 'of GEMM peak', 'planned', 'of lower bound'],
  ];
  return `${caution(bench.python)}${markdownTable(titles, rows)}`;
}

/** What is to be known before the table is read. */
function caution(python: Python | null): string {
  if (!python) return `${howToGetTorch}\n\n`;
  return python.fairBlas ? '' : `**${howToGetBlas(python.torch)}**\n\n`;
}

function ownColumns(ours: readonly OwnStep[]): string[] {
  const [first] = ours;
  if (!first) return [];
  return [
    median(ours.map(({ gflops }) => gflops)).toFixed(1),
    percent(median(ours.map(({ peak_share: share }) => share))),
    mebibytes(first.planned_bytes),
    `${(first.planned_bytes / first.bound_bytes).toFixed(2)}×`,
  ];
}

async function torchStep(
  bench: Bench,
  python: Python,
  workload: string,
  round: number,
): Promise<Timing> {
  const text = await python.run('torchSteps.py', String(bench.budget / 2000), workload);
  const rows = jsonLines(text).map((row) => Timing.parse(row));
  for (const row of rows) bench.record('torch', { round, ...row });
  const [best] = rows.sort((a, b) => (a.ms ?? unmeasured) - (b.ms ?? unmeasured));
  if (!best) throw new Error(`torchSteps.py printed nothing for ${workload}.`);
  return best;
}

async function inChromium(bench: Bench, workload: string): Promise<string> {
  try {
    const chromium = await bench.chromium();
    const job = { workload, threads, warmUp: 1_500, measure: 3_000 };
    const row = Timing.parse(await chromium.run('ours', job, 2 * minute));
    bench.record('torch', { ...row, host: `Chromium ${chromium.version}` });
    return significant(row.ms ?? Number.NaN);
  } catch (error) {
    bench.say(`Chromium: ${messageOf(error)}`);
    return '–';
  }
}

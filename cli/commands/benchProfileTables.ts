/** A step's profile comes in; tables of where its time goes go out, as text for a terminal. */
import type { ProgramProfile, Timed } from '../../engine/index.ts';
import { number, table } from '../format.ts';
import { mean, profileSummary } from './benchProfile.ts';

const SHOWN_WAITS = 12;

/** Tables of kernels, of kinds of kernels, of the longest waits at barriers, and of threads. */
export function profileTables(
  profile: ProgramProfile,
  { millisecondsPerStep }: Pick<Timed, 'millisecondsPerStep'>,
): string {
  const { kernels, kinds, barriers, threads } = profileSummary(profile);
  const all = mean(threads.map((t) => t.busy_ms + t.barrier_ms + t.idle_ms));
  const right = (title: string) => ({ title, align: 'right' as const });
  const share = (ms: number) => `${((ms / all) * 100).toFixed(1)} %`;
  const rates = (row: { ms: number; flops: number; bytes: number }) => [
    row.ms.toFixed(4),
    share(row.ms),
    row.flops === 0 ? '–' : (row.flops / row.ms / 1e6).toFixed(1),
    row.bytes === 0 ? '–' : (row.bytes / row.ms / 1e6).toFixed(1),
  ];
  const rateColumns = ['ms', 'share', 'GFLOP/s', 'GB/s'].map(right);
  const kernelRows = kernels.flatMap((row) => {
    const { kind, shape, origins, tasks } = row;
    const what = tasks.length === 1 ? (tasks[0]?.task ?? '') : `${tasks.length} tasks`;
    const units = tasks.length === 1 ? String(tasks[0]?.units) : '';
    const parts = tasks.length === 1 ? [] : tasks;
    return [
      [kind, shape, what, units, ...rates(row), shortOrigins(origins)],
      ...parts.map((part) => ['', '', `· ${part.task}`, String(part.units), part.ms.toFixed(4)]),
    ];
  });
  const waits = { calls: profile.barriers.length, flops: 0, bytes: 0 };
  const sums = [
    ...kinds,
    { ...waits, kind: 'barriers', ms: mean(threads.map((t) => t.barrier_ms)) },
    { ...waits, kind: 'idle', calls: 1, ms: mean(threads.map((t) => t.idle_ms)) },
  ];
  return [
    table(
      [
        { title: 'kernel' },
        { title: 'shape' },
        { title: 'task' },
        right('units'),
        ...rateColumns,
        { title: 'nodes' },
      ],
      kernelRows,
    ),
    table(
      [{ title: 'kind' }, right('calls'), ...rateColumns],
      sums.map((row) => [row.kind, String(row.calls), ...rates(row)]),
    ),
    table(
      [{ title: 'longest waits, after' }, ...['units', 'busy ms', 'wait ms', 'share'].map(right)],
      barriers
        .slice(0, SHOWN_WAITS)
        .map(({ after, units, busy_ms, ms }) => [
          short(after, 90),
          String(units),
          busy_ms.toFixed(4),
          ms.toFixed(4),
          share(ms),
        ]),
    ),
    table(
      ['thread', 'busy ms', 'barriers ms', 'idle ms'].map(right),
      threads.map((t, i) =>
        [String(i), t.busy_ms, t.barrier_ms, t.idle_ms].map((v) =>
          typeof v === 'string' ? v : v.toFixed(4),
        ),
      ),
    ),
    `Sum ${number(all)} ms; a step of the median round took ${number(millisecondsPerStep)} ms.`,
  ].join('\n\n');
}

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
function shortOrigins(origins: readonly string[]): string {
  const shown = origins.slice(0, 4).join(' ');
  return origins.length > 4 ? `${shown} +${origins.length - 4}` : shown;
}

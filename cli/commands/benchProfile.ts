/** A measured step with its profile comes in; tables of where the time goes, or the same as plain data, go out. */
import type { Measurement, ProgramProfile } from '../../engine/index.ts';
import { number, table } from '../format.ts';

/**
 * Times are means over the threads of what each spent, so that all of them add up to the step; rates are of all
 * threads together.
 */
export interface ProfileRow {
  readonly kind: string;
  readonly shape: string;
  readonly origins: readonly string[];
  readonly calls: number;
  readonly ms: number;
  readonly flops: number;
  readonly bytes: number;
  readonly tasks: readonly { readonly task: string; readonly units: number; readonly ms: number }[];
}

/** One row a kernel, chain or copy, the longest first. */
export function profileRows({ kernels, tasks }: ProgramProfile): ProfileRow[] {
  const groups = new Map<string, (typeof tasks)[number][]>();
  for (const task of tasks) {
    const name = task.kernels.length === 0 ? 'copy' : task.kernels.join();
    groups.set(name, [...(groups.get(name) ?? []), task]);
  }
  // Where a kernel's last task stands: of one with tasks in a chain and tasks outside, the last is the long one.
  const counted = new Map<number, string>();
  for (const [name, members] of groups)
    for (const task of members) for (const kernel of task.kernels) counted.set(kernel, name);
  const rows = [...groups].map(([name, members]): ProfileRow => {
    const numbers = members[0]?.kernels ?? [];
    const parts = numbers.flatMap((n) => kernels[n] ?? []);
    const here = numbers.flatMap((n) => (counted.get(n) === name ? (kernels[n] ?? []) : []));
    const [only] = parts;
    return {
      kind: parts.length === 0 ? 'copy' : parts.length > 1 ? 'chain' : (only?.kind ?? ''),
      shape: parts.length === 1 ? (only?.shape ?? '') : tally(parts.map(({ kind }) => kind)),
      origins: [...new Set(parts.flatMap(({ origins }) => origins))],
      calls: here.length,
      ms: members.reduce((total, task) => total + mean(task.milliseconds), 0),
      flops: here.reduce((total, { flops }) => total + flops, 0),
      bytes: here.reduce((total, { bytes }) => total + bytes, 0),
      tasks: members.map(({ key, units, milliseconds }) => ({
        task: shortKey(key),
        units,
        ms: mean(milliseconds),
      })),
    };
  });
  return rows.sort((a, b) => b.ms - a.ms);
}

export interface ProfileSummary {
  readonly kernels: readonly ProfileRow[];
  readonly kinds: readonly Pick<ProfileRow, 'kind' | 'calls' | 'ms' | 'flops' | 'bytes'>[];
  /** Of each thread. */
  readonly threads: readonly {
    readonly busy_ms: number;
    readonly barrier_ms: number;
    readonly idle_ms: number;
  }[];
}

export function profileSummary(profile: ProgramProfile): ProfileSummary {
  const rows = profileRows(profile);
  const kinds = [...new Set(rows.map(({ kind }) => kind))].map((kind) => {
    const of = rows.filter((row) => row.kind === kind);
    const sum = (field: 'calls' | 'ms' | 'flops' | 'bytes') =>
      of.reduce((total, row) => total + row[field], 0);
    return { kind, calls: sum('calls'), ms: sum('ms'), flops: sum('flops'), bytes: sum('bytes') };
  });
  const threads = profile.idle.map((idle, thread) => ({
    busy_ms: profile.tasks.reduce((total, task) => total + (task.milliseconds[thread] ?? 0), 0),
    barrier_ms: profile.barriers.reduce((total, waits) => total + (waits[thread] ?? 0), 0),
    idle_ms: idle,
  }));
  return { kernels: rows, kinds: kinds.sort((a, b) => b.ms - a.ms), threads };
}

/** Three tables: kernels, kinds of kernels, threads. */
export function profileTables(
  profile: ProgramProfile,
  { millisecondsPerStep }: Pick<Measurement, 'millisecondsPerStep'>,
): string {
  const { kernels, kinds, threads } = profileSummary(profile);
  const all = mean(threads.map((t) => t.busy_ms + t.barrier_ms + t.idle_ms));
  const right = (title: string) => ({ title, align: 'right' as const });
  const rates = (row: { ms: number; flops: number; bytes: number }) => [
    row.ms.toFixed(4),
    `${((row.ms / all) * 100).toFixed(1)} %`,
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
      ['thread', 'busy ms', 'barriers ms', 'idle ms'].map(right),
      threads.map((t, i) =>
        [String(i), t.busy_ms, t.barrier_ms, t.idle_ms].map((v) =>
          typeof v === 'string' ? v : v.toFixed(4),
        ),
      ),
    ),
    `Sum ${number(all)} ms; the step took ${number(millisecondsPerStep)} ms.`,
  ].join('\n\n');
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
/** 'map ×3, reduce'. */
function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, n]) => (n > 1 ? `${name} ×${n}` : name)).join(', ');
}
/** What the code is called and four digits that tell it from others of that name. */
function shortKey(key: string): string {
  const name = key.split(/[[{]/, 1)[0]?.trim() ?? '';
  if (name === key) return name;
  let hash = 0x811c9dc5;
  for (const char of key) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return `${name} #${(hash >>> 16).toString(16).padStart(4, '0')}`;
}
function shortOrigins(origins: readonly string[]): string {
  const shown = origins.slice(0, 4).join(' ');
  return origins.length > 4 ? `${shown} +${origins.length - 4}` : shown;
}

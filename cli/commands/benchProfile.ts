/** A step's profile comes in; where its time goes, by kernel, kind, barrier and thread, goes out as plain data. */
import type { ProgramProfile } from '../../engine/index.ts';

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
function profileRows({ kernels, tasks }: ProgramProfile): ProfileRow[] {
  const groups = new Map<string, (typeof tasks)[number][]>();
  // A kernel with tasks in a chain and tasks outside counts where most of its time goes.
  const spent = kernels.map(() => new Map<string, number>());
  for (const task of tasks) {
    const name = task.kernels.length === 0 ? 'copy' : task.kernels.join();
    const group = groups.get(name);
    if (group) group.push(task);
    else groups.set(name, [task]);
    const share = mean(task.milliseconds) / task.kernels.length;
    for (const kernel of task.kernels)
      spent[kernel]?.set(name, (spent[kernel]?.get(name) ?? 0) + share);
  }
  const homes = spent.map((times) => [...times].sort(([, a], [, b]) => b - a)[0]?.[0]);
  const rows = [...groups].map(([name, members]): ProfileRow => {
    const numbers = members[0]?.kernels ?? [];
    const parts = numbers.flatMap((n) => kernels[n] ?? []);
    const here = numbers.flatMap((n) => (homes[n] === name ? (kernels[n] ?? []) : []));
    const [only] = parts;
    return {
      kind: parts.length === 0 ? 'copy' : parts.length > 1 ? 'chain' : (only?.kind ?? ''),
      shape: parts.length === 1 ? (only?.shape ?? '') : tally(parts.map(({ kind }) => kind)),
      origins: [...new Set(parts.flatMap(({ origins }) => origins))],
      calls: parts.length === 0 ? members.length : here.length,
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

/** The barrier after a phase. */
interface WaitRow {
  readonly after: string;
  readonly units: number;
  /** Of the phase's tasks, and of waiting for the thread that ends last. */
  readonly busy_ms: number;
  readonly ms: number;
}
/** The longest first. */
function waitRows({ tasks, barriers, kernels }: ProgramProfile): WaitRow[] {
  const phases = barriers.map((waits) => ({
    ms: mean(waits),
    members: [] as (typeof tasks)[number][],
  }));
  for (const task of tasks) phases[task.phase]?.members.push(task);
  const rows = phases.map(({ ms, members }) => ({
    after: tally(members.flatMap((task) => partsOf(task, kernels))),
    units: members.reduce((total, { units }) => total + units, 0),
    busy_ms: members.reduce((total, { milliseconds }) => total + mean(milliseconds), 0),
    ms,
  }));
  return rows.sort((a, b) => b.ms - a.ms);
}
/** 'conv 32×28×28×1 * 3×3×1×32': the task of a kernel is told by it, a copy by itself. */
function partsOf(
  { kernels: numbers, key }: ProgramProfile['tasks'][number],
  kernels: ProgramProfile['kernels'],
) {
  if (numbers.length > 1) return ['chain'];
  const [only] = numbers.flatMap((n) => kernels[n] ?? []);
  return [only ? `${shortKey(key)} of ${only.kind} ${only.shape}` : shortKey(key)];
}

export interface ProfileSummary {
  readonly kernels: readonly ProfileRow[];
  readonly kinds: readonly Pick<ProfileRow, 'kind' | 'calls' | 'ms' | 'flops' | 'bytes'>[];
  readonly barriers: readonly WaitRow[];
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
  kinds.sort((a, b) => b.ms - a.ms);
  return { kernels: rows, kinds, barriers: waitRows(profile), threads };
}

export function mean(values: readonly number[]): number {
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

/** What a measurement ran on: the processor, its load, and the versions of what was measured. */
import { cpus, loadavg } from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly node: string;
  readonly v8: string;
}

export function machine(): Machine {
  const all = cpus();
  return {
    cores: all.length,
    model: all[0]?.model.trim() ?? 'unknown',
    node: process.versions.node,
    v8: process.versions.v8,
  };
}

/** Load averages of 1, 5 and 15 minutes, as text. */
export const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(', ');

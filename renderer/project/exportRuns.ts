/** The run of the window and those in the store in, what can be exported of each out. */
import type { EpochSummary, StoredRun } from '../../engine/index.ts';
import type { RunStore } from '../store/run.ts';

export interface ExportableRun {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedOn: number;
  readonly epochs: readonly EpochSummary[];
  /** Steps done, of the stored checkpoint; null for the run of the window. */
  readonly step: number | null;
}

/** The window's run first, then stored ones, newest first; each once. */
export function exportableRuns(
  { run, epochs }: Pick<RunStore, 'run' | 'epochs'>,
  stored: readonly StoredRun[],
): readonly ExportableRun[] {
  const own: readonly ExportableRun[] = run
    ? [{ id: run.id, name: run.project.name, startedOn: run.startedOn, epochs, step: null }]
    : [];
  const others = stored
    .filter(({ id }) => id !== run?.id)
    .map(({ id, project, startedOn, history, step }) => ({
      id,
      name: project.name,
      startedOn,
      epochs: history,
      step,
    }));
  return [...own, ...others];
}

/** The epoch whose weights are the best; undefined before the first has ended. */
export const bestEpoch = ({ epochs }: ExportableRun): EpochSummary | undefined =>
  epochs.findLast(({ best }) => best);

/** A file name that every system takes, of a name for people. */
export function fileNameOf(name: string, which: string, extension: string): string {
  const plain = name.replace(/[/\\<>:"|?*\p{Cc}]/gu, '-').trim();
  return `${plain === '' ? 'weights' : plain}-${which}.${extension.replace(/^\./, '')}`;
}

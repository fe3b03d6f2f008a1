/** The run of the window, imported weights and the runs in the store in, what can be exported of each out. */
import type { EpochSummary, ExportRequest, Project, StoredRun } from '../../../engine/index.ts';
import type { RunStore } from '../../store/run.ts';

export interface ExportableRun {
  /** The document's weights have one of their own. */
  readonly id: string;
  readonly name: string;
  /** What the weights belong to. */
  readonly project: Project;
  /** Name of the file that imported weights came in; null for those of a run. */
  readonly imported: string | null;
  /** Milliseconds since 1970; null for imported weights. */
  readonly startedOn: number | null;
  readonly epochs: readonly EpochSummary[];
  /** Steps done, of the stored checkpoint; null for the run of the window. */
  readonly step: number | null;
}
const documentId = 'document';

/** The window's run first, then weights that the document begins with, then stored runs, newest first; each once. */
export function exportableRuns(
  { run, epochs }: Pick<RunStore, 'run' | 'epochs'>,
  stored: readonly StoredRun[],
  document: Project,
): readonly ExportableRun[] {
  const own = run ? [{ ...run, epochs, step: null }] : [];
  const others = stored
    .filter(({ id }) => id !== run?.id)
    .map((other) => ({ ...other, epochs: other.history }));
  const runOf = ({
    id,
    project,
    startedOn,
    epochs: ended,
    step,
  }: (typeof own | typeof others)[number]): ExportableRun => ({
    id,
    name: project.name,
    project,
    imported: null,
    startedOn,
    epochs: ended,
    step,
  });
  return [...own.map(runOf), ...importedRun(document), ...others.map(runOf)];
}

/** Imported weights are a run without curves. */
function importedRun(project: Project): readonly ExportableRun[] {
  const path = project.training.initialWeights?.path;
  if (path === undefined) return [];
  const imported = path.split(/[/\\]/).at(-1) ?? path;
  return [
    {
      id: documentId,
      name: project.name,
      project,
      imported,
      startedOn: null,
      epochs: [],
      step: null,
    },
  ];
}

/** What the engine is asked for; `samples` to try a network with. */
export function requestOf(
  { id, imported, project }: ExportableRun,
  which: 'best' | 'last',
  samples: boolean,
): ExportRequest {
  return imported === null ? { run: id, which, samples } : { project, samples };
}

/** The epoch whose weights are the best; undefined before the first has ended. */
export const bestEpoch = ({ epochs }: ExportableRun): EpochSummary | undefined =>
  epochs.findLast(({ best }) => best);

/** A file name that every system takes, of a name for people. */
export function fileNameOf(name: string, which: string, extension: string): string {
  const plain = name.replace(/[/\\<>:"|?*\p{Cc}]/gu, '-').trim();
  return `${plain === '' ? 'weights' : plain}-${which}.${extension.replace(/^\./, '')}`;
}

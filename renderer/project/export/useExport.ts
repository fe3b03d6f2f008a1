/** What is to be exported in; the file that is made and proven of it, how far that is, and the way to stop it out. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type {
  ExportChoice,
  ExportedFile,
  ExportProgress,
  Failure,
  Result,
} from '../../../engine/index.ts';
import { engine } from '../../store/engine.ts';
import { type ExportableRun, requestOf } from './exportRuns.ts';

export type ExportState =
  | { readonly kind: 'working'; readonly progress: ExportProgress | null }
  | { readonly kind: 'made'; readonly file: ExportedFile }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

export interface Wanted {
  readonly run: ExportableRun;
  readonly which: 'best' | 'last';
  readonly choice: ExportChoice;
  /** A network, which is tried with samples. */
  readonly samples: boolean;
}
const working: ExportState = { kind: 'working', progress: null };

/** Begins as soon as it is known what; a later wish replaces an earlier one. `null` wants nothing. */
export function useExport(wanted: Wanted | null): {
  readonly state: ExportState;
  readonly cancel: () => void;
  readonly again: () => void;
} {
  const [state, setState] = useState<ExportState>(working);
  const [tries, setTries] = useState(0);
  const cancel = useRef<(() => void) | null>(null);
  const project = wanted && wanted.run.imported !== null ? wanted.run.project : null;
  // Runs are snapshots; a document is not, and has a new object whenever it is another.
  const drawn = useMemo(() => JSON.stringify(project), [project]);
  const key = wanted && JSON.stringify([wanted.run.id, drawn, wanted.which, wanted.choice]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is wanted, whichever object it stands in.
  useEffect(() => {
    if (!wanted) return;
    let isWanted = true;
    setState(working);
    const show = (next: ExportState) => {
      if (isWanted) setState(next);
    };
    const giveUp = () => {
      isWanted = false;
      void engine.exchange.cancelExport();
    };
    cancel.current = () => {
      show({ kind: 'cancelled' });
      giveUp();
    };
    void exported(
      wanted,
      () => isWanted,
      (progress) => show({ kind: 'working', progress }),
    ).then((result) => result && show(stateOf(result)));
    return giveUp;
  }, [key, tries]);
  return {
    state,
    cancel: () => cancel.current?.(),
    again: () => setTries((count) => count + 1),
  };
}

function stateOf(result: Result<ExportedFile>): ExportState {
  return result.ok
    ? { kind: 'made', file: result.value }
    : { kind: 'failed', failure: result.error };
}

/** Null where it was no longer wanted before it began. */
async function exported(
  { run, which, choice, samples }: Wanted,
  isWanted: () => boolean,
  onProgress: (progress: ExportProgress) => void,
): Promise<Result<ExportedFile> | null> {
  const material = await engine.training.exportMaterial(requestOf(run, which, samples));
  if (!material.ok) return material;
  if (!isWanted()) return null;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<ExportProgress>) => onProgress(data);
  try {
    return await engine.exchange.exportFile(material.value, choice, port2);
  } finally {
    port1.close();
  }
}

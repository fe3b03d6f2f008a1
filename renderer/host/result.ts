/** Work of the page in; a Result out, as the engine's services answer: nothing throws at a person. */
import type { Failure, Result } from '../../engine/index.ts';

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

/** An error that a person can act on, on its way to a Result. */
export class HostError extends Error {
  readonly code: string;
  constructor(code: string, sentence: string) {
    super(sentence);
    this.name = 'HostError';
    this.code = code;
  }
}

/** What browsers throw about files, in one sentence each. */
const sentences: Readonly<Record<string, readonly [code: string, sentence: string]>> = {
  NotAllowedError: ['file-unreadable', 'The browser was not allowed to use this file.'],
  SecurityError: ['file-unreadable', 'The browser does not allow this file to be used.'],
  NotFoundError: ['file-not-found', 'This file is no longer where it was.'],
  NotReadableError: ['file-unreadable', 'This file cannot be read, or has just changed.'],
  NoModificationAllowedError: ['file-busy', 'This file is in use by another program.'],
  InvalidModificationError: ['file-unwritable', 'This file cannot be written.'],
  QuotaExceededError: ['disk-full', 'The file could not be written: the disk is full.'],
};

export function failureOf(error: unknown): Failure {
  if (error instanceof HostError) return { code: error.code, sentence: error.message };
  const known = error instanceof DOMException ? sentences[error.name] : undefined;
  if (known) return { code: known[0], sentence: known[1] };
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'internal', sentence: `Netloom ran into an error of its own: ${reason}` };
}

export async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}

/** The same for work that a person may cancel in a dialog: null then. */
export function unlessCancelled<T>(work: () => Promise<T>): Promise<Result<T | null>> {
  return attempt(async () => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      throw error;
    }
  });
}

/** The value, or the failure as an exception for `attempt` around it. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new HostError(result.error.code, result.error.sentence);
}

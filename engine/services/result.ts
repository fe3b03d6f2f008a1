/** What a service answers across threads: a value, or a failure that keeps its code (exceptions would lose their class). */
import { NetloomError } from '../util/errors.ts';

export interface Failure {
  /** Of a NetloomError, kebab-case; 'internal' for an error of our own. */
  readonly code: string;
  /** One plain English sentence. */
  readonly sentence: string;
  /** A file, key, offset, row or node. */
  readonly place?: string;
}
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };

export function failureOf(error: unknown): Failure {
  if (error instanceof NetloomError) {
    const { code, message, place } = error;
    return { code, sentence: message, ...(place !== undefined && { place }) };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'internal', sentence: `Netloom ran into an error of its own: ${reason}` };
}

/** Runs `work`; whatever it throws becomes a failure. */
export async function settle<T>(work: () => T | Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}

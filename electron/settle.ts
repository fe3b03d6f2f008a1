/** Work of main in; a Result for the page out: errors a person can act on keep their code, ours say nothing of the inside. */
import { NetloomError } from '../engine/index.ts';
import type { Result } from './api.ts';

export async function settle<T>(work: () => T | Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof NetloomError) {
      const { code, message, place } = error;
      return {
        ok: false,
        error: { code, sentence: message, ...(place !== undefined && { place }) },
      };
    }
    console.error(error);
    return {
      ok: false,
      error: { code: 'internal', sentence: 'Netloom ran into an error of its own.' },
    };
  }
}

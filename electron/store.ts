/** A small value of main's, kept in a JSON file of the user's folder; a broken file counts as none. */
import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { writeAtomic } from '../files/writeAtomic.ts';

export interface Store<T> {
  readonly value: T;
  /** Writes it soon; failing to keep it costs the value after this session, nothing else. */
  set(value: T): void;
  /** Resolves when everything set is written. */
  settled(): Promise<void>;
}

export async function openStore<T>(
  path: string,
  schema: z.ZodType<T>,
  fallback: T,
): Promise<Store<T>> {
  let { value } = await read(path, schema, fallback);
  let writing = Promise.resolve();
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      const bytes = new TextEncoder().encode(`${JSON.stringify(next, null, 2)}\n`);
      writing = writing.then(() => writeAtomic(path, bytes)).then(nothing, nothing);
    },
    settled: () => writing,
  };
}

async function read<T>(
  path: string,
  schema: z.ZodType<T>,
  fallback: T,
): Promise<{ readonly value: T }> {
  try {
    return { value: schema.parse(JSON.parse(await readFile(path, 'utf8'))) };
  } catch {
    return { value: fallback };
  }
}
const nothing = () => undefined;

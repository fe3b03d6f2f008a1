/** Tables of files for importers: malformed ones must give a NetloomError with its code and place, odd ones must open. */
import { describe, expect, test } from 'vitest';
import { type DataNote, dataNoteSentence } from '../data/notes.ts';
import { NetloomError } from '../util/errors.ts';

/** What every file in these tables is called; it must turn up in the place of every error. */
export const FILE = 'strange';

/** The file, the expected code, and, where it matters, what the place must say beside the file. */
export type MalformedCase = readonly [bytes: Uint8Array, code: string, place?: RegExp];
export type OddCase<T> = readonly [bytes: Uint8Array, check: (opened: T) => void | Promise<void>];

/** At least 40 malformed and 20 odd files for each importer. `open` reads everything that is in the file. */
export function testFileCases<T>(
  importer: string,
  open: (bytes: Uint8Array) => Promise<T> | T,
  malformed: Readonly<Record<string, MalformedCase>>,
  odd: Readonly<Record<string, OddCase<T>>>,
): void {
  describe(`${importer}: malformed files`, () => {
    test('there are at least 40', () => {
      expect(Object.keys(malformed).length).toBeGreaterThanOrEqual(40);
    });
    test.each(Object.entries(malformed))('%s', async (_, [bytes, code, place]) => {
      const error = await failure(() => open(bytes));
      expect(error).toBeInstanceOf(NetloomError);
      const { code: found, place: where, message } = error as NetloomError;
      expect({ code: found, message }).toEqual({
        code,
        message: expect.stringMatching(/^[^\n]+$/),
      });
      expect(where).toContain(FILE);
      if (place) expect(where).toMatch(place);
    });
  });
  describe(`${importer}: odd files`, () => {
    test('there are at least 20', () => {
      expect(Object.keys(odd).length).toBeGreaterThanOrEqual(20);
    });
    test.each(Object.entries(odd))('%s', async (_, [bytes, check]) => {
      await check(await open(bytes));
    });
  });
}

/** What the work throws; undefined when it throws nothing. */
export async function failure(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Bytes one after the other; texts are Latin-1. */
export function bytesOf(...parts: readonly (string | number | Iterable<number>)[]): Uint8Array {
  const numbers: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') numbers.push(part);
    else if (typeof part === 'string') for (const c of part) numbers.push(c.charCodeAt(0));
    else for (const byte of part) numbers.push(byte);
  }
  return Uint8Array.from(numbers);
}

export function bigEndian(value: number, bytes = 4): number[] {
  return littleEndian(value, bytes).reverse();
}

export function littleEndian(value: number, bytes = 4): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);
}

/** A copy with some bytes replaced. */
export function patched(bytes: Uint8Array, at: number, ...replacement: number[]): Uint8Array {
  const out = bytes.slice();
  out.set(replacement, at < 0 ? bytes.length + at : at);
  return out;
}

/** What the reader of a data set decided, in English. */
export function sentencesOf({ notes }: { readonly notes: readonly DataNote[] }): string[] {
  return notes.map((note) => dataNoteSentence(note));
}

/** Text of sizes in, numbers out, and back: "3", "3x3", "28 × 28 × 1", "[28, 28, 1]". */
import { type NumberBounds, parseNumber, type Refusal, refusalOf } from '../../ui/numbers.ts';

export type Parsed =
  | { readonly ok: true; readonly values: readonly number[] }
  | { readonly ok: false; readonly refusal: Refusal | 'not-sizes' | 'too-many' | 'one-rest' };

const refused = (refusal: Extract<Parsed, { ok: false }>['refusal']): Parsed => ({
  ok: false,
  refusal,
});

/** Numbers between ×, x, *, commas or spaces, perhaps in brackets. */
function pieces(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .replace(/[[\](){}]/g, ' ')
    .split(/[\s,;x×*·]+/i)
    .filter((piece) => piece !== '');
}

/** As many numbers as there are places, or one for all of them. */
export function parseTuple(text: string, length: number, bounds: NumberBounds): Parsed {
  const values = pieces(text).map(parseNumber);
  if (values.length !== 1 && values.length !== length) return refused('not-sizes');
  return checked(values, bounds);
}

/** A list of sizes; with `rest`, one of them may be −1, which stands for what is left. */
export function parseSizes(
  text: string,
  bounds: NumberBounds & { readonly rest: boolean; readonly maximumLength?: number | undefined },
): Parsed {
  const values = pieces(text).map(parseNumber);
  if (values.length === 0) return refused('not-sizes');
  if (values.length > (bounds.maximumLength ?? Number.POSITIVE_INFINITY))
    return refused('too-many');
  const rests = bounds.rest ? values.filter((value) => value === -1).length : 0;
  if (rests > 1) return refused('one-rest');
  const sizes = bounds.rest ? values.filter((value) => value !== -1) : values;
  const found = checked(sizes, { ...bounds, integer: true });
  return found.ok ? { ok: true, values: values as number[] } : found;
}

function checked(values: readonly (number | null)[], bounds: NumberBounds): Parsed {
  for (const value of values) {
    const refusal = refusalOf(value, bounds);
    if (refusal !== null) return refused(refusal === 'not-a-number' ? 'not-sizes' : refusal);
  }
  return { ok: true, values: values as number[] };
}

export const sizesText = (values: readonly number[]): string => values.join(' × ');

/** Numbers of a stored value, as many as `length`; null where it holds something else. */
export function numbersOf(value: unknown, length?: number): readonly number[] | null {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'number')) return null;
  return length === undefined || value.length === length ? value : null;
}

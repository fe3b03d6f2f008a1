/** What was typed and a text in, how well they fit out: letters in order, whole words and beginnings first. */

const separators = /[\s\-_:/()·,.]/;

/** Higher is better; null where a letter is missing. Case and accents do not matter; nothing typed fits everything. */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = fold(query).replace(/\s+/g, '');
  if (wanted === '') return 0;
  const given = fold(text);
  const whole = given.indexOf(fold(query).trim());
  if (whole >= 0) return 1_000 - whole - (isStart(given, whole) ? 0 : 200) - given.length / 100;
  let score = 0;
  let at = 0;
  let last = -2;
  for (const letter of wanted) {
    const found = bestPlace(given, letter, at, last);
    if (found < 0) return null;
    score += found === last + 1 ? 6 : isStart(given, found) ? 5 : 1;
    last = found;
    at = found + 1;
  }
  return score - given.length / 100;
}

/** The next place of a letter: right behind the last one, else at the beginning of a word, else anywhere. */
function bestPlace(text: string, letter: string, from: number, last: number): number {
  const next = text.indexOf(letter, from);
  if (next < 0 || next === last + 1) return next;
  for (let at = next; at >= 0; at = text.indexOf(letter, at + 1)) if (isStart(text, at)) return at;
  return next;
}

const isStart = (text: string, at: number): boolean =>
  at === 0 || separators.test(text[at - 1] ?? '');

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** The items that fit, best first; equal ones keep their order. */
export function fuzzySort<T>(
  query: string,
  items: readonly T[],
  textsOf: (item: T) => readonly string[],
): T[] {
  const scored = items.flatMap((item, order) => {
    const scores = textsOf(item)
      .map((text) => fuzzyScore(query, text))
      .filter((score) => score !== null);
    return scores.length > 0 ? [{ item, order, score: Math.max(...scores) }] : [];
  });
  return scored.sort((a, b) => b.score - a.score || a.order - b.order).map(({ item }) => item);
}

/** Draws curves of one number per epoch with Braille dots: series in, lines of text out. */
import { number } from './format.ts';

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** Bits of the dots of a Braille character, by row and column (Unicode block U+2800). */
const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/**
 * A chart of `width` × `height` characters with the range at its left. Values that are not finite are left out; fewer than two
 * points give no chart. The first series is drawn solid, the others dotted.
 */
export function lossCurve(series: readonly Series[], width = 60, height = 8): string[] {
  const finite = series.flatMap(({ values }) => values.filter(Number.isFinite));
  const points = Math.max(...series.map(({ values }) => values.length), 0);
  if (points < 2 || finite.length < 2) return [];
  const top = Math.max(...finite);
  const bottom = Math.min(...finite);
  const grid = Array.from({ length: height }, () => new Uint8Array(width));
  const plot = (x: number, y: number) => {
    const row = grid[y >> 2];
    const mask = dots[y & 3]?.[x & 1];
    if (row && mask !== undefined) row[x >> 1] = (row[x >> 1] ?? 0) | mask;
  };
  const yOf = (value: number) =>
    Math.round(((top - value) / (top - bottom || 1)) * (height * 4 - 1));
  for (const [order, { values }] of series.entries()) {
    let previous: number | null = null;
    for (let x = 0; x < width * 2; x++) {
      const value = interpolate(values, (x / (width * 2 - 1)) * (points - 1));
      const y: number | null = Number.isFinite(value) ? yOf(value) : null;
      if (y !== null && (order === 0 || x % 3 === 0)) {
        // A steep line stays a line: fill the rows between two neighbours.
        const from: number = order === 0 && previous !== null ? previous : y;
        for (let row = Math.min(from, y); row <= Math.max(from, y); row++) plot(x, row);
      }
      previous = y;
    }
  }
  const labels = grid.map((_, i) =>
    i === 0 ? number(top) : i === height - 1 ? number(bottom) : '',
  );
  const margin = Math.max(...labels.map((label) => label.length));
  return grid.map((row, i) => {
    const text = [...row].map((mask) => String.fromCharCode(0x2800 + mask)).join('');
    return `${(labels[i] ?? '').padStart(margin)} ┤${text}`;
  });
}

function interpolate(values: readonly number[], position: number): number {
  const left = Math.floor(position);
  const a = values[left] ?? Number.NaN;
  const b = values[left + 1];
  return b === undefined ? a : a + (b - a) * (position - left);
}

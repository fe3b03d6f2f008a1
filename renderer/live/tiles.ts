/** Where things go in a small picture: counts and sizes in, whole pixels out; nothing here draws. */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * `count` planes of the same shape side by side, as large as they fit with `gap` between them, and in the middle of
 * the box. A plane that is larger than a pixel a value takes a whole number of pixels for each where that costs less than a
 * fifth of its size, which looks sharper.
 */
export function planeTiles(
  count: number,
  plane: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
  gap: number,
): readonly Rectangle[] {
  if (count < 1 || plane.width < 1 || plane.height < 1) return [];
  const room = (box.width - gap * (count - 1)) / count;
  const free = Math.min(room / plane.width, box.height / plane.height);
  const whole = Math.floor(free);
  const scale = whole >= 1 && whole >= free * 0.8 ? whole : free;
  const width = Math.max(1, Math.floor(plane.width * scale));
  const height = Math.max(1, Math.floor(plane.height * scale));
  const left = Math.floor((box.width - count * width - (count - 1) * gap) / 2);
  const top = Math.floor((box.height - height) / 2);
  return Array.from({ length: count }, (_, i) => ({
    x: left + i * (width + gap),
    y: top,
    width,
    height,
  }));
}

/** Rows and columns of a strip that shows `count` numbers as cells in the box, as square as they get. */
export function stripCells(
  count: number,
  box: { readonly width: number; readonly height: number },
): { readonly columns: number; readonly rows: number } {
  if (count < 1) return { columns: 0, rows: 0 };
  let best = { columns: count, rows: 1 };
  let bestSide = 0;
  for (let rows = 1; rows <= Math.min(count, box.height); rows++) {
    const columns = Math.ceil(count / rows);
    const side = Math.min(box.width / columns, box.height / rows);
    if (side > bestSide) {
      bestSide = side;
      best = { columns, rows };
    }
  }
  return best;
}

/** Edges of `count` columns that fill `width` whole pixels without holes: column i is from edges[i] to edges[i + 1]. */
export function columnEdges(count: number, width: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, i) => Math.round((i * width) / count));
}

/** Heights 0…1 of histogram bars: counts over the largest one; square roots, so that rare values are seen at all. */
export function barHeights(counts: readonly number[]): readonly number[] {
  const most = Math.max(0, ...counts);
  return counts.map((count) => (most > 0 ? Math.sqrt(Math.max(0, count) / most) : 0));
}

/** Positions of the largest numbers, largest first; equal ones in order. */
export function largest(values: ArrayLike<number>, count: number): readonly number[] {
  return Array.from({ length: values.length }, (_, i) => i)
    .sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
    .slice(0, count);
}

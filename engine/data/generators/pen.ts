/** Draws pen strokes on a small grey canvas: polylines and a pen width in, anti-aliased ink in [0, 1] out. */
import type { Stroke } from './strokes.ts';

/** Straight pieces for each span between two points of a curve. */
const PIECES = 4;

/** Puts the x, y points of a stroke, curves cut into straight pieces, into `out`; returns how many numbers. */
export function flattenStroke(stroke: Stroke, out: Float64Array): number {
  const p = stroke.points;
  const last = p.length / 2 - 1;
  let length = 0;
  for (let i = 0; i <= last; i++) {
    if (stroke.curved && i > 0) {
      for (let piece = 1; piece < PIECES; piece++) {
        const t = piece / PIECES;
        for (let axis = 0; axis < 2; axis++) {
          const before = p[2 * Math.max(0, i - 2) + axis]!;
          const from = p[2 * (i - 1) + axis]!;
          const to = p[2 * i + axis]!;
          const after = p[2 * Math.min(last, i + 1) + axis]!;
          out[length++] = catmullRom(before, from, to, after, t);
        }
      }
    }
    out[length++] = p[2 * i]!;
    out[length++] = p[2 * i + 1]!;
  }
  return length;
}

/** The uniform Catmull–Rom spline through `from` (t = 0) and `to` (t = 1). */
function catmullRom(before: number, from: number, to: number, after: number, t: number): number {
  const slope = to - before;
  const bend = 2 * before - 5 * from + 4 * to - after;
  const twist = 3 * (from - to) + after - before;
  return from + 0.5 * t * (slope + t * (bend + t * twist));
}

/** A square grey canvas of `side` × `side` pixels, row by row. */
export class Canvas {
  readonly side: number;
  readonly ink: Float32Array;

  constructor(side: number) {
    this.side = side;
    this.ink = new Float32Array(side * side);
  }

  clear(): void {
    this.ink.fill(0);
  }

  /**
   * Draws one straight piece from (x0, y0) with pen radius r0 to (x1, y1) with radius r1, in pixels. Ink falls
   * off over one pixel at the border; pieces that meet do not add up, the darker one stays.
   */
  drawPiece(x0: number, y0: number, r0: number, x1: number, y1: number, r1: number, ink: number) {
    const reach = Math.max(r0, r1) + 0.5;
    const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach - 0.5));
    const right = Math.min(this.side - 1, Math.floor(Math.max(x0, x1) + reach - 0.5));
    const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach - 0.5));
    const bottom = Math.min(this.side - 1, Math.floor(Math.max(y0, y1) + reach - 0.5));
    const dx = x1 - x0;
    const dy = y1 - y0;
    const squared = dx * dx + dy * dy;
    const scale = squared > 0 ? 1 / squared : 0;
    for (let y = top; y <= bottom; y++) {
      const fromY = y + 0.5 - y0;
      for (let x = left; x <= right; x++) {
        const fromX = x + 0.5 - x0;
        const along = Math.min(1, Math.max(0, (fromX * dx + fromY * dy) * scale));
        const ex = fromX - along * dx;
        const ey = fromY - along * dy;
        const distance = Math.sqrt(ex * ex + ey * ey);
        const cover = r0 + along * (r1 - r0) + 0.5 - distance;
        if (cover <= 0) continue;
        const value = cover >= 1 ? ink : ink * cover;
        const at = y * this.side + x;
        if (value > this.ink[at]!) this.ink[at] = value;
      }
    }
  }
}

/** Undoes the row filters of PNG (clause 9): filtered rows in, the rows themselves out, in place. */
import { NetloomError } from '../../util/errors.ts';

/**
 * Rows of one pass start at `at`, each a filter byte and `width` bytes; `pixelBytes` is the distance to the sample to
 * the left. Works in place and returns `raw`. Throws 'png-malformed' for an unknown filter.
 */
export function unfilterPng(
  raw: Uint8Array,
  at: number,
  rows: number,
  width: number,
  pixelBytes: number,
  place: string,
): Uint8Array {
  for (let row = 0; row < rows; row++) {
    const start = at + row * (1 + width) + 1;
    const above = row > 0 ? start - width - 1 : -1;
    const filter = raw[start - 1]!;
    switch (filter) {
      case 0:
        break;
      case 1:
        for (let i = pixelBytes; i < width; i++) raw[start + i]! += raw[start + i - pixelBytes]!;
        break;
      case 2:
        if (above >= 0) for (let i = 0; i < width; i++) raw[start + i]! += raw[above + i]!;
        break;
      case 3:
        for (let i = 0; i < width; i++) {
          const left = i >= pixelBytes ? raw[start + i - pixelBytes]! : 0;
          const up = above >= 0 ? raw[above + i]! : 0;
          raw[start + i]! += (left + up) >> 1;
        }
        break;
      case 4:
        for (let i = 0; i < width; i++) {
          const left = i >= pixelBytes ? raw[start + i - pixelBytes]! : 0;
          const up = above >= 0 ? raw[above + i]! : 0;
          const corner = above >= 0 && i >= pixelBytes ? raw[above + i - pixelBytes]! : 0;
          raw[start + i]! += paeth(left, up, corner);
        }
        break;
      default:
        throw new NetloomError(
          'png-malformed',
          `${place} is not a sound PNG file: row ${row} uses filter ${filter}, which does not exist.`,
          `${place}, row ${row}`,
        );
    }
  }
  return raw;
}

/** The neighbour that is nearest to left + up − corner; ties go left, then up. */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

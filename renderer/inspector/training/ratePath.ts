/** A preview of rates in, the path of an SVG curve out: zero is at the bottom, the highest rate at the top. */
import type { RatePreview } from '../../../engine/index.ts';

export function ratePath(
  { updates, rates, total }: RatePreview,
  box: { readonly width: number; readonly height: number; readonly inset: number },
): string {
  const highest = Math.max(...rates);
  const room = box.height - 2 * box.inset;
  const points = rates.map((rate, i) => {
    const x = total > 1 ? ((updates[i] ?? 0) / (total - 1)) * box.width : 0;
    const y = box.inset + (highest > 0 ? 1 - rate / highest : 1) * room;
    return `${round(x)} ${round(y)}`;
  });
  // A single update is a level line.
  if (points.length === 1) points.push(`${box.width} ${points[0]?.split(' ')[1]}`);
  return `M${points.join('L')}`;
}
const round = (value: number): number => Math.round(value * 100) / 100;

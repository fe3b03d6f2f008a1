/** A small matrix as coloured cells with their numbers. */

import type { Range } from '../../engine/index.ts';
import { type Color, colorTable } from '../live/colorMaps.ts';
import { colorIndex, scaleOf } from '../live/scale.ts';
import { useSettings } from '../store/settings.ts';
import { shortText } from './format.ts';

export function NumberGrid({
  label,
  height,
  width,
  values,
  range,
}: {
  readonly label: string;
  readonly height: number;
  readonly width: number;
  /** Row by row. */
  readonly values: readonly number[];
  readonly range: Range;
}) {
  const map = useSettings((state) => state.colorMap);
  const scale = scaleOf(range, map);
  const table = colorTable(scale.map);
  const side = height > 5 || width > 5 ? 14 : 27;
  return (
    <figure className="min-w-0 text-center">
      <div
        role="img"
        aria-label={`${label}: ${values.map(shortText).join(' ')}`}
        className="mx-auto grid gap-px"
        style={{ gridTemplateColumns: `repeat(${width}, ${side}px)` }}
      >
        {values.map((value, i) => {
          const at = Math.max(0, colorIndex(value, scale)) * 4;
          const color = [table[at] ?? 0, table[at + 1] ?? 0, table[at + 2] ?? 0] as const;
          return (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
              key={i}
              className="flex items-center justify-center rounded-[2px] font-mono text-[10px] leading-none"
              style={{
                height: side,
                background: `rgb(${color.join(' ')})`,
                color: isLight(color) ? '#000' : '#fff',
              }}
            >
              {side > 14 ? cellText(value) : ''}
            </span>
          );
        })}
      </div>
      <figcaption className="mt-1 text-[11px] text-faint">{label}</figcaption>
    </figure>
  );
}

/** Two digits without the zero before the point: .35, −.12, 1.4, 23. */
export function cellText(value: number): string {
  const size = Math.abs(value);
  const text = size >= 9.95 ? size.toFixed(0) : size >= 0.995 ? size.toFixed(1) : size.toFixed(2);
  const short = text === '0.00' ? '0' : text.replace(/^0\./, '.');
  return value < 0 && short !== '0' ? `−${short}` : short;
}
/** Relative luminance, as WCAG counts it, above which black is read better than white. */
export function isLight([red, green, blue]: Color): boolean {
  const linear = (part: number) =>
    part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.179;
}

/** Drawing at the resolution of the screen: a surface is a canvas with its size in device pixels; strips, bars, histograms, curves. */
import type { Histogram, Range } from '../../engine/index.ts';
import type { ColorMap } from './colorMaps.ts';
import { colorValues, mixColors, pixelsOf, resize, scratchImage } from './paint.ts';
import type { Size } from './painters.ts';
import { type ThemeColors, themeColors } from './themeColors.ts';
import { barHeights, columnEdges, largest, type Rectangle, stripCells } from './tiles.ts';

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels of one CSS pixel. */
  readonly ratio: number;
  readonly colors: ThemeColors;
}

/** Fits the canvas to its size on the screen and clears it; null where it has none. */
export function surfaceOf(canvas: HTMLCanvasElement, size: Size): Surface | null {
  const context = canvas.getContext('2d');
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const width = Math.round(size.width * ratio);
  const height = Math.round(size.height * ratio);
  if (!context || width < 1 || height < 1) return null;
  resize(canvas, width, height);
  context.clearRect(0, 0, width, height);
  return { context, width, height, ratio, colors: themeColors() };
}

let stage: HTMLCanvasElement | null = null;
/** Puts the picture through a canvas of its own size, so that it can be enlarged without smoothing. */
function drawImage({ context }: Surface, image: ImageData, to: Rectangle): void {
  stage ??= document.createElement('canvas');
  resize(stage, image.width, image.height);
  stage.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = image.width > to.width * 1.5;
  context.drawImage(stage, to.x, to.y, to.width, to.height);
}

/** One plane into a rectangle of the surface; where `mask` is 0 the background shows. */
export function paintTile(
  surface: Surface,
  to: Rectangle,
  plane: {
    readonly values: ArrayLike<number>;
    readonly offset: number;
    readonly width: number;
    readonly height: number;
    readonly mask: ArrayLike<number> | null;
  },
  range: Range,
  map: ColorMap,
): void {
  const image = scratchImage(plane.width, plane.height);
  colorValues(plane.values, plane.offset, pixelsOf(image), range, map, plane.mask);
  drawImage(surface, image, to);
}
export function paintColorTile(
  surface: Surface,
  to: Rectangle,
  plane: {
    readonly values: ArrayLike<number>;
    readonly width: number;
    readonly height: number;
  },
  range: Range,
): void {
  const image = scratchImage(plane.width, plane.height);
  mixColors(plane.values, image, range);
  drawImage(surface, image, to);
}

/** A vector as cells of colour, row by row. */
export function paintStrip(
  surface: Surface,
  box: Rectangle,
  values: ArrayLike<number>,
  range: Range,
  map: ColorMap,
  mask: ArrayLike<number> | null = null,
): void {
  const { columns, rows } = stripCells(values.length, box);
  if (columns === 0) return;
  const image = scratchImage(columns, rows);
  const pixels = pixelsOf(image);
  const kept = pixels.subarray(0, values.length);
  colorValues(values, 0, kept, range, map, mask);
  pixels.fill(0, values.length);
  drawImage(surface, image, box);
}

export interface Bars {
  readonly values: ArrayLike<number>;
  /** One for each value, or none. */
  readonly names: readonly string[];
  /** Position of the right answer, where it is known; 'none': the values are no answers, so that none stands out. */
  readonly target: number | null | 'none';
}
/** Colour of the largest bar: whether it is right, where that is known. */
export const verdictColor = (colors: ThemeColors, best: number, target: Bars['target']): string =>
  typeof target !== 'number' ? colors.accent : best === target ? colors.good : colors.bad;

/** Named bars: columns with a name below each where all names fit, else rows of the largest three. */
export function paintBars(surface: Surface, box: Rectangle, bars: Bars): void {
  const { context, ratio, colors } = surface;
  const size = Math.round(9 * ratio);
  context.font = `${size}px ${colors.font}`;
  const column = box.width / Math.max(1, bars.values.length);
  const fits =
    bars.names.length > 0 &&
    bars.names.every((name) => context.measureText(name).width <= column - ratio);
  // Of answers the best ones are worth a name; of other values all are wanted.
  if (fits || bars.names.length === 0 || bars.target === 'none') {
    paintColumns(surface, box, bars, fits ? size + Math.round(2 * ratio) : 0);
  } else paintRows(surface, box, bars, size);
}

/** Zero is where the smallest and the largest value put it; probabilities reach from 0 to 1. */
function barScale(values: ArrayLike<number>): Range {
  let minimum = 0;
  let maximum = 0;
  for (let i = 0; i < values.length; i++) {
    minimum = Math.min(minimum, values[i] as number);
    maximum = Math.max(maximum, values[i] as number);
  }
  if (minimum === 0 && maximum <= 1.0001) maximum = 1;
  return { minimum, maximum };
}

function paintColumns(surface: Surface, box: Rectangle, bars: Bars, label: number): void {
  const { context, ratio, colors } = surface;
  const { minimum, maximum } = barScale(bars.values);
  const edges = columnEdges(bars.values.length, box.width);
  const best = largest(bars.values, 1)[0] ?? -1;
  const height = box.height - label;
  const unit = height / (maximum - minimum || 1);
  const zero = box.y + Math.round(maximum * unit);
  const gap = edges.length > 1 && box.width / bars.values.length > 4 * ratio ? ratio : 0;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  for (let i = 0; i < bars.values.length; i++) {
    const left = box.x + (edges[i] as number);
    const width = (edges[i + 1] as number) - (edges[i] as number);
    const stands = i === best || bars.target === 'none';
    context.fillStyle = stands ? verdictColor(colors, best, bars.target) : colors.faint;
    const tall = Math.round((bars.values[i] as number) * unit);
    // A value near zero still shows where it stands.
    const shown = tall === 0 ? Math.round(ratio) : tall;
    context.fillRect(left + gap, shown > 0 ? zero - shown : zero, width - 2 * gap, Math.abs(shown));
    if (label === 0) continue;
    context.fillStyle = i === best ? colors.text : i === bars.target ? colors.good : colors.dim;
    context.fillText(bars.names[i] as string, left + width / 2, box.y + box.height);
  }
}

function paintRows(surface: Surface, box: Rectangle, bars: Bars, size: number): void {
  const { context, ratio, colors } = surface;
  const { minimum, maximum } = barScale(bars.values);
  const top = largest(bars.values, 3);
  const row = Math.floor(box.height / Math.max(1, top.length));
  const nameWidth = Math.round(box.width * 0.48);
  const room = box.width - nameWidth - 2 * ratio;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  top.forEach((index, i) => {
    const middle = box.y + Math.round((i + 0.5) * row);
    const name = bars.names[index] ?? String(index);
    context.fillStyle = i === 0 ? colors.text : colors.dim;
    context.fillText(clipText(context, name, nameWidth - 4 * ratio), box.x, middle);
    const share =
      ((bars.values[index] as number) - Math.min(0, minimum)) / (maximum - minimum || 1);
    context.fillStyle = i === 0 ? verdictColor(colors, index, bars.target) : colors.faint;
    const thick = Math.min(row - 2 * ratio, Math.round(size * 0.8));
    context.fillRect(
      box.x + nameWidth,
      middle - Math.round(thick / 2),
      Math.max(ratio, Math.round(share * room)),
      thick,
    );
  });
}

/** The text, or its beginning and an ellipsis where it is wider than that. */
export function clipText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** Bars of a histogram from the bottom up, and a line where zero is. */
export function paintHistogram(
  surface: Surface,
  box: Rectangle,
  histogram: Histogram,
  color: string,
): void {
  const { context, ratio, colors } = surface;
  const heights = barHeights(histogram.counts);
  const edges = columnEdges(heights.length, box.width);
  context.fillStyle = color;
  heights.forEach((height, i) => {
    const tall = height === 0 ? 0 : Math.max(1, Math.round(height * box.height));
    const left = edges[i] as number;
    context.fillRect(
      box.x + left,
      box.y + box.height - tall,
      (edges[i + 1] as number) - left,
      tall,
    );
  });
  const span = histogram.maximum - histogram.minimum;
  if (histogram.minimum < 0 && histogram.maximum > 0 && span > 0) {
    context.fillStyle = colors.text;
    context.globalAlpha = 0.55;
    const at = Math.round((-histogram.minimum / span) * box.width);
    context.fillRect(box.x + at, box.y, Math.max(1, Math.round(ratio)), box.height);
    context.globalAlpha = 1;
  }
}

/** A line through the values, left to right over the whole box. */
export function paintCurve(
  surface: Surface,
  box: Rectangle,
  values: readonly number[],
  color: string,
): void {
  const { context, ratio } = surface;
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return;
  const minimum = Math.min(...finite);
  const span = Math.max(...finite) - minimum || 1;
  const inset = Math.ceil(ratio);
  const height = box.height - 2 * inset;
  context.beginPath();
  values.forEach((value, i) => {
    const x = box.x + (values.length > 1 ? (i / (values.length - 1)) * box.width : 0);
    const y = box.y + inset + (1 - (value - minimum) / span) * height;
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.strokeStyle = color;
  context.lineWidth = 1.5 * ratio;
  context.lineJoin = 'round';
  context.stroke();
}

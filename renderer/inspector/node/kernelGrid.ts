/** The shape of a kernel and the width of a panel in; which pictures of it are shown where out; nothing here draws. */
import type { Rectangle } from '../../live/tiles.ts';

export interface KernelTile {
  readonly box: Rectangle;
  /** Input channel; null for a picture of three in their colours. */
  readonly input: number | null;
  readonly filter: number;
}
export interface KernelGrid {
  readonly tiles: readonly KernelTile[];
  /** CSS pixels. */
  readonly height: number;
  /** Of all filters and input channels, the first so many. */
  readonly filters: number;
  readonly inputs: number;
  readonly matrix: boolean;
}

const gap = 3;
/** CSS pixels of a picture that stands alone, as a wish. */
const wished = 26;
const mostRows = 8;
const mostColumns = 16;

/**
 * `shape` is [height, width, inputs, filters]. One picture a filter where there is one input channel, or three colours;
 * else a table: a row for each input channel, a column for each filter.
 */
export function kernelGrid(shape: readonly number[], width: number, colored: boolean): KernelGrid {
  const [height = 1, across = 1, inputs = 1, filters = 1] = shape;
  const aspect = height / across;
  if (colored || inputs === 1) {
    const columns = Math.max(1, Math.min(filters, Math.floor((width + gap) / (wished + gap))));
    const rows = Math.min(mostRows, Math.ceil(filters / columns));
    const shown = Math.min(filters, rows * columns);
    const input = colored ? null : 0;
    const size = tileSize(width, columns, aspect);
    const tiles = Array.from({ length: shown }, (_, filter) => ({
      box: place(size, Math.floor(filter / columns), filter % columns),
      input,
      filter,
    }));
    return {
      tiles,
      height: rows * (size.height + gap) - gap,
      filters: shown,
      inputs: colored ? 3 : 1,
      matrix: false,
    };
  }
  const columns = Math.min(filters, mostColumns);
  const rows = Math.min(inputs, mostRows);
  const size = tileSize(width, columns, aspect);
  const tiles = Array.from({ length: rows * columns }, (_, i) => {
    const [input, filter] = [Math.floor(i / columns), i % columns];
    return { box: place(size, input, filter), input, filter };
  });
  return {
    tiles,
    height: rows * (size.height + gap) - gap,
    filters: columns,
    inputs: rows,
    matrix: true,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}
/** No larger than twice the wish, so that two filters do not fill the panel. */
function tileSize(width: number, columns: number, aspect: number): Size {
  const room = Math.floor((width - gap * (columns - 1)) / columns);
  const side = Math.max(3, Math.min(room, wished * 1.5));
  return { width: side, height: Math.max(3, Math.round(side * aspect)) };
}
const place = (size: Size, row: number, column: number): Rectangle => ({
  x: column * (size.width + gap),
  y: row * (size.height + gap),
  ...size,
});

/**
 * Copies one picture out of a kernel's numbers (row-major [height, width, inputs, filters], perhaps only the first
 * filters of them): a plane, or three planes one after the other where `input` is null.
 */
export function gatherKernel(
  values: ArrayLike<number>,
  shape: readonly number[],
  { input, filter }: Pick<KernelTile, 'input' | 'filter'>,
): Float32Array {
  const [height = 1, width = 1, inputs = 1] = shape;
  const area = height * width;
  const kept = Math.floor(values.length / (area * inputs));
  const wanted = input === null ? [0, 1, 2] : [input];
  const plane = new Float32Array(area * wanted.length);
  wanted.forEach((channel, place) => {
    for (let pixel = 0; pixel < area; pixel++) {
      const from = (pixel * inputs + channel) * kept + filter;
      plane[place * area + pixel] = filter < kept ? (values[from] ?? Number.NaN) : Number.NaN;
    }
  });
  return plane;
}

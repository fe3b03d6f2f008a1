/** Pictures of weights: a weight's shape in, planes and where they lie in its values out; painting them tile by tile. */
import type { WeightView } from '../../engine/index.ts';
import { colorValues, pixelsOf, resize, scratchImage } from './paint.ts';
import { signedScale } from './scale.ts';

/** One plane of a weight: value (row, column) is at `offset + row · rowStride + column · columnStride`. */
export interface WeightPlanes {
  readonly height: number;
  readonly width: number;
  readonly count: number;
  readonly rowStride: number;
  readonly columnStride: number;
  offset(plane: number): number;
}

/** Pictures that are longer are cut: canvases have limits, and eyes. */
const longest = 1024;

/**
 * Kernels HWIO: a plane for each filter and input channel, filter by filter; `held` is how many values there are. Matrices: one
 * plane, its longer axis across. Vectors: one row. Null where nothing can be shown.
 */
export function weightPlanes(shape: readonly number[], held: number): WeightPlanes | null {
  if (shape.length === 4) return kernelPlanes(shape, held);
  if (shape.length > 2 || held < 1) return null;
  const [rows = 1, columns = 1] = shape.length === 2 ? shape : [1, shape[0] ?? 1];
  // Of a large matrix only the first columns are there.
  const kept = Math.min(columns, Math.max(1, Math.floor(held / rows)));
  const tall = Math.min(rows, Math.floor(held / kept));
  const lying = tall > kept;
  return {
    height: Math.min(longest, lying ? kept : tall),
    width: Math.min(longest, lying ? tall : kept),
    count: 1,
    rowStride: lying ? 1 : kept,
    columnStride: lying ? kept : 1,
    offset: () => 0,
  };
}
function kernelPlanes(shape: readonly number[], held: number): WeightPlanes | null {
  const [height = 0, width = 0, inputs = 0, filters = 0] = shape;
  const shown = Math.min(filters, Math.floor(held / (height * width * inputs)));
  if (shown < 1) return null;
  return {
    height,
    width,
    count: inputs * shown,
    rowStride: width * inputs * shown,
    columnStride: inputs * shown,
    offset: (plane) => (plane % inputs) * shown + Math.floor(plane / inputs),
  };
}

/** Columns, so that square planes fill a box of this proportion as well as they can. */
export function planeColumns(
  planes: Pick<WeightPlanes, 'height' | 'width' | 'count'>,
  aspect: number,
): number {
  const wide = (planes.width + 1) / (planes.height + 1);
  let best = { columns: 1, size: 0 };
  for (let columns = 1; columns <= planes.count; columns++) {
    const size = Math.min(aspect / (columns * wide), 1 / Math.ceil(planes.count / columns));
    if (size > best.size) best = { columns, size };
  }
  return best.columns;
}

const most = 512;
/** All planes in one picture, a pixel a value and a transparent pixel between them; at most 512 planes. */
export function paintWeights(canvas: HTMLCanvasElement, weight: WeightView, aspect: number): void {
  const planes = weightPlanes(weight.shape, weight.values.length);
  if (!planes) return;
  const count = Math.min(most, planes.count);
  const columns = planeColumns({ ...planes, count }, aspect);
  const rows = Math.ceil(count / columns);
  const [high, wide] = [planes.height + 1, planes.width + 1];
  const image = scratchImage(columns * wide - 1, rows * high - 1);
  const pixels = pixelsOf(image).fill(0);
  const scale = signedScale(weight.range);
  const line = new Uint32Array(planes.width);
  const values = new Float32Array(planes.width);
  for (let plane = 0; plane < count; plane++) {
    const [x, y] = [(plane % columns) * wide, Math.floor(plane / columns) * high];
    for (let row = 0; row < planes.height; row++) {
      const from = planes.offset(plane) + row * planes.rowStride;
      for (let column = 0; column < planes.width; column++)
        values[column] = weight.values[from + column * planes.columnStride] as number;
      colorValues(values, 0, line, scale, scale.map);
      pixels.set(line, (y + row) * image.width + x);
    }
  }
  resize(canvas, image.width, image.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** A pixel of a map and its receptive field in, the rectangle of the input that it sees out; pure. */
import type { ReceptiveField } from '../../engine/index.ts';

/** In pixels of the input, clipped to it. */
export interface InputRectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** From where to where pixel `index` sees along one axis: first pixel and the one after the last, clipped. */
function extent(field: ReceptiveField, index: number, size: number): readonly [number, number] {
  const centre = field.offset + index * field.stride;
  const first = centre - (field.size - 1) / 2;
  return [
    Math.min(size, Math.max(0, Math.ceil(first - 1e-6))),
    Math.max(0, Math.min(size, Math.floor(first + field.size - 1 + 1e-6) + 1)),
  ];
}

/** `fields` null: it sees everything. The axes are rows, columns. */
export function inputRectangle(
  fields: readonly ReceptiveField[] | null,
  pixel: { readonly row: number; readonly column: number },
  input: { readonly height: number; readonly width: number },
): InputRectangle {
  const [rows, columns] = fields ?? [];
  if (!rows || !columns) return { top: 0, left: 0, ...input };
  const [top, bottom] = extent(rows, pixel.row, input.height);
  const [left, right] = extent(columns, pixel.column, input.width);
  return { top, left, height: Math.max(0, bottom - top), width: Math.max(0, right - left) };
}

/** The pixel of a map under pointer or keys: set by both, shown on the input and in the card. */
import { useView, type ViewState } from '../store/view.ts';

export type Pixel = NonNullable<ViewState['pixel']>;

/** The same pixel again tells nobody. */
export function pointAt(pixel: Pixel | null): void {
  const now = useView.getState().pixel;
  if (now === pixel) return;
  if (
    now &&
    pixel &&
    now.node === pixel.node &&
    now.sample === pixel.sample &&
    now.channel === pixel.channel &&
    now.row === pixel.row &&
    now.column === pixel.column
  )
    return;
  useView.setState({ pixel });
}

/** Where a point of the screen is in a canvas of `width` × `height` values; null outside. */
export function pixelAt(
  box: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  },
  point: { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
): { readonly row: number; readonly column: number } | null {
  if (box.width <= 0 || box.height <= 0) return null;
  const column = Math.floor(((point.x - box.left) / box.width) * size.width);
  const row = Math.floor(((point.y - box.top) / box.height) * size.height);
  const inside = row >= 0 && column >= 0 && row < size.height && column < size.width;
  return inside ? { row, column } : null;
}

/** Where the keys lead from a pixel: arrows over the map, Page Up and Down over the channels; null for other keys. */
export function moved(
  pixel: Pixel,
  key: string,
  big: boolean,
  size: { readonly height: number; readonly width: number; readonly channels: number },
): Pixel | null {
  const far = big ? 5 : 1;
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  const to = (change: Partial<Pixel>): Pixel => ({ ...pixel, ...change });
  switch (key) {
    case 'ArrowUp':
      return to({ row: clamp(pixel.row - far, size.height) });
    case 'ArrowDown':
      return to({ row: clamp(pixel.row + far, size.height) });
    case 'ArrowLeft':
      return to({ column: clamp(pixel.column - far, size.width) });
    case 'ArrowRight':
      return to({ column: clamp(pixel.column + far, size.width) });
    case 'PageUp':
      return to({ channel: clamp(pixel.channel - far, size.channels) });
    case 'PageDown':
      return to({ channel: clamp(pixel.channel + far, size.channels) });
    case 'Home':
      return to({ channel: 0 });
    case 'End':
      return to({ channel: size.channels - 1 });
    default:
      return null;
  }
}

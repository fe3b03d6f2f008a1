/** How large maps are so that all of them are in sight: their number and shape and the room in, a width out; pure. */

export interface MapsToFit {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** One below the other: 1, or 2 with a pinned sample. */
  readonly samples: number;
}
export const mapGap = 6;
/** Between the samples of a channel. */
export const sampleGap = 2;
const smallest = 36;
const largest = 200;

/** Height of one cell whose maps are `size` wide, in whole pixels. */
export const mapHeight = ({ height, width }: MapsToFit, size: number): number =>
  Math.max(4, Math.round((size * height) / width));
export const cellHeight = (maps: MapsToFit, size: number): number =>
  maps.samples * mapHeight(maps, size) + (maps.samples - 1) * sampleGap;
export const columnsOf = (room: number, size: number): number =>
  Math.max(1, Math.floor((room + mapGap) / (size + mapGap)));

/** No more columns than the rows need: the last row is as full as the others can make it. */
export function balancedColumns(channels: number, most: number): number {
  const rows = Math.ceil(channels / most);
  return Math.max(1, Math.ceil(channels / Math.max(1, rows)));
}

/**
 * The largest width at which every map is in sight, but never smaller than what can be seen at all. A width that is a
 * multiple of the map's own is preferred where it costs less than a fifth: every value is then equally large.
 */
export function fittingSize(
  maps: MapsToFit,
  room: { readonly width: number; readonly height: number },
): number {
  const fits = (size: number) =>
    columnsOf(room.width, size) *
      Math.floor((room.height + mapGap) / (cellHeight(maps, size) + mapGap)) >=
    maps.channels;
  let size = Math.min(largest, Math.max(smallest, Math.floor(room.width)));
  while (size > smallest && !fits(size)) size -= 1;
  const whole = Math.floor(size / maps.width) * maps.width;
  return whole >= smallest && whole >= size * 0.8 ? whole : size;
}

/** Colour maps of d3-scale-chromatic as tables of 256 colours, ready to be copied into pictures. */
import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolateRdBu,
  interpolateTurbo,
  interpolateViridis,
} from 'd3-scale-chromatic';
import type { ColorMapName } from '../store/settings.ts';

/** 'diverging' is for signed values: blue below zero, red above. */
export type ColorMap = ColorMapName | 'diverging';
export type Color = readonly [red: number, green: number, blue: number];

export const colorMapNames: readonly ColorMapName[] = [
  'viridis',
  'magma',
  'inferno',
  'cividis',
  'turbo',
  'greys',
];
export const tableSize = 256;

const grey = (t: number): string => {
  const level = Math.round(t * 255);
  return `rgb(${level}, ${level}, ${level})`;
};
const interpolators: Readonly<Record<ColorMap, (t: number) => string>> = {
  viridis: interpolateViridis,
  magma: interpolateMagma,
  inferno: interpolateInferno,
  cividis: interpolateCividis,
  turbo: interpolateTurbo,
  // Evenly spaced, black to white: d3's own greys are neither.
  greys: grey,
  // Scaled to 0…1 around its middle, so that zero is white.
  diverging: (t) => interpolateRdBu(1 - t),
};

/** `#rrggbb` or `rgb(r, g, b)` as three numbers 0…255. */
export function parseColor(text: string): Color {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  const parts = hex
    ? hex.slice(1).map((part) => Number.parseInt(part, 16))
    : (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0] = parts;
  return [red, green, blue];
}

const tables = new Map<ColorMap, Uint8ClampedArray>();
const packed = new Map<ColorMap, Uint32Array>();

/** 256 × 4 bytes: red, green, blue and 255. */
export function colorTable(map: ColorMap): Uint8ClampedArray {
  let table = tables.get(map);
  if (!table) {
    table = new Uint8ClampedArray(tableSize * 4);
    for (let i = 0; i < tableSize; i++) {
      table.set([...parseColor(interpolators[map](i / (tableSize - 1))), 255], i * 4);
    }
    tables.set(map, table);
  }
  return table;
}
/** The same table, a pixel a number, in the byte order of pictures on this machine. */
export function packedTable(map: ColorMap): Uint32Array {
  let table = packed.get(map);
  if (!table) {
    table = new Uint32Array(colorTable(map).slice().buffer);
    packed.set(map, table);
  }
  return table;
}
/** As CSS, left to right, for legends. */
export function colorGradient(map: ColorMap, stops = 17): string {
  const table = colorTable(map);
  const colors = Array.from({ length: stops }, (_, i) => {
    const at = Math.round((i / (stops - 1)) * (tableSize - 1)) * 4;
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
  });
  return `linear-gradient(to right, ${colors.join(', ')})`;
}

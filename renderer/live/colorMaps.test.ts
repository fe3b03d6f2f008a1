import { interpolateInferno, interpolateRdBu } from 'd3-scale-chromatic';
import { describe, expect, it } from 'vitest';
import {
  type ColorMap,
  colorGradient,
  colorMapNames,
  colorTable,
  packedTable,
  parseColor,
} from './colorMaps.ts';

const all: readonly ColorMap[] = [...colorMapNames, 'diverging'];
const entry = (map: ColorMap, at: number) => [...colorTable(map).slice(at * 4, at * 4 + 4)];

describe('colour tables', () => {
  it('reads both ways in which d3 writes colours', () => {
    expect(parseColor('#440154')).toEqual([68, 1, 84]);
    expect(parseColor('rgb(1, 22, 255)')).toEqual([1, 22, 255]);
  });
  it('has 256 opaque colours for each map, and many different ones', () => {
    for (const map of all) {
      const table = colorTable(map);
      expect(table).toHaveLength(1024);
      const colors = new Set<string>();
      for (let i = 0; i < 256; i++) {
        expect(table[i * 4 + 3]).toBe(255);
        colors.add(String(entry(map, i).slice(0, 3)));
      }
      expect(colors.size).toBeGreaterThan(150);
    }
  });
  it('takes the colours of d3, and greys that are even', () => {
    expect(entry('inferno', 200).slice(0, 3)).toEqual(parseColor(interpolateInferno(200 / 255)));
    expect(entry('viridis', 0)).toEqual([68, 1, 84, 255]);
    for (const level of [0, 1, 77, 128, 255])
      expect(entry('greys', level)).toEqual([level, level, level, 255]);
  });
  it('is blue below zero, nearly white at zero and red above', () => {
    expect(entry('diverging', 0).slice(0, 3)).toEqual(parseColor(interpolateRdBu(1)));
    const [red = 0, , blue = 0] = entry('diverging', 20);
    expect(blue).toBeGreaterThan(red);
    const [redAbove = 0, , blueAbove = 0] = entry('diverging', 235);
    expect(redAbove).toBeGreaterThan(blueAbove);
    expect(Math.min(...entry('diverging', 128))).toBeGreaterThan(230);
  });
  it('packs the bytes in the order of pictures', () => {
    const packed = packedTable('magma');
    expect([...new Uint8Array(packed.buffer)]).toEqual([...colorTable('magma')]);
  });
  it('writes gradients with its own ends', () => {
    const text = colorGradient('greys', 3);
    expect(text).toBe('linear-gradient(to right, rgb(0 0 0), rgb(128 128 128), rgb(255 255 255))');
  });
});

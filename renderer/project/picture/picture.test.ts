/** The picture of a network: everything is in it, nothing is cut off, and names cannot break the file. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHeight, nodeWidth } from '../../canvas/geometry.ts';
import {
  drawNetwork,
  type Measure,
  type PictureColors,
  type PictureNode,
  shorten,
} from './draw.ts';
import { escapeXml, svgOf } from './svg.ts';

const colors: PictureColors = {
  background: '#000',
  raised: '#111',
  line: '#222',
  control: '#333',
  text: '#fff',
  dim: '#ccc',
  faint: '#bbb',
  categories: { core: '#f80', merge: '#fb0' },
};
const measure: Measure = (text, { size }) => text.length * size * 0.6;
const node = (x: number, y: number, more: Partial<PictureNode> = {}): PictureNode => ({
  place: { x, y },
  name: 'Dense',
  label: 'Dense 1',
  numbers: '120',
  shape: '120',
  parameters: '48,120 p',
  disabled: false,
  category: 'core',
  thumbnail: null,
  ...more,
});

describe('drawNetwork', () => {
  it('holds every node and wire within its borders', () => {
    const place = fc.record({
      x: fc.integer({ min: -5000, max: 5000 }),
      y: fc.integer({ min: -5000, max: 5000 }),
    });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (places) => {
        const nodes = places.map(({ x, y }) => node(x, y));
        const path = `M${places[0]?.x},${places[0]?.y} C1,2 3,4 -6000,7000`;
        const wire = { path, skip: false, label: '9', labelPlace: { x: -7000, y: 0 } };
        const { width, height, shapes } = drawNetwork(nodes, [wire], colors, measure);
        for (const shape of shapes) {
          if (shape.kind === 'rectangle' && shape.width === nodeWidth) {
            expect(shape.x).toBeGreaterThanOrEqual(0);
            expect(shape.y).toBeGreaterThanOrEqual(0);
            expect(shape.x + nodeWidth).toBeLessThanOrEqual(width);
            expect(shape.y + nodeHeight).toBeLessThanOrEqual(height);
          }
          if (shape.kind === 'path')
            for (const [, x, y] of shape.d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)) {
              expect(Number(x)).toBeGreaterThanOrEqual(0);
              expect(Number(y)).toBeLessThanOrEqual(height);
            }
        }
        expect(
          shapes.filter((shape) => shape.kind === 'text' && shape.text === 'Dense'),
        ).toHaveLength(places.length);
      }),
    );
  });
  it('moves every part of a wire by the same way', () => {
    const path = 'M0,0 H10 Q24,0 24,14 V-90 L3.5,-4';
    const { shapes } = drawNetwork(
      [],
      [{ path, skip: false, label: '', labelPlace: { x: 0, y: -104 } }],
      colors,
      measure,
    );
    // 32 pixels of margin around what begins at (0, −104).
    expect(shapes[0]).toMatchObject({ d: 'M32,136 H42 Q56,136 56,150 V46 L35.5,132' });
  });
  it('draws skip connections in the colour of merging', () => {
    const wire = { path: 'M0,0 L9,9', label: '', labelPlace: { x: 0, y: 0 } };
    const both = [
      { ...wire, skip: true },
      { ...wire, skip: false },
    ];
    const { shapes } = drawNetwork([], both, colors, measure);
    expect(shapes.map((shape) => shape.kind === 'path' && shape.stroke)).toEqual(['#fb0', '#333']);
  });
  it('has a size without nodes', () => {
    const { width, height, shapes } = drawNetwork([], [], colors, measure);
    expect([width > 0, height > 0, shapes]).toEqual([true, true, []]);
  });
});

describe('shorten', () => {
  const width = (text: string) => [...text].length * 10;
  it('keeps what fits and cuts what does not', () => {
    expect(shorten('Dense', 50, width)).toBe('Dense');
    expect(shorten('Batch normalization', 80, width)).toBe('Batch n…');
    expect(shorten('Batch norm', 70, width)).toBe('Batch…');
    expect(shorten('Dense', 5, width)).toBe('');
    expect(shorten('🙂🙂🙂', 20, width)).toBe('🙂…');
  });
});

describe('svgOf', () => {
  it('escapes names in text and attributes', () => {
    const hostile = '<script>"&\u0001</svg>';
    const text = svgOf(
      drawNetwork([node(0, 0, { label: hostile })], [], colors, (s) => s.length),
      hostile,
    );
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('\u0001');
    expect(text.match(/<\/svg>/g)).toHaveLength(1);
    expect(text).toContain('&lt;script&gt;&quot;&amp;&lt;/svg&gt;');
  });
  it('opens and closes every element, whatever the names are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const text = svgOf(drawNetwork([node(0, 0, { name })], [], colors, measure), name);
        const outside = text.replace(/<[^<>]*>/g, '');
        expect(outside).not.toMatch(/[<>]/);
        expect(text.match(/<text /g)?.length).toBe(text.match(/<\/text>/g)?.length);
      }),
    );
  });
  it('keeps shapes readable where wires cross them', () => {
    const wire = { path: 'M0,0 L9,9', skip: false, label: '28·28·1', labelPlace: { x: 4, y: 4 } };
    const text = svgOf(drawNetwork([], [wire], colors, measure), 'n');
    expect(text).toMatch(/stroke="#000" [^>]*paint-order="stroke"[^>]*>28·28·1</);
  });
  it('leaves plain text as it is', () => expect(escapeXml('3×3 ·16')).toBe('3×3 ·16'));
});

/** The canvas's pure parts: paths, places of ports, lining up, walking, short texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Project } from '../../engine/index.ts';
import { boundsOf, fitView, isInSight } from './fit.ts';
import { freePlace, nodeHeight, nodeWidth, overlaps, snapped, wholePoint } from './geometry.ts';
import { align } from './guides.ts';
import { wirePath } from './paths.ts';
import { portPlaces } from './portPlaces.ts';
import { changeText, countText, keyNumbers, nodeShape, roughCount, wireShape } from './text.ts';
import { walk } from './walk.ts';

const point = fc.record({
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
});
/** Where the pen is after all commands; they are absolute. */
function endOf(path: string): readonly [number, number] {
  let [x, y] = [Number.NaN, Number.NaN];
  for (const [, command, rest = ''] of path.matchAll(/([MCQLHV])([^MCQLHV]*)/g)) {
    const numbers = (rest.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
    if (command === 'H') x = numbers.at(-1) ?? x;
    else if (command === 'V') y = numbers.at(-1) ?? y;
    else [x, y] = [numbers.at(-2) ?? x, numbers.at(-1) ?? y];
  }
  return [x, y];
}

describe('wirePath', () => {
  it('begins and ends where the wire does, whatever lies between', () => {
    fc.assert(
      fc.property(point, point, fc.boolean(), fc.boolean(), (from, to, arc, top) => {
        const { path, label } = wirePath(from, to, arc ? 'arc' : 'direct', top, from.y - 100);
        expect(path).not.toMatch(/NaN|Infinity/);
        expect(path.startsWith(`M${from.x},${from.y} `)).toBe(true);
        expect(endOf(path)).toEqual([to.x, to.y]);
        expect(Number.isFinite(label.x + label.y)).toBe(true);
      }),
    );
  });

  it('an arc leads over the ceiling, longer ones higher', () => {
    const near = wirePath({ x: 0, y: 0 }, { x: 400, y: 0 }, 'arc', false, -60);
    const far = wirePath({ x: 0, y: 0 }, { x: 1600, y: 0 }, 'arc', false, -60);
    expect(near.label.y).toBeLessThan(-60 - 19);
    expect(far.label.y).toBeLessThan(near.label.y);
  });
});

describe('portPlaces', () => {
  const port = (name: string, more = {}) => ({ name, variadic: false, optional: false, ...more });

  it('puts a single input in the middle of the left border, opposite to the output', () => {
    const [input, output] = portPlaces([port('input')], [port('output')], false);
    expect(input).toMatchObject({ side: 'left', x: 0, y: nodeHeight / 2, shown: 'always' });
    expect(output).toMatchObject({ side: 'right', x: nodeWidth, y: nodeHeight / 2 });
  });
  it('lets skip come in from above', () => {
    const places = portPlaces([port('main'), port('skip')], [port('output')], false);
    expect(places.find(({ name }) => name === 'skip')).toMatchObject({ side: 'top', y: 0 });
    expect(places.find(({ name }) => name === 'main')?.y).toBe(nodeHeight / 2);
  });
  it('shows a target only on demand, and never a field of the data', () => {
    const loss = [port('prediction'), port('target', { optional: true, data: 'target' })];
    expect(portPlaces(loss, [port('loss')], true).map(({ shown }) => shown)).toEqual([
      'always',
      'wiring',
      'wired',
    ]);
    expect(portPlaces([port('field', { data: 'feature' })], [], false)).toEqual([]);
  });
});

describe('places of nodes', () => {
  it('are whole, and what the document accepts', () => {
    expect(wholePoint({ x: 1.6, y: -2e9 })).toEqual({ x: 2, y: -1e7 });
    expect(snapped({ x: 14, y: -16 })).toEqual({ x: 10, y: -20 });
  });
  it('a free place overlaps nobody', () => {
    fc.assert(
      fc.property(point, fc.array(point, { maxLength: 30 }), (wanted, taken) => {
        const place = freePlace(
          wanted,
          taken.map((position) => ({ position })),
        );
        expect(taken.every((other) => !overlaps(other, place))).toBe(true);
      }),
    );
  });
  it('line up with what is near, and with nothing else', () => {
    const { place, guides } = align({ x: 103, y: 58 }, [{ x: 100, y: 200 }], 6);
    expect(place).toEqual({ x: 100, y: 58 });
    expect(guides).toEqual({ x: 100 + nodeWidth / 2, y: null });
  });
});

describe('isInSight', () => {
  const size = { width: 900, height: 560 };
  const view = { x: 10, y: 10, zoom: 1 };

  it('holds for what fitView shows, and not once it is moved or enlarged over the border', () => {
    const corners = fc.array(point, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(corners, (nodes) => {
        const bounds = boundsOf(nodes);
        const fitted = fitView(nodes, size, [], { minimum: 0.01, maximum: 1 });
        if (!bounds || !fitted) throw new Error('no view');
        expect(isInSight(bounds, fitted, size)).toBe(true);
        expect(isInSight(bounds, { ...fitted, x: fitted.x - size.width }, size)).toBe(false);
        expect(isInSight(bounds, { ...fitted, y: fitted.y + size.height }, size)).toBe(false);
        expect(isInSight(bounds, { ...fitted, zoom: 60 }, size)).toBe(false);
      }),
    );
    expect(boundsOf([])).toBeNull();
  });
  it('counts the whole of a node, not its corner', () => {
    const bounds = boundsOf([
      { x: 0, y: 0 },
      { x: size.width - nodeWidth, y: 0 },
    ]);
    if (!bounds) throw new Error('no bounds');
    expect(isInSight(bounds, { ...view, x: 0 }, size)).toBe(true);
    expect(isInSight(bounds, view, size)).toBe(false);
  });
});

describe('fitView', () => {
  const size = { width: 900, height: 560 };
  const covers = [
    { x: 0, y: 516, width: 120, height: 44 },
    { x: 740, y: 456, width: 160, height: 104 },
  ];
  const zooms = { minimum: 0.01, maximum: 1 };

  it('shows every node, and no node under what lies over the corners', () => {
    const corners = fc.array(point, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(corners, (nodes) => {
        const view = fitView(nodes, size, covers, zooms);
        if (!view) throw new Error('no view');
        for (const { x, y } of nodes) {
          const [left, top] = [x * view.zoom + view.x, y * view.zoom + view.y];
          const [right, bottom] = [left + nodeWidth * view.zoom, top + nodeHeight * view.zoom];
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(size.width);
          expect(bottom).toBeLessThanOrEqual(size.height);
          for (const box of covers)
            expect(
              left < box.x + box.width &&
                right > box.x &&
                top < box.y + box.height &&
                bottom > box.y,
            ).toBe(false);
        }
      }),
    );
  });
  it('a few nodes are shown as large as they are, in the middle', () => {
    expect(fitView([{ x: 0, y: 0 }], size, covers, zooms)).toEqual({ x: 376, y: 222, zoom: 1 });
    expect(fitView([], size, covers, zooms)).toBeNull();
  });
});

describe('walk', () => {
  const node = (id: string, x: number, y: number): Project['nodes'][number] => ({
    id,
    type: 'dense',
    version: 1,
    params: {},
    label: id,
    position: { x, y },
    disabled: false,
    trainable: true,
  });
  const wire = (from: string, to: string) => ({
    id: `${from}${to}`,
    from: { node: from, port: 'output' },
    to: { node: to, port: 'input' },
  });
  const graph = {
    nodes: [
      node('a', 0, 0),
      node('b', 200, -100),
      node('c', 200, 100),
      node('d', 400, 0),
      node('e', 0, 400),
    ],
    edges: [wire('a', 'b'), wire('a', 'c'), wire('b', 'd'), wire('c', 'd')],
  };
  it('goes along wires', () => {
    expect(walk(graph, 'b', 'right')).toBe('d');
    expect(walk(graph, 'b', 'left')).toBe('a');
    expect(['b', 'c']).toContain(walk(graph, 'd', 'left'));
  });
  it('goes between siblings, up and down', () => {
    expect(walk(graph, 'b', 'down')).toBe('c');
    expect(walk(graph, 'c', 'up')).toBe('b');
  });
  it('reaches what no wire leads to, and stays at the edge', () => {
    expect(walk(graph, 'a', 'down')).toBe('e');
    expect(walk(graph, 'd', 'right')).toBeNull();
    expect(walk(graph, 'nobody', 'right')).toBeNull();
  });
});

describe('texts', () => {
  it('of shapes', () => {
    expect(wireShape({ shape: [28, 28, 16] })).toBe('28·28·16');
    expect(nodeShape({ shape: [28, 28, 16] })).toBe('28×28×16');
    expect(nodeShape({ shape: [] })).toBe('1');
  });
  it('of counts', () => {
    expect(countText(31370)).toBe('31,370');
    expect(countText(1_234_567)).toBe('1.2 M');
    expect(roughCount(112_900)).toBe('112.9 k');
    expect(changeText(31370)).toBe('+31,370');
    expect(changeText(-5)).toBe('−5');
    expect(changeText(0)).toBe('±0');
  });
  it('of what identifies a layer', () => {
    const conv = { kernelSize: [3, 3], stride: [1, 1], filters: 16 };
    expect(keyNumbers('conv2d', conv)).toBe('3×3 ·16');
    expect(keyNumbers('conv2d', { ...conv, stride: [2, 2] })).toBe('3×3/2 ·16');
    expect(keyNumbers('dense', { units: 10 })).toBe('10');
    expect(keyNumbers('flatten', {})).toBe('');
    expect(keyNumbers('constructor', {})).toBe('');
  });
});

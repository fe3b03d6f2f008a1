import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layersOf } from './layers.ts';
import { layout } from './layout.ts';
import type { LayoutRequest } from './types.ts';

type Nodes = LayoutRequest['nodes'];
type Edges = LayoutRequest['edges'];
const box = (id: string, width = 180, height = 80) => ({ id, width, height });
const wire = (from: string, to: string, skip = false) => ({ from, to, skip });

/** Blocks of six in a row, each with a way around it. */
function residualNet(count: number): { nodes: Nodes; edges: Edges } {
  const nodes = Array.from({ length: count }, (_, i) => box(`n${i}`, 180, 60 + (i % 4) * 20));
  const edges = nodes.slice(1).map((_, i) => wire(`n${i}`, `n${i + 1}`));
  for (let i = 0; i + 6 < count; i += 6) edges.push(wire(`n${i}`, `n${i + 6}`, true));
  return { nodes, edges };
}
function overlaps(request: LayoutRequest): string[] {
  const places = layout(request);
  const found: string[] = [];
  const sorted = request.nodes
    .map((node) => ({ ...node, ...(places[node.id] as { x: number; y: number }) }))
    .sort((a, b) => a.x - b.x);
  for (const [i, a] of sorted.entries())
    for (const b of sorted.slice(i + 1)) {
      if (b.x >= a.x + a.width) break;
      if (a.y < b.y + b.height && b.y < a.y + a.height) found.push(`${a.id} ${b.id}`);
    }
  return found;
}
/** Wires that run against the direction. */
function backwards(request: LayoutRequest): string[] {
  const places = layout(request);
  const axis = request.direction === 'right' ? 'x' : 'y';
  const at = (id: string) => places[id]?.[axis] ?? Number.NaN;
  return request.edges
    .filter(({ from, to }) => !(at(from) < at(to)))
    .map(({ from, to }) => `${from} ${to}`);
}

describe.each(['right', 'down'] as const)('a layout to the %s', (direction) => {
  test.each([2, 20, 200, 1000])('of a residual network of %i nodes is orderly', (count) => {
    const request = { ...residualNet(count), direction };
    expect(overlaps(request)).toEqual([]);
    expect(backwards(request)).toEqual([]);
    const places = Object.values(layout(request));
    expect(places.length).toBe(count);
    expect(Math.min(...places.map(({ x }) => x))).toBe(0);
    expect(Math.min(...places.map(({ y }) => y))).toBe(0);
    expect(places.every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y))).toBe(true);
  });

  test('is the same each time', () => {
    const request = { ...residualNet(300), direction };
    expect(layout(structuredClone(request))).toEqual(layout(request));
  });
});

const graphs = fc.integer({ min: 0, max: 24 }).chain((count) =>
  fc.record({
    nodes: fc.constant(Array.from({ length: count }, (_, i) => i)),
    sizes: fc.array(fc.record({ width: fc.nat(300), height: fc.nat(300) }), {
      minLength: count,
      maxLength: count,
    }),
    ends: fc.array(fc.tuple(fc.nat(count), fc.nat(count), fc.boolean()), { maxLength: 40 }),
    direction: fc.constantFrom('right' as const, 'down' as const),
  }),
);

describe('any graph', () => {
  test('is laid out without overlaps, circles and wires to nowhere included', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, sizes, ends, direction }) => {
        const request: LayoutRequest = {
          nodes: nodes.map((i) => ({
            id: `n${i}`,
            width: (sizes[i]?.width ?? 0) + 10,
            height: (sizes[i]?.height ?? 0) + 10,
          })),
          edges: ends.map(([a, b, skip]) => wire(`n${a}`, `n${b}`, skip)),
          direction,
        };
        expect(overlaps(request)).toEqual([]);
        expect(layout(request)).toEqual(layout(request));
      }),
      { numRuns: 200 },
    );
  });

  test('goes forward along every wire where no circle forbids it', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, ends, direction }) => {
        const edges = ends
          .map(([a, b, skip]) => [Math.min(a, b), Math.max(a, b), skip] as const)
          .filter(([a, b]) => a < b && b < nodes.length)
          .map(([a, b, skip]) => wire(`n${a}`, `n${b}`, skip));
        const request = { nodes: nodes.map((i) => box(`n${i}`)), edges, direction };
        expect(backwards(request)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('may have ids of any word, and nothing at all', () => {
    const nodes = ['__proto__', 'constructor', '1'].map((id) => box(id));
    const edges = [wire('__proto__', 'constructor'), wire('constructor', '1'), wire('1', '1')];
    const places = layout({ nodes, edges, direction: 'right' });
    expect(Object.keys(places).sort()).toEqual(['1', '__proto__', 'constructor']);
    expect(layout({ nodes: [], edges: [], direction: 'right' })).toEqual({});
  });
});

describe('wires', () => {
  const middles = (request: LayoutRequest) => {
    const places = layout(request);
    return Object.fromEntries(
      request.nodes.map(({ id, height }) => [id, (places[id]?.y ?? 0) + height / 2]),
    );
  };

  test('around blocks run level, beside every box, and the boxes of a block stand level too', () => {
    const request = { ...residualNet(25), direction: 'right' as const };
    const middle = middles(request);
    const lane = middle.n0 as number;
    for (const id of ['n6', 'n12', 'n18', 'n24']) expect(middle[id]).toBe(lane);
    for (const { id, height } of request.nodes) {
      if (Number(id.slice(1)) % 6 === 0) continue;
      expect(Math.abs((middle[id] ?? lane) - lane), id).toBeGreaterThan(height / 2 + 10);
    }
    for (const start of [1, 7, 13, 19])
      for (let i = start; i < start + 5; i++)
        expect(Math.abs((middle[`n${i}`] ?? 0) - (middle[`n${start}`] ?? 0))).toBeLessThanOrEqual(
          1,
        );
  });

  test('around blocks within blocks run one beside the other', () => {
    const nodes = Array.from({ length: 9 }, (_, i) => box(`n${i}`));
    const row = nodes.slice(1).map((_, i) => wire(`n${i}`, `n${i + 1}`));
    const around = [wire('n0', 'n8', true), wire('n1', 'n7', true), wire('n2', 'n6', true)];
    const middle = middles({ nodes, edges: [...row, ...around], direction: 'right' });
    for (const { from, to } of around) expect(middle[from]).toBe(middle[to]);
    const levels = ['n0', 'n1', 'n2', 'n4'].map((id) => middle[id] as number);
    const steps = levels.slice(1).map((level, i) => level - (levels[i] as number));
    for (const step of steps) {
      expect(Math.sign(step)).toBe(Math.sign(steps[0] as number));
      expect(Math.abs(step)).toBeGreaterThan(50);
    }
  });

  test('through branches run level, each branch in a row of its own', () => {
    const ids = ['s', 'a1', 'b1', 'b2', 'c1', 'c2', 'c3', 'e'];
    const ways = ['s > a1 > e', 's > b1 > b2 > e', 's > c1 > c2 > c3 > e'];
    const edges = ways.flatMap((way) => {
      const stops = way.split(' > ');
      return stops.slice(1).map((to, i) => wire(stops[i] as string, to));
    });
    const middle = middles({ nodes: ids.map((id) => box(id)), edges, direction: 'right' });
    expect(middle.b2).toBe(middle.b1);
    expect([middle.c2, middle.c3]).toEqual([middle.c1, middle.c1]);
    expect(new Set([middle.a1, middle.b1, middle.c1]).size).toBe(3);
  });

  test('cross as little as they need', () => {
    const crossed = [
      { from: 0, to: 3, weight: 1 },
      { from: 1, to: 2, weight: 1 },
    ];
    const { layers } = layersOf(4, crossed);
    expect(layers.map(([first]) => first)).toEqual([0, 3]);
  });

  test('of ten thousand nodes, and of each node with very many, come to an end', () => {
    const long = { ...residualNet(10_000), direction: 'right' as const };
    expect(backwards(long)).toEqual([]);
    const nodes = Array.from({ length: 400 }, (_, i) => box(`n${i}`));
    const edges = nodes.flatMap((a, i) =>
      nodes.slice(i + 1, i + 125).map((b) => wire(a.id, b.id, i % 2 === 0)),
    );
    expect(backwards({ nodes, edges, direction: 'down' })).toEqual([]);
  });
});

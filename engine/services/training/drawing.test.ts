import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Canvas } from '../../data/generators/pen.ts';
import { digitsProject } from '../../testing/digitsProject.ts';
import { ServiceClient, unwrap } from '../../testing/serviceClient.ts';
import { storePlatform } from '../../testing/storePlatform.ts';
import type { SampleValues } from '../views/types.ts';
import { placeDrawing, toneDrawing, toneOf } from './drawing.ts';
import { trainingService } from './service.ts';
import type { Drawing, TrainingService } from './types.ts';

/** A drawing field as a window has it: points of a polyline in pixels, drawn with a round pen. */
function draw(side: number, pen: number, points: readonly (readonly [number, number])[]): Drawing {
  const canvas = new Canvas(side);
  points.slice(1).forEach(([x, y], i) => {
    const [fromX, fromY] = points[i] as readonly [number, number];
    canvas.drawPiece(fromX, fromY, pen, x, y, pen, 1);
  });
  return { width: side, height: side, ink: canvas.ink };
}
/** Centre of mass and inked box of a picture. */
function measure(picture: Float32Array, width: number) {
  let [mass, x, y] = [0, 0, 0];
  const box = { left: width, right: -1, top: width, bottom: -1 };
  picture.forEach((grey, i) => {
    if (grey === 0) return;
    const [column, row] = [i % width, Math.floor(i / width)];
    mass += grey;
    x += grey * (column + 0.5);
    y += grey * (row + 0.5);
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row);
  });
  return { mass, centre: [x / mass, y / mass], ...box };
}

describe('placing a drawing', () => {
  it('makes it 20 of 28 pixels large and centres its mass, wherever it was drawn and however large', () => {
    for (const [side, at, size] of [
      [280, 20, 100],
      [280, 150, 110],
      [28, 3, 12],
      [64, 8, 50],
    ] as const) {
      const corner = draw(side, side / 40, [
        [at, at],
        [at, at + size],
        [at + size / 2, at + size],
      ]);
      const placed = measure(placeDrawing(corner, 28, 28), 28);
      expect(placed.centre[0]).toBeCloseTo(14, 1);
      expect(placed.centre[1]).toBeCloseTo(14, 1);
      const height = placed.bottom - placed.top + 1;
      expect(height).toBeGreaterThanOrEqual(20);
      expect(height).toBeLessThanOrEqual(21);
    }
  });
  it('keeps proportions and the amount of ink', () => {
    const bar: Drawing = { width: 100, height: 50, ink: new Float32Array(5000) };
    for (let y = 10; y < 20; y++) bar.ink.fill(1, y * 100 + 30, y * 100 + 70);
    const placed = measure(placeDrawing(bar, 28, 28), 28);
    expect(placed.mass).toBeCloseTo(20 * 5, 3);
    expect([placed.right - placed.left + 1, placed.bottom - placed.top + 1]).toEqual([20, 6]);
  });
  it('goes into fields that are not square, and leaves an empty one empty', () => {
    const dot = draw(20, 4, [
      [10, 10],
      [10, 10],
    ]);
    const placed = placeDrawing(dot, 14, 42);
    const { centre, top, bottom } = measure(placed, 42);
    expect(centre[0]).toBeCloseTo(21, 5);
    expect(bottom - top + 1).toBeLessThanOrEqual(11);
    const empty = { width: 10, height: 10, ink: new Float32Array(100) };
    expect(Math.max(...placeDrawing(empty, 28, 28))).toBe(0);
  });
  it('refuses greys that are too few', () => {
    const broken = { width: 3, height: 3, ink: new Float32Array(8) };
    expect(() => placeDrawing(broken, 28, 28)).toThrow('3×3 has 8 greys');
  });
});

describe('the tone of the data', () => {
  const field = { name: 'x', dtype: 'f32', shape: [4, 4, 1], role: 'feature' } as const;
  const tone = (paper: number, ink: number) =>
    toneOf(
      {
        size: 2,
        read: async (_, indices, out) => {
          out.fill(paper);
          indices.forEach((_, i) => {
            out[i * 16 + 5] = ink;
          });
        },
      },
      Uint32Array.of(0, 1),
      field,
    );
  it.each([
    [0, 0.9, { background: 0, ink: 1 }],
    [0.01, 0.98, { background: 0, ink: 1 }],
    [1, 0, { background: 1, ink: 0 }],
    [0, 250, { background: 0, ink: 255 }],
    [0, 16, { background: 0, ink: 16 }],
    [-0.5, 2.5, { background: -0.5, ink: 2.5 }],
  ])('with paper %f and ink %f', async (paper, ink, expected) => {
    const found = await tone(paper, ink);
    expect(found.background).toBeCloseTo(expected.background, 5);
    expect(found.ink).toBeCloseTo(expected.ink, 5);
  });
  it('is that of every channel', () => {
    const values = toneDrawing(Float32Array.of(0, 0.5), 3, { background: 1, ink: 0 });
    expect([...values]).toEqual([1, 1, 1, 0.5, 0.5, 0.5]);
  });
});

describe('a network trained on the built-in digits', () => {
  let service: TrainingService;
  let client: ServiceClient;
  beforeAll(async () => {
    service = trainingService(storePlatform(), { runsDirectory: 'runs' });
    client = new ServiceClient(service);
    const project = digitsProject({ epochs: 6, data: { train: 4000, test: 200 } });
    const run = unwrap(await service.start({ project, threads: 2 }));
    await client.ended(run.id);
  });
  afterAll(async () => {
    await service.close();
    client.close();
  });

  async function classify(drawing: Drawing): Promise<string | undefined> {
    const values: SampleValues = unwrap(await service.prepareDrawing(drawing));
    const watch = await client.watch([], [{ kind: 'values', values }]);
    const [output] = (await client.frameOf(watch)).samples[0]?.outputs ?? [];
    return output?.classes[output.best ?? -1];
  }
  it.each([
    [
      '1',
      [
        [140, 40],
        [140, 240],
      ],
    ],
    [
      '7',
      [
        [60, 50],
        [220, 50],
        [130, 240],
      ],
    ],
    [
      '4',
      [
        [150, 30],
        [60, 160],
        [230, 160],
        [180, 160],
        [180, 100],
        [170, 250],
      ],
    ],
    [
      '0',
      [
        [140, 30],
        [85, 70],
        [70, 140],
        [85, 210],
        [140, 250],
        [195, 210],
        [210, 140],
        [195, 70],
        [140, 30],
      ],
    ],
  ] as const)('reads a %s drawn by hand', async (digit, points) => {
    for (const pen of [9, 13]) expect(await classify(draw(280, pen, points))).toBe(digit);
  });
  it('reads it wherever it was drawn', async () => {
    const small = [
      [20, 20],
      [70, 20],
      [40, 80],
    ] as const;
    expect(await classify(draw(280, 4, small))).toBe('7');
  });
});

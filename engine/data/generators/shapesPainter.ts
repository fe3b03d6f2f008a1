/** Paints one colour shape on a busy ground: a random stream in, a class number and 32 × 32 RGB bytes out. */
import type { SampleRandom } from './sampleRandom.ts';

export const SHAPE_SIDE = 32;
/** How often a pixel is sampled along each axis, for smooth borders. */
const SAMPLES = 2;

/** The signed distance-like value of a point in the unit disc around the shape: negative is inside. */
type Outline = (x: number, y: number) => number;

const length = (x: number, y: number) => Math.sqrt(x * x + y * y);
const box = (x: number, y: number, width: number, height: number) =>
  Math.max(Math.abs(x) - width, Math.abs(y) - height);
/** The regular polygon or star with these corners (unit vectors), by its edges. */
const HALF = 0.5;
const ROOT3 = Math.sqrt(3) / 2;
/** cos and sin of 36° and 72°, from the golden ratio. */
const COS36 = (1 + Math.sqrt(5)) / 4;
const SIN36 = Math.sqrt(1 - COS36 * COS36);
const COS72 = (Math.sqrt(5) - 1) / 4;
const SIN72 = Math.sqrt(1 - COS72 * COS72);

/** The five directions of a star's points. */
const FIVE: readonly (readonly [number, number])[] = [
  [0, -1],
  [SIN72, -COS72],
  [SIN36, COS36],
  [-SIN36, COS36],
  [-SIN72, -COS72],
];

function triangle(x: number, y: number): number {
  return Math.max(y, Math.abs(x) * ROOT3 - y * HALF) - 0.48;
}

function hexagon(x: number, y: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  return Math.max(ay, ax * ROOT3 + ay * HALF) - 0.8;
}

/** Inside a five-pointed star a point is within at least four of the five lines that bound the pentagram. */
function star(x: number, y: number): number {
  let largest = -9;
  let second = -9;
  for (const [nx, ny] of FIVE) {
    const value = -(x * nx + y * ny) - 0.36;
    if (value > largest) {
      second = largest;
      largest = value;
    } else if (value > second) second = value;
  }
  return second;
}

/** Class name and outline, in the order of the class numbers. */
const SHAPES: readonly (readonly [name: string, outline: Outline])[] = [
  ['disc', (x, y) => length(x, y) - 0.85],
  ['ring', (x, y) => Math.abs(length(x, y) - 0.68) - 0.2],
  ['square', (x, y) => box(x, y, 0.72, 0.72)],
  ['frame', (x, y) => Math.abs(box(x, y, 0.6, 0.6)) - 0.16],
  ['triangle', triangle],
  ['star', star],
  ['cross', (x, y) => Math.min(box(x, y, 0.9, 0.25), box(x, y, 0.25, 0.9))],
  ['crescent', (x, y) => Math.max(length(x, y) - 0.9, 0.72 - length(x - 0.42, y))],
  ['hexagon', hexagon],
  ['bar', (x, y) => box(x, y, 0.98, 0.26)],
];
export const SHAPE_CLASSES: readonly string[] = SHAPES.map(([name]) => name);

type Colour = readonly [red: number, green: number, blue: number];

/** Writes 3072 bytes, RGB by pixel, into `pixels` and returns the class number. */
export function paintShape(random: SampleRandom, pixels: Uint8Array): number {
  const label = random.below(SHAPES.length);
  const outline = SHAPES[label]![1];
  const [ground, ground2, ink] = chooseColours(random);
  paintGround(random, pixels, ground, ground2);
  for (let i = random.below(4); i > 0; i--) paintSpeck(random, pixels);
  const size = random.between(7, 13);
  // A direction of any angle without trigonometry: the unit vector of a point inside the unit disc.
  const [dx, dy] = randomDirection(random);
  const squeeze = random.between(0.8, 1.2);
  const centerX = SHAPE_SIDE / 2 + random.between(-1, 1) * (SHAPE_SIDE / 2 - size) * 0.8;
  const centerY = SHAPE_SIDE / 2 + random.between(-1, 1) * (SHAPE_SIDE / 2 - size) * 0.8;
  for (let py = 0; py < SHAPE_SIDE; py++) {
    for (let px = 0; px < SHAPE_SIDE; px++) {
      let inside = 0;
      for (let sub = 0; sub < SAMPLES * SAMPLES; sub++) {
        const x = (px + ((sub % SAMPLES) + 0.5) / SAMPLES - centerX) / size;
        const y = (py + (Math.floor(sub / SAMPLES) + 0.5) / SAMPLES - centerY) / size;
        if (outline((x * dx + y * dy) * squeeze, y * dx - x * dy) < 0) inside++;
      }
      if (inside > 0) blend(pixels, 3 * (py * SHAPE_SIDE + px), ink, inside / SAMPLES ** 2);
    }
  }
  addNoise(random, pixels);
  return label;
}

function randomDirection(random: SampleRandom): readonly [number, number] {
  for (;;) {
    const x = random.between(-1, 1);
    const y = random.between(-1, 1);
    const r = length(x, y);
    if (r > 0.1 && r <= 1) return [x / r, y / r];
  }
}

const randomColour = (random: SampleRandom): Colour => [
  random.between(0, 255),
  random.between(0, 255),
  random.between(0, 255),
];

/** Two colours of the ground and one of the shape that stands out from both. */
function chooseColours(random: SampleRandom): readonly [Colour, Colour, Colour] {
  const ground = randomColour(random);
  const ground2: Colour = [
    ground[0] + random.between(-40, 40),
    ground[1] + random.between(-40, 40),
    ground[2] + random.between(-40, 40),
  ];
  for (;;) {
    const ink = randomColour(random);
    const far = (other: Colour) => ink.reduce((sum, v, i) => sum + Math.abs(v - other[i]!), 0);
    if (far(ground) > 150 && far(ground2) > 150) return [ground, ground2, ink];
  }
}

/** A smooth change from one colour to the other along a random direction. */
function paintGround(random: SampleRandom, pixels: Uint8Array, from: Colour, to: Colour): void {
  const [dx, dy] = randomDirection(random);
  for (let i = 0; i < SHAPE_SIDE * SHAPE_SIDE; i++) {
    const x = (i % SHAPE_SIDE) / SHAPE_SIDE - 0.5;
    const y = Math.floor(i / SHAPE_SIDE) / SHAPE_SIDE - 0.5;
    const share = Math.min(1, Math.max(0, 0.5 + x * dx + y * dy));
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = toByte(from[c]! + share * (to[c]! - from[c]!));
  }
}

/** A small disc of any colour that belongs to nothing. */
function paintSpeck(random: SampleRandom, pixels: Uint8Array): void {
  const centerX = random.between(0, SHAPE_SIDE);
  const centerY = random.between(0, SHAPE_SIDE);
  const radius = random.between(0.8, 2.2);
  const colour = randomColour(random);
  const from = (center: number) => Math.max(0, Math.floor(center - radius - 1));
  const to = (center: number) => Math.min(SHAPE_SIDE - 1, Math.ceil(center + radius));
  for (let y = from(centerY); y <= to(centerY); y++) {
    for (let x = from(centerX); x <= to(centerX); x++) {
      const cover = radius + 0.5 - length(x + 0.5 - centerX, y + 0.5 - centerY);
      if (cover > 0) blend(pixels, 3 * (y * SHAPE_SIDE + x), colour, Math.min(1, cover));
    }
  }
}

function blend(pixels: Uint8Array, at: number, colour: Colour, share: number): void {
  for (let c = 0; c < 3; c++) {
    const under = pixels[at + c]!;
    pixels[at + c] = toByte(under + share * (colour[c]! - under));
  }
}

function addNoise(random: SampleRandom, pixels: Uint8Array): void {
  const strength = random.between(4, 28);
  for (let i = 0; i < pixels.length; i += 4) {
    const bits = random.bits();
    for (let k = 0; k < 4; k++) {
      const noise = ((bits >>> (8 * k)) & 255) / 127.5 - 1;
      pixels[i + k] = toByte(pixels[i + k]! + strength * noise);
    }
  }
}

function toByte(value: number): number {
  return Math.round(Math.min(255, Math.max(0, value)));
}

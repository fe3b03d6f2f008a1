/** Paints one handwritten-looking digit: a random stream in, a class number and 28 × 28 grey bytes out. */
import { Canvas, flattenStroke } from './pen.ts';
import type { SampleRandom } from './sampleRandom.ts';
import { DIGIT_STYLES } from './strokes.ts';

export const DIGIT_SIDE = 28;
/** Nodes along each side of the coarse grid whose random displacements bend the paper. */
const GRID = 4;
/** The most numbers that one flattened stroke has. */
const LONGEST_STROKE = 256;

/** How the whole digit lies on the paper: a linear map about the box's centre and the centre's place. */
interface Placement {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly centerX: number;
  readonly centerY: number;
}

/** Reuses its buffers; `paint` gives the same bytes for the same stream. */
export class DigitPainter {
  private readonly canvas = new Canvas(DIGIT_SIDE);
  private readonly points = new Float64Array(LONGEST_STROKE);
  private readonly bend = new Float64Array(2 * GRID * GRID);

  /** Writes 784 grey levels into `out` (255 is full ink) and returns the class number. */
  paint(random: SampleRandom, out: Uint8Array): number {
    const label = random.below(10);
    const styles = DIGIT_STYLES[label]!;
    const style = styles[random.below(styles.length)]!;
    const placement = choosePlacement(random);
    const strength = random.between(0.2, 0.7);
    for (let i = 0; i < this.bend.length; i++) this.bend[i] = strength * random.bell();
    const radius = random.between(0.7, 1.65);
    const ink = random.between(0.65, 1);
    this.canvas.clear();
    for (const stroke of style) {
      const length = flattenStroke(jitter(stroke.points, stroke.curved, random), this.points);
      for (let i = 0; i < length; i += 2) this.place(i, placement);
      this.draw(length, radius, ink, random);
    }
    this.addClutter(random);
    this.develop(random, out);
    return label;
  }

  /** Moves one point from the digit's box to the bent paper, in pixels. */
  private place(i: number, placement: Placement): void {
    const u = this.points[i]! / 100 - 0.5;
    const v = this.points[i + 1]! / 100 - 0.5;
    const x = placement.centerX + placement.xx * u + placement.xy * v;
    const y = placement.centerY + placement.yx * u + placement.yy * v;
    const gx = Math.min(GRID - 1.001, Math.max(0, (x / DIGIT_SIDE) * (GRID - 1)));
    const gy = Math.min(GRID - 1.001, Math.max(0, (y / DIGIT_SIDE) * (GRID - 1)));
    const column = Math.floor(gx);
    const row = Math.floor(gy);
    const fx = ease(gx - column);
    const fy = ease(gy - row);
    for (let axis = 0; axis < 2; axis++) {
      const at = 2 * (row * GRID + column) + axis;
      const above = this.bend[at]! * (1 - fx) + this.bend[at + 2]! * fx;
      const below = this.bend[at + 2 * GRID]! * (1 - fx) + this.bend[at + 2 * GRID + 2]! * fx;
      this.points[i + axis] = (axis === 0 ? x : y) + above * (1 - fy) + below * fy;
    }
  }

  /** Draws the placed points; the pressure of the pen changes along the way. */
  private draw(length: number, radius: number, ink: number, random: SampleRandom): void {
    const start = random.between(0.8, 1.15);
    const change = (random.between(0.75, 1.15) - start) / Math.max(1, length / 2 - 1);
    for (let i = 0; i + 3 < length; i += 2) {
      const r0 = radius * (start + change * (i / 2));
      const r1 = radius * (start + change * (i / 2 + 1));
      const [x0, y0] = [this.points[i]!, this.points[i + 1]!];
      this.canvas.drawPiece(x0, y0, r0, this.points[i + 2]!, this.points[i + 3]!, r1, ink);
    }
  }

  /** In every third picture one or two short strokes that belong to nothing. */
  private addClutter(random: SampleRandom): void {
    const count = random.below(3) === 0 ? 1 + random.below(2) : 0;
    for (let i = 0; i < count; i++) {
      const x = random.between(0, DIGIT_SIDE);
      const y = random.between(0, DIGIT_SIDE);
      const [dx, dy] = [random.between(-3.5, 3.5), random.between(-3.5, 3.5)];
      const radius = random.between(0.4, 0.9);
      this.canvas.drawPiece(x, y, radius, x + dx, y + dy, radius, random.between(0.3, 0.8));
    }
  }

  /** Ink to bytes, with paper grain. */
  private develop(random: SampleRandom, out: Uint8Array): void {
    const grain = random.unit() * 0.08;
    const ink = this.canvas.ink;
    for (let i = 0; i < ink.length; i += 4) {
      const bits = random.bits();
      for (let k = 0; k < 4; k++) {
        const noise = (((bits >>> (8 * k)) & 255) - 127.5) / 127.5;
        const level = ink[i + k]! + grain * noise;
        out[i + k] = Math.round(255 * Math.min(1, Math.max(0, level)));
      }
    }
  }
}

function choosePlacement(random: SampleRandom): Placement {
  const height = random.between(14.5, 21.5);
  const width = height * random.between(0.45, 0.85);
  const slant = 0.16 * random.bell();
  // The rotation by the angle whose tangent is `tilt`: no trigonometry needed.
  const tilt = 0.09 * random.bell();
  const cosine = 1 / Math.sqrt(1 + tilt * tilt);
  const sine = tilt * cosine;
  return {
    xx: width * cosine,
    xy: -height * (slant * cosine + sine),
    yx: width * sine,
    yy: height * (cosine - slant * sine),
    centerX: DIGIT_SIDE / 2 + 1.15 * random.bell(),
    centerY: DIGIT_SIDE / 2 + 1.15 * random.bell(),
  };
}

/** The stroke with every point moved a little, as a hand would. */
function jitter(points: readonly number[], curved: boolean, random: SampleRandom) {
  return { curved, points: points.map((value) => value + 1.7 * random.bell()) };
}

/** 3t² − 2t³: smooth at the grid's nodes. */
function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

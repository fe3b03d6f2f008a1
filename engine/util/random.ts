/** Counter-based random numbers: a key and a counter in, the same numbers out on any machine and in any order. */
import { cos, log, sin } from './math.ts';

const PARITY = 0x1bd11bda;
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const ROUNDS = 13;
const GOLDEN_RATIO = 0x9e3779b9;
const TWO_32 = 4294967296;
const TWO_PI = 6.283185307179586;

/**
 * Threefry-2x32 with 13 rounds: two u32 words from two key words and two counter words
 * (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011).
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
): [number, number] {
  const keys = [key0, key1, PARITY ^ key0 ^ key1] as const;
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const rotation = ROTATIONS[round & 7] as number;
    x = (x + y) | 0;
    y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    if ((round & 3) === 3) {
      const injection = (round + 1) >> 2;
      x = (x + (keys[injection % 3] as number)) | 0;
      y = (y + (keys[(injection + 1) % 3] as number) + injection) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}

/**
 * The definition of the `random` op: uniform in [0, 1) for `element`, the row-major number in the op's shape.
 * key = (seed, node + use·0x9e3779b9), counter = (element, step), all modulo 2^32; the value is the upper 24 bits
 * of the first word times 2^−24, exact in f32. Within one run no two of (step, node, use, element) share a number
 * by construction, but for nodes that differ by a multiple of the constant.
 */
export function randomUniform(
  seed: number,
  step: number,
  node: number,
  use: number,
  element: number,
): number {
  return toUnitInterval(threefry2x32(seed, randomKey(node, use), element, step)[0]);
}

/** Second key word of the `random` op: known when a Program is compiled. */
export function randomKey(node: number, use: number): number {
  return (node + Math.imul(use, GOLDEN_RATIO)) >>> 0;
}

function toUnitInterval(word: number): number {
  return (word >>> 8) / 16777216;
}

/** A stable u32 of a text (its UTF-16 code units), well mixed: FNV-1a, then the finalizer of MurmurHash3. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Numbers in sequence from two key words, for initial weights, shuffling and generated data. */
export class RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  /** Words drawn so far, each call of the generator giving two. */
  #drawn = 0;
  #spare = 0;
  #spareNormal: number | undefined;

  constructor(key0: number, key1 = 0) {
    this.#key0 = key0 >>> 0;
    this.#key1 = key1 >>> 0;
  }

  /** Uniform u32. */
  word(): number {
    const index = this.#drawn++;
    if ((index & 1) === 1) return this.#spare;
    const call = index / 2;
    const [word, spare] = threefry2x32(
      this.#key0,
      this.#key1,
      call >>> 0,
      Math.floor(call / TWO_32),
    );
    this.#spare = spare;
    return word;
  }

  /** Uniform in [0, 1), 24 bits: exact in f32. */
  uniform(): number {
    return toUnitInterval(this.word());
  }

  /** Standard normal (Box & Muller 1958), two for each two words. */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    // (word + 1)·2^−32 lies in (0, 1], so that its logarithm is finite.
    const radius = Math.sqrt(-2 * log((this.word() + 1) / TWO_32));
    const angle = (this.word() / TWO_32) * TWO_PI;
    this.#spareNormal = radius * sin(angle);
    return radius * cos(angle);
  }

  /** Uniform integer in [0, n), 1 ≤ n ≤ 2^32; without bias, by rejection. */
  integer(n: number): number {
    const limit = TWO_32 - (TWO_32 % n);
    for (;;) {
      const word = this.word();
      if (word < limit) return word % n;
    }
  }

  /** The numbers 0 … n − 1 in random order (Fisher & Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const moved = order[i] as number;
      order[i] = order[j] as number;
      order[j] = moved;
    }
    return order;
  }
}

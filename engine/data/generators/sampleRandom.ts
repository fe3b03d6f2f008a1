/** The random numbers of one generated sample: (seed, part, index) in, a fast stream of numbers out. */

/**
 * sfc32 (C. Doty-Humphrey, PractRand), started from mixed key words: every sample has a stream of its own, so
 * any sample can be made at any time. About 1 ns a number; not for cryptography.
 */
export class SampleRandom {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  /** Starts the stream of sample `index` of part `part`; one object serves many samples. */
  start(seed: number, part: number, index: number): this {
    this.a = mix(seed ^ 0x9e3779b9);
    this.b = mix(this.a ^ Math.imul(part + 1, 0x85ebca6b) ^ Math.floor(seed / 2 ** 32));
    this.c = mix(this.b ^ Math.imul(index + 1, 0xc2b2ae35));
    this.counter = 1;
    for (let i = 0; i < 12; i++) this.bits();
    return this;
  }

  /** 32 random bits, as a signed number. */
  bits(): number {
    const out = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + out) | 0;
    return out;
  }

  /** Uniform in [0, 1), a multiple of 2⁻³². */
  unit(): number {
    return (this.bits() >>> 0) / 2 ** 32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** A natural number below `count`. */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  /** About normal with mean 0 and variance 1, within ±√12: the scaled sum of four uniforms. */
  bell(): number {
    return (this.unit() + this.unit() + this.unit() + this.unit() - 2) * Math.sqrt(3);
  }
}

/** The finalizer of MurmurHash3 (A. Appleby): every input bit reaches every output bit. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** SHA-256 (FIPS 180-4): bytes in, in pieces of any length; 32 bytes or 64 hexadecimal digits out. */

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const ROUND_CONSTANTS = fractionalRoots(64, 3);
/** First 32 bits of the fractional parts of the square roots of the first 8 primes (5.3.3). */
const INITIAL_STATE = fractionalRoots(8, 2);
const BLOCK_BYTES = 64;

/** Incremental hash. `update` any number of times, then `digest` or `hex` once. */
export class Sha256 {
  private readonly state = Int32Array.from(INITIAL_STATE);
  private readonly schedule = new Int32Array(64);
  private readonly pending = new Uint8Array(BLOCK_BYTES);
  private pendingLength = 0;
  private totalBytes = 0;
  private finished = false;

  /** Adds bytes; the array may be reused afterwards. */
  update(bytes: Uint8Array): this {
    if (this.finished) throw new Error('Internal error: SHA-256 is updated after its digest.');
    this.totalBytes += bytes.length;
    let position = 0;
    if (this.pendingLength > 0) {
      position = Math.min(BLOCK_BYTES - this.pendingLength, bytes.length);
      this.pending.set(bytes.subarray(0, position), this.pendingLength);
      this.pendingLength += position;
      if (this.pendingLength < BLOCK_BYTES) return this;
      this.compress(this.pending, 0);
      this.pendingLength = 0;
    }
    for (; position + BLOCK_BYTES <= bytes.length; position += BLOCK_BYTES) {
      this.compress(bytes, position);
    }
    this.pending.set(bytes.subarray(position), 0);
    this.pendingLength = bytes.length - position;
    return this;
  }

  /** Adds a string as its length in UTF-8 bytes, a colon and the bytes: no two lists of strings collide. */
  updateText(text: string): this {
    const bytes = new TextEncoder().encode(text);
    this.update(new TextEncoder().encode(`${bytes.length}:`));
    return this.update(bytes);
  }

  /** The 32 bytes of the hash. */
  digest(): Uint8Array<ArrayBuffer> {
    const bits = this.totalBytes * 8;
    const zeros = (BLOCK_BYTES + 55 - (this.totalBytes % BLOCK_BYTES)) % BLOCK_BYTES;
    const padding = new Uint8Array(1 + zeros + 8);
    padding[0] = 0x80;
    const length = new DataView(padding.buffer);
    length.setUint32(1 + zeros, Math.floor(bits / 2 ** 32));
    length.setUint32(5 + zeros, bits >>> 0);
    this.update(padding);
    this.finished = true;
    const out = new Uint8Array(32);
    const view = new DataView(out.buffer);
    for (let i = 0; i < 8; i++) view.setInt32(4 * i, this.state[i]!);
    return out;
  }

  /** The hash as 64 lower-case hexadecimal digits. */
  hex(): string {
    return hex(this.digest());
  }

  /** FIPS 180-4, 6.2.2, one block of 64 bytes. */
  private compress(bytes: Uint8Array, start: number): void {
    const w = this.schedule;
    for (let t = 0, p = start; t < 16; t++, p += 4) {
      w[t] = (bytes[p]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + 2]! << 8) | bytes[p + 3]!;
    }
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15]!;
      const y = w[t - 2]!;
      const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (small1 + w[t - 7]! + small0 + w[t - 16]!) | 0;
    }
    const s = this.state;
    let [a, b, c, d] = [s[0]!, s[1]!, s[2]!, s[3]!];
    let [e, f, g, h] = [s[4]!, s[5]!, s[6]!, s[7]!];
    for (let t = 0; t < 64; t++) {
      const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + big1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t]! + w[t]!) | 0;
      const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    s[0] = (s[0]! + a) | 0;
    s[1] = (s[1]! + b) | 0;
    s[2] = (s[2]! + c) | 0;
    s[3] = (s[3]! + d) | 0;
    s[4] = (s[4]! + e) | 0;
    s[5] = (s[5]! + f) | 0;
    s[6] = (s[6]! + g) | 0;
    s[7] = (s[7]! + h) | 0;
  }
}

/** The 32 bytes of the hash of one array of bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Sha256().update(bytes).digest();
}

/** Two lower-case hexadecimal digits for each byte. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The hash of one array of bytes as 64 hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return new Sha256().update(bytes).hex();
}

/** floor(frac(prime^(1/degree)) · 2³²) of the first primes, by integer bisection: no table to mistype. */
function fractionalRoots(count: number, degree: 2 | 3): Int32Array {
  const out = new Int32Array(count);
  for (let found = 0, n = 2n; found < count; n++) {
    let prime = true;
    for (let d = 2n; d * d <= n; d++) if (n % d === 0n) prime = false;
    if (!prime) continue;
    const target = n << BigInt(32 * degree);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(degree) <= target) low = middle;
      else high = middle;
    }
    out[found++] = Number(BigInt.asIntN(32, low));
  }
  return out;
}

/** A growing sequence of bytes, with WebAssembly's variable-length integers. */

export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private used = 0;

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.used;
  }
  byte(value: number): void {
    if (this.used === this.bytes.length) this.grow(this.used + 1);
    this.bytes[this.used++] = value;
  }
  push(...values: readonly number[]): void {
    for (const value of values) this.byte(value);
  }
  append(values: ArrayLike<number>): void {
    const end = this.used + values.length;
    if (end > this.bytes.length) this.grow(end);
    this.bytes.set(values, this.used);
    this.used = end;
  }
  /** Unsigned LEB128 of a 32-bit integer. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }
  /** Signed LEB128 of a 32-bit integer. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -0x40 || rest >= 0x40) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }
  /** A view of what is there so far; valid until more is written. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.used);
  }

  private grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, 2 * this.bytes.length));
    larger.set(this.written());
    this.bytes = larger;
  }
}

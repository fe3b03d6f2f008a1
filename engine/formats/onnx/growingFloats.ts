/** Little-endian floats in pieces and one by one in; one typed array out, never more than twice as large as what came. */

export class GrowingFloats {
  readonly elementBytes: 4 | 8;
  private bytes = new Uint8Array(0);
  private length = 0;

  constructor(kind: 'floats' | 'doubles') {
    this.elementBytes = kind === 'floats' ? 4 : 8;
  }

  /** A whole number of elements. */
  append(piece: Uint8Array): void {
    this.makeRoom(piece.length);
    this.bytes.set(piece, this.length);
    this.length += piece.length;
  }

  push(value: number): void {
    this.makeRoom(this.elementBytes);
    const view = new DataView(this.bytes.buffer, this.length, this.elementBytes);
    if (this.elementBytes === 4) view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    this.length += this.elementBytes;
  }

  finish(): Float32Array | Float64Array {
    const { buffer } = this.bytes;
    const count = this.length / this.elementBytes;
    // All hosts of the engine are little-endian, as WebAssembly's memory is.
    return this.elementBytes === 4
      ? new Float32Array(buffer, 0, count)
      : new Float64Array(buffer, 0, count);
  }

  private makeRoom(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(
      this.length === 0 ? needed : Math.max(needed, 2 * this.bytes.length),
    );
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

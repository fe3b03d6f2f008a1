/** Reads ranges of Blobs in blocks that are kept, so that reading sample after sample costs no round trip each. */

const blockBytes = 2 ** 20;
/** Blocks kept over all files. */
const mostBlocks = 256;

export class BlockCache {
  /** Least recently used first. */
  private readonly blocks = new Map<string, Promise<Uint8Array>>();
  private readonly numbers = new WeakMap<Blob, number>();
  private count = 0;

  /** At most `length` bytes from `offset`, fewer only at the end; rejects as the Blob does. */
  async read(blob: Blob, offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(blob.size, offset + length);
    const begin = Math.min(offset, end);
    const first = Math.floor(begin / blockBytes);
    const last = Math.floor(Math.max(begin, end - 1) / blockBytes);
    if (last > first + mostBlocks / 4)
      return new Uint8Array(await blob.slice(begin, end).arrayBuffer());
    const bytes = new Uint8Array(end - begin);
    for (let number = first; number <= last; number++) {
      const block = await this.block(blob, number);
      const at = number * blockBytes;
      const from = Math.max(begin, at);
      bytes.set(block.subarray(from - at, Math.min(end - at, block.length)), from - begin);
    }
    return bytes;
  }
  forget(blob: Blob): void {
    const prefix = `${this.numberOf(blob)}:`;
    for (const key of this.blocks.keys()) if (key.startsWith(prefix)) this.blocks.delete(key);
  }

  private block(blob: Blob, number: number): Promise<Uint8Array> {
    const key = `${this.numberOf(blob)}:${number}`;
    const known = this.blocks.get(key);
    this.blocks.delete(key);
    const block = known ?? this.load(blob, number, key);
    this.blocks.set(key, block);
    const [oldest] = this.blocks.keys();
    if (this.blocks.size > mostBlocks && oldest !== undefined) this.blocks.delete(oldest);
    return block;
  }
  private load(blob: Blob, number: number, key: string): Promise<Uint8Array> {
    const at = number * blockBytes;
    const loaded = blob
      .slice(at, at + blockBytes)
      .arrayBuffer()
      .then((buffer) => new Uint8Array(buffer));
    loaded.catch(() => this.blocks.delete(key));
    return loaded;
  }
  private numberOf(blob: Blob): number {
    let number = this.numbers.get(blob);
    if (number === undefined) {
      number = this.count++;
      this.numbers.set(blob, number);
    }
    return number;
  }
}

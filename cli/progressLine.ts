/** One line of a terminal that is rewritten in place; plain writes where the stream is no terminal. */
import type { WriteStream } from 'node:tty';

export class ProgressLine {
  private readonly stream: WriteStream;
  private shown = false;

  constructor(stream: WriteStream) {
    this.stream = stream;
  }

  get live(): boolean {
    return this.stream.isTTY === true;
  }
  get width(): number {
    return this.stream.columns ?? 80;
  }

  /** Replaces the line; nothing where the stream is no terminal. */
  show(text: string): void {
    if (!this.live) return;
    this.stream.write(`\r\x1b[2K${[...text].slice(0, this.width - 1).join('')}`);
    this.shown = true;
  }

  /** Writes whole lines above the progress line. */
  print(text: string): void {
    this.clear();
    this.stream.write(`${text}\n`);
  }

  clear(): void {
    if (this.shown) this.stream.write('\r\x1b[2K');
    this.shown = false;
  }
}

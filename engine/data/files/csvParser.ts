/** Separated values, streamed: a byte source in, records (lists of cells) with their row numbers out (RFC 4180). */
import type { ByteSource } from '../../platform.ts';
import { NetloomError } from '../../util/errors.ts';

/** A row of the file that is not blank; `row` counts all rows from 1, as a spreadsheet does. */
export type OnRecord = (cells: readonly string[], row: number, delimiter: Delimiter) => void;

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const PIECE = 256 * 1024;
/** The most characters of one record: a quote that never closes must not swallow the file. */
const LONGEST_RECORD = 2 ** 20;
const MOST_CELLS = 4096;
const [QUOTE, LINE_FEED, CARRIAGE_RETURN] = [0x22, 0x0a, 0x0d];

/**
 * Calls `onRecord` for every record. Cells may be quoted; inside quotes a doubled quote is one quote. Lines end in LF,
 * CRLF or CR. The delimiter is the most frequent one of the first line unless given. `onBytes` sees the raw pieces.
 * Throws 'csv-not-text', 'csv-quote', 'csv-record-too-long', 'csv-too-many-columns'.
 */
export async function parseCsv(
  source: ByteSource,
  given: Delimiter | undefined,
  onRecord: OnRecord,
  onBytes: (piece: Uint8Array) => void = () => {},
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = new RecordParser(source.name, given, onRecord);
  for (let at = 0; at < source.size; at += PIECE) {
    const bytes = await source.read(at, PIECE);
    onBytes(bytes);
    const final = at + PIECE >= source.size;
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: !final });
    } catch {
      throw notText(source.name);
    }
    if (text.includes('\0')) throw notText(source.name);
    parser.push(text, final);
  }
}

function notText(name: string): NetloomError {
  return new NetloomError(
    'csv-not-text',
    `${name} is not a text in UTF-8, so it cannot be a table.`,
    name,
  );
}

class RecordParser {
  private delimiter: Delimiter | undefined;
  private readonly name: string;
  private readonly onRecord: OnRecord;
  private text = '';
  private row = 1;

  constructor(name: string, delimiter: Delimiter | undefined, onRecord: OnRecord) {
    this.name = name;
    this.delimiter = delimiter;
    this.onRecord = onRecord;
  }

  /** Takes more text and hands out the records that are complete. */
  push(text: string, final: boolean): void {
    this.text += text;
    let at = 0;
    while (at < this.text.length) {
      const next = this.record(at, final);
      if (next < 0) break;
      at = next;
    }
    this.text = this.text.slice(at);
    if (this.text.length > LONGEST_RECORD) {
      throw this.error('csv-record-too-long', `is longer than ${LONGEST_RECORD} characters`);
    }
  }

  /** Reads the record at `start`; returns where the next one starts, or −1 when its end has not arrived yet. */
  private record(start: number, final: boolean): number {
    const { text } = this;
    this.delimiter ??= this.detectDelimiter(start, final);
    if (this.delimiter === undefined) return -1;
    const separator = this.delimiter.charCodeAt(0);
    const cells: string[] = [];
    for (let at = start; ; ) {
      const quoted = text.charCodeAt(at) === QUOTE;
      let end = quoted ? this.closingQuote(at, final) : at;
      if (end < 0) return -1;
      let code = text.charCodeAt(end);
      if (!quoted) {
        while (
          end < text.length &&
          code !== separator &&
          code !== LINE_FEED &&
          code !== CARRIAGE_RETURN
        ) {
          code = text.charCodeAt(++end);
        }
      }
      if (end >= text.length && !final) return -1;
      cells.push(quoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end));
      if (cells.length > MOST_CELLS) {
        throw this.error('csv-too-many-columns', `has more than ${MOST_CELLS} cells`);
      }
      if (end < text.length && code === separator) {
        at = end + 1;
        continue;
      }
      if (end < text.length && code !== LINE_FEED && code !== CARRIAGE_RETURN) {
        throw this.error('csv-quote', 'has text after a closing quote');
      }
      // A carriage return at the end of a piece may be half of a line end.
      if (code === CARRIAGE_RETURN && end + 1 >= text.length && !final) return -1;
      const pair = code === CARRIAGE_RETURN && text.charCodeAt(end + 1) === LINE_FEED;
      this.emit(cells, quoted, this.delimiter);
      return end + (pair ? 2 : 1);
    }
  }

  /** The position after the quote that closes the one at `at`, or −1 when it has not arrived yet. */
  private closingQuote(at: number, final: boolean): number {
    for (let from = at + 1; ; ) {
      const quote = this.text.indexOf('"', from);
      if (quote < 0 || (quote + 1 >= this.text.length && !final)) {
        if (final) throw this.error('csv-quote', 'has a quote that never closes');
        return -1;
      }
      if (this.text.charCodeAt(quote + 1) !== QUOTE) return quote + 1;
      from = quote + 2;
    }
  }

  private emit(cells: readonly string[], quoted: boolean, delimiter: Delimiter): void {
    const blank = cells.length === 1 && !quoted && cells[0]!.trim() === '';
    if (!blank) this.onRecord(cells, this.row, delimiter);
    this.row++;
  }

  /** The candidate that the first line has most often, outside quotes; a comma where it has none. */
  private detectDelimiter(start: number, final: boolean): Delimiter | undefined {
    const counts = new Map<string, number>();
    let inQuotes = false;
    for (let at = start; ; at++) {
      if (at >= this.text.length) {
        if (final) break;
        return undefined;
      }
      const character = this.text[at]!;
      if (character === '"') inQuotes = !inQuotes;
      else if (!inQuotes && (character === '\n' || character === '\r')) break;
      else if (!inQuotes) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    let best: Delimiter = ',';
    for (const candidate of DELIMITERS) {
      if ((counts.get(candidate) ?? 0) > (counts.get(best) ?? 0)) best = candidate;
    }
    return best;
  }

  private error(code: string, what: string): NetloomError {
    const place = `${this.name}, row ${this.row}`;
    return new NetloomError(code, `Row ${this.row} of ${this.name} ${what}.`, place);
  }
}

/**
 * JSON from strangers (RFC 8259): text in; Maps, arrays and plain values out. Unlike JSON.parse it refuses keys that
 * occur twice and deep nesting, and its objects have no prototype to be mistaken for entries.
 */
import { NetloomError } from '../util/errors.ts';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

const DEEPEST = 64;
/** Sticky, so each match is linear and starts where the parser stands. */
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Any run of a string without quotes, escapes and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in strings.
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Parses a whole text; throws NetloomError 'json-malformed' with the character where it breaks. */
export function parseStrictJson(text: string, place: string): JsonValue {
  return new Parser(text, place).whole();
}

class Parser {
  private readonly text: string;
  private readonly place: string;
  private at = 0;

  constructor(text: string, place: string) {
    this.text = text;
    this.place = place;
  }

  whole(): JsonValue {
    const value = this.value(0);
    this.skipSpace();
    if (this.at < this.text.length) throw this.error('something follows its end');
    return value;
  }

  private value(depth: number): JsonValue {
    if (depth > DEEPEST) throw this.error('it is nested too deeply');
    this.skipSpace();
    const next = this.text[this.at];
    if (next === '{') return this.object(depth);
    if (next === '[') return this.array(depth);
    if (next === '"') return this.string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return Number(this.match(NUMBER, 'a value is missing'));
  }

  private object(depth: number): ReadonlyMap<string, JsonValue> {
    const out = new Map<string, JsonValue>();
    this.at++;
    if (this.accept('}')) return out;
    do {
      this.skipSpace();
      if (this.text[this.at] !== '"') throw this.error('a key in quotes is missing');
      const key = this.string();
      if (out.has(key))
        throw this.error(`the key ${JSON.stringify(key.slice(0, 80))} occurs twice`);
      if (!this.accept(':')) throw this.error('a colon is missing');
      out.set(key, this.value(depth + 1));
    } while (this.accept(','));
    if (!this.accept('}')) throw this.error('a comma or a closing brace is missing');
    return out;
  }

  private array(depth: number): readonly JsonValue[] {
    const out: JsonValue[] = [];
    this.at++;
    if (this.accept(']')) return out;
    do {
      out.push(this.value(depth + 1));
    } while (this.accept(','));
    if (!this.accept(']')) throw this.error('a comma or a closing bracket is missing');
    return out;
  }

  private string(): string {
    this.at++;
    const pieces: string[] = [];
    for (;;) {
      pieces.push(this.match(PLAIN, ''));
      const next = this.text[this.at];
      if (next === '"') {
        this.at++;
        return pieces.join('');
      }
      if (next !== '\\') throw this.error('a string does not end');
      pieces.push(this.escape());
    }
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? '';
    if (letter === 'u') {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.error('an escape is not complete');
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const character = ESCAPES.get(letter);
    if (character === undefined) throw this.error('an escape is not known');
    this.at += 2;
    return character;
  }

  private match(pattern: RegExp, otherwise: string): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) throw this.error(otherwise);
    this.at += found.length;
    return found;
  }

  private accept(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  private error(reason: string): NetloomError {
    return new NetloomError(
      'json-malformed',
      `The JSON in ${this.place} is broken at character ${this.at}: ${reason}.`,
      `${this.place}, character ${this.at}`,
    );
  }
}

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
const SPACE = /[ \t\n\r]*/y;
const WORDS: ReadonlyMap<string, readonly [string, boolean | null]> = new Map([
  ['t', ['true', true]],
  ['f', ['false', false]],
  ['n', ['null', null]],
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
    const [word, value] = WORDS.get(next ?? '') ?? ['', null];
    if (word !== '' && this.text.startsWith(word, this.at)) {
      this.at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.at;
    const digits = NUMBER.exec(this.text)?.[0];
    if (digits === undefined) throw this.error('a value is missing');
    this.at += digits.length;
    return Number(digits);
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

  /** The text up to its closing quote; the platform's parser knows escapes and forbidden characters. */
  private string(): string {
    let end = this.at;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) throw this.error('a string does not end');
    } while (this.isEscaped(end));
    const quoted = this.text.slice(this.at, end + 1);
    let value: string;
    try {
      value = JSON.parse(quoted);
    } catch {
      throw this.error('a string holds an escape or a character that it must not');
    }
    this.at = end + 1;
    return value;
  }

  /** Whether an odd number of backslashes stands before this quote. */
  private isEscaped(quote: number): boolean {
    let before = quote;
    while (this.text[before - 1] === '\\') before--;
    return (quote - before) % 2 === 1;
  }

  private accept(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
  }

  private error(reason: string): NetloomError {
    return new NetloomError(
      'json-malformed',
      `The JSON in ${this.place} is broken at character ${this.at}: ${reason}.`,
      `${this.place}, character ${this.at}`,
    );
  }
}

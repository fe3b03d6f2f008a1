/** Takes JSON text from a stranger; finds the first mistake, its line and column, before anything is built from it. */

export interface JsonMistake {
  /** From 1; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly code: 'json-broken' | 'json-too-deep' | 'json-unsafe-key' | 'json-duplicate-key';
  readonly values: Readonly<Record<string, string | number>>;
}
export const maximumDepth = 64;

interface Open {
  readonly kind: '{' | '[';
  readonly keys: Set<string>;
}
/** What may come next. */
type Expect =
  | 'text'
  | 'value'
  | 'value or ]'
  | 'key'
  | 'key or }'
  | ':'
  | 'comma or end'
  | 'nothing';

const words: Readonly<Record<Expect, string>> = {
  text: 'the rest of a text and its closing double quote',
  value: 'a value',
  'value or ]': 'a value or "]"',
  key: 'a name in double quotes',
  'key or }': 'a name in double quotes or "}"',
  ':': 'a colon',
  'comma or end': 'a comma or the closing bracket',
  nothing: 'the end of the file',
};
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const space = /[ \t\n\r]*/y;
/** A run of plain characters, or one escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: strings may not hold any (RFC 8259, section 7).
const plain = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Null when the text is JSON (RFC 8259) no deeper than `maximumDepth`, without repeated or `__proto__` keys. */
export function findJsonMistake(text: string): JsonMistake | null {
  return new Scanner(text).run();
}

class Scanner {
  private readonly text: string;
  private at = 0;
  private readonly open: Open[] = [];
  private expect: Expect = 'value';
  private mistake: JsonMistake | null = null;

  constructor(text: string) {
    this.text = text;
  }

  run(): JsonMistake | null {
    for (;;) {
      this.match(space);
      if (this.at >= this.text.length) break;
      this.token(this.text[this.at] as string);
      if (this.mistake) return this.mistake;
    }
    if (this.expect !== 'nothing') this.broken();
    return this.mistake;
  }

  private token(character: string): void {
    if (this.closes(character)) this.close();
    else if (this.expect === ':') this.punctuation(character, ':', 'value');
    else if (this.expect === 'comma or end')
      this.punctuation(character, ',', this.open.at(-1)?.kind === '{' ? 'key' : 'value');
    else if (this.expect === 'key' || this.expect === 'key or }') this.key(character);
    else if (this.expect === 'nothing') this.broken();
    else this.value(character);
  }
  private closes(character: string): boolean {
    const top = this.open.at(-1);
    if (character === '}')
      return top?.kind === '{' && (this.expect === 'key or }' || this.expect === 'comma or end');
    if (character === ']')
      return top?.kind === '[' && (this.expect === 'value or ]' || this.expect === 'comma or end');
    return false;
  }
  private close(): void {
    this.at++;
    this.open.pop();
    this.afterValue();
  }
  private afterValue(): void {
    this.expect = this.open.length > 0 ? 'comma or end' : 'nothing';
  }
  private punctuation(character: string, wanted: string, next: Expect): void {
    if (character !== wanted) {
      this.broken();
      return;
    }
    this.at++;
    this.expect = next;
  }

  private key(character: string): void {
    if (character !== '"') {
      this.broken();
      return;
    }
    const start = this.at;
    if (!this.string()) {
      this.broken();
      return;
    }
    const key = JSON.parse(this.text.slice(start, this.at)) as string;
    const keys = (this.open.at(-1) as Open).keys;
    if (key === '__proto__') {
      this.fail('json-unsafe-key', { key }, start);
      return;
    }
    if (keys.has(key)) {
      this.fail('json-duplicate-key', { key: key.slice(0, 60) }, start);
      return;
    }
    keys.add(key);
    this.expect = ':';
  }

  private value(character: string): void {
    if (character === '{' || character === '[') {
      if (this.open.length >= maximumDepth) {
        this.fail('json-too-deep', { depth: maximumDepth }, this.at);
        return;
      }
      this.open.push({ kind: character, keys: new Set() });
      this.at++;
      this.expect = character === '{' ? 'key or }' : 'value or ]';
      return;
    }
    const found = character === '"' ? this.string() : this.literal() || this.match(number);
    if (!found) {
      this.broken();
      return;
    }
    this.afterValue();
  }
  private literal(): boolean {
    const word = ['true', 'false', 'null'].find((w) => this.text.startsWith(w, this.at));
    this.at += word?.length ?? 0;
    return word !== undefined;
  }
  /** From the opening quote to behind the closing one; stops where the string goes wrong. */
  private string(): boolean {
    this.at++;
    while (this.match(plain));
    if (this.text[this.at] !== '"') {
      this.expect = 'text';
      return false;
    }
    this.at++;
    return true;
  }

  /** Moves over what matches here; false when nothing does. */
  private match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text) || pattern.lastIndex === this.at) return false;
    this.at = pattern.lastIndex;
    return true;
  }
  private broken(): void {
    const character = this.text[this.at];
    const found = character === undefined ? 'the end of the file' : JSON.stringify(character);
    this.fail('json-broken', { expected: words[this.expect], found }, this.at);
  }
  private fail(code: JsonMistake['code'], values: JsonMistake['values'], at: number): void {
    const before = this.text.slice(0, at).split('\n');
    const column = (before.at(-1) as string).length + 1;
    this.mistake = { line: before.length, column, code, values };
  }
}

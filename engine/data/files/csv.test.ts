import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, FILE, failure, sentencesOf, testFileCases } from '../../testing/fileCases.ts';
import { bytesSource } from '../../util/byteReader.ts';
import type { NetloomError } from '../../util/errors.ts';
import type { Dataset } from '../types.ts';
import { openCsvDataset } from './csvDataset.ts';
import { parseCsv } from './csvParser.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
interface Opened {
  readonly data: Dataset;
  readonly columns: readonly string[];
  readonly classes: readonly string[] | undefined;
  readonly rows: number[][];
  readonly targets: number[];
}

/** Opens without normalization unless told, fits on all rows, and reads everything. */
async function open(bytes: Uint8Array, options: object = {}): Promise<Opened> {
  const data = await openCsvDataset(bytesSource(FILE, bytes), FILE, {
    normalize: false,
    ...options,
  });
  const all = Uint32Array.from({ length: data.train.size }, (_, i) => i);
  await data.fit(all);
  const [features, target] = [data.fields[0]!, data.fields[1]!];
  const width = features.shape[0]!;
  const values = new Float32Array(all.length * width);
  await data.train.read('features', all, values);
  const targets =
    target.dtype === 'i32' ? new Int32Array(all.length) : new Float32Array(all.length);
  await data.train.read(target.name, all, targets);
  const rows = [...all].map((i) => [...values.subarray(i * width, (i + 1) * width)]);
  return { data, columns: features.columns!, classes: target.classes, rows, targets: [...targets] };
}
const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n');
const wide = Array.from({ length: 5000 }, (_, i) => `c${i}`).join(',');
const sound = 'a,b,kind\n1,2,x\n3,4,y\n';

testFileCases(
  'CSV',
  (bytes: Uint8Array) => open(bytes),
  {
    'an empty file': [bytesOf(), 'data-empty'],
    'only blank lines': [utf8('\n\r\n  \n'), 'data-empty'],
    'only a header': [utf8('a,b,c\n'), 'data-empty'],
    'only a header, no line end': [utf8('a,b,c'), 'data-empty'],
    'a header and blank lines': [utf8('a,b,c\n\n\n'), 'data-empty'],
    'a byte order mark only': [bytesOf(0xef, 0xbb, 0xbf), 'data-empty'],
    'Latin-1 text': [bytesOf('a,b\n1,caf\xe9\n2,x\n'), 'csv-not-text'],
    'UTF-16 text': [bytesOf(0xff, 0xfe, 'a\0,\0b\0'), 'csv-not-text'],
    'UTF-16 text without a mark': [bytesOf('a\0,\0b\0\n\0'), 'csv-not-text'],
    'a zero character': [utf8('a,b\n1,x\0y\n'), 'csv-not-text'],
    'text cut inside a character': [bytesOf('a,b\n1,caf\xc3'), 'csv-not-text'],
    'an overlong character': [bytesOf('a,b\n1,\xc0\xaf\n'), 'csv-not-text'],
    'half a surrogate pair': [bytesOf('a,b\n1,\xed\xa0\x80\n'), 'csv-not-text'],
    'a PNG picture': [bytesOf('\x89PNG\r\n\x1a\n', 0, 0, 0, 13), 'csv-not-text'],
    'a row that is too short': [utf8('a,b,c\n1,2,x\n1,2\n'), 'csv-row-length', /row 3/],
    'a row that is too long': [utf8('a,b,c\n1,2,x,9\n'), 'csv-row-length', /row 2/],
    'a row of one cell': [utf8('a,b,c\n1,2,x\nhello\n'), 'csv-row-length', /row 3/],
    'a trailing delimiter in one row': [utf8('a,b\n1,x\n2,y,\n'), 'csv-row-length', /row 3/],
    'a row that is too short after blank lines': [
      utf8('a,b\n\n\n1,x\n2\n'),
      'csv-row-length',
      /row 5/,
    ],
    'another delimiter below the header': [utf8('a,b\n1;x\n'), 'csv-row-length'],
    'a long row that is too long': [utf8(`a,b\n${'1,'.repeat(3000)}\n`), 'csv-row-length'],
    'a quote that never closes': [utf8('a,b\n1,"x\n2,y\n'), 'csv-quote', /row 2/],
    'a quote that never closes in the header': [utf8('a,"b\n1,x\n'), 'csv-quote', /row 1/],
    'a quote that never closes in the last cell': [utf8('a,b\n1,"'), 'csv-quote'],
    'a doubled quote at the very end': [utf8('a,b\n1,"x""'), 'csv-quote'],
    'text after a closing quote': [utf8('a,b\n1,"x"y\n'), 'csv-quote', /row 2/],
    'a blank after a closing quote': [utf8('a,b\n1,"x" \n'), 'csv-quote'],
    'a record that is too long': [
      utf8(`a,b\n1,"${'x'.repeat(1_400_000)}"\n`),
      'csv-record-too-long',
      /row 2/,
    ],
    'a line that is too long': [
      utf8(`a,b\n1,${'x'.repeat(1_400_000)}\n2,y\n`),
      'csv-record-too-long',
    ],
    'too many columns': [utf8(`${wide}\n`), 'csv-too-many-columns', /row 1/],
    'two columns of one name': [utf8('a,b,a\n1,2,x\n'), 'csv-duplicate-column'],
    'two columns of one name but for blanks': [utf8('a,b, a\n1,2,x\n'), 'csv-duplicate-column'],
    'a name like the one given to a column without': [
      utf8('column 2,,y\n1,2,3\n'),
      'csv-duplicate-column',
    ],
    'no header': [utf8('1,2,3\n4,5,6\n'), 'csv-no-header', /row 1/],
    'no header, with exponents': [utf8('-1e3,.5\n4,5\n'), 'csv-no-header'],
    'one column': [utf8('a\n1\n2\n'), 'csv-one-column'],
    'a target without values': [utf8('a,b\n1,\n2,?\n3,NA\n'), 'csv-target-missing'],
    'a target of one value': [utf8('a,b\n1,x\n2,x\n'), 'csv-target-constant'],
    'a target of one number': [utf8('a,b\n1,7\n2,7\n'), 'csv-target-constant'],
    'a target of one value and gaps': [utf8('a,b\n1,x\n2,\n'), 'csv-target-constant'],
    'a target of too many texts': [
      utf8(`a,b\n${rows(1500, (i) => `${i % 7},name${i}`)}`),
      'csv-target-kind',
    ],
    'a target of long texts': [
      utf8(`a,b\n1,${'x'.repeat(300)}\n2,${'y'.repeat(300)}\n`),
      'csv-target-kind',
    ],
    'features without values': [utf8('a,b\n,x\n,y\n'), 'csv-no-features'],
    'features of one value': [utf8('a,b\n5,x\n5,y\n'), 'csv-no-features'],
    'features of names': [utf8(`a,b\n${rows(200, (i) => `name${i},${i % 2}`)}`), 'csv-no-features'],
    'features that count the rows': [
      utf8(`id,b\n${rows(50, (i) => `${i},${i % 2}`)}`),
      'csv-no-features',
    ],
  },
  {
    'a small table': [
      utf8(sound),
      (t) => {
        expect(t.columns).toEqual(['a', 'b']);
        expect(t.rows).toEqual([
          [1, 2],
          [3, 4],
        ]);
        expect([t.classes, t.targets]).toEqual([
          ['x', 'y'],
          [0, 1],
        ]);
      },
    ],
    'no line end at the end': [utf8(sound.trimEnd()), (t) => expect(t.rows).toHaveLength(2)],
    CRLF: [utf8(sound.replaceAll('\n', '\r\n')), (t) => expect(t.classes).toEqual(['x', 'y'])],
    CR: [utf8(sound.replaceAll('\n', '\r')), (t) => expect(t.classes).toEqual(['x', 'y'])],
    'a byte order mark': [bytesOf(0xef, 0xbb, 0xbf, sound), (t) => expect(t.columns[0]).toBe('a')],
    semicolons: [utf8(sound.replaceAll(',', ';')), (t) => expect(t.rows[1]).toEqual([3, 4])],
    'semicolons with decimal commas': [
      utf8('a;b\n1,5;x\n2,25;y\n'),
      (t) => expect(t.rows).toEqual([[1.5], [2.25]]),
    ],
    tabs: [utf8(sound.replaceAll(',', '\t')), (t) => expect(t.rows[1]).toEqual([3, 4])],
    bars: [utf8(sound.replaceAll(',', '|')), (t) => expect(t.rows[1]).toEqual([3, 4])],
    'quoted cells': [
      utf8('"a","b"\n"1","x,y"\n"2","z ""q"""\n'),
      (t) => expect(t.classes).toEqual(['x,y', 'z "q"']),
    ],
    'a line end in quotes': [
      utf8('a,b\n1,"x\ny"\n2,z\n'),
      (t) => expect(t.classes).toEqual(['x\ny', 'z']),
    ],
    'a delimiter in a quoted name': [
      utf8('"a;;;;b",c\n1,x\n2,y\n'),
      (t) => expect(t.columns).toEqual(['a;;;;b']),
    ],
    'a quote inside a cell': [
      utf8('a,b\n1,5" pipe\n2,y\n'),
      (t) => expect(t.classes).toEqual(['5" pipe', 'y']),
    ],
    'blanks around cells': [
      utf8(' a , b \n 1 , x \n 2 , y \n'),
      (t) => expect([t.columns, t.rows]).toEqual([['a'], [[1], [2]]]),
    ],
    'blank lines between rows': [
      utf8('a,b\n\n1,x\n \n2,y\n\n'),
      (t) => expect(t.rows).toHaveLength(2),
    ],
    'a column without a name': [
      utf8('a,,c\n1,2,x\n3,4,y\n'),
      (t) => expect(t.columns).toEqual(['a', 'column 2']),
    ],
    'all spellings of a missing value': [
      utf8('a,b\n1,x\n,y\nNA,x\nn/a,y\n?,x\nnan,y\nNaN,x\nnull,y\n#N/A,x\n5,y\n'),
      (t) => {
        expect(t.rows.map(([a]) => a)).toEqual([1, 3, 3, 3, 3, 3, 3, 3, 3, 5]);
        expect(sentencesOf(t.data)[0]).toContain('8 values are missing');
      },
    ],
    'a missing target': [
      utf8('a,b\n1,x\n2,\n3,y\n'),
      (t) => {
        expect(t.rows).toEqual([[1], [3]]);
        expect(sentencesOf(t.data).join()).toContain('1 row has no value and is left out');
      },
    ],
    'a missing category': [
      utf8('a,b\nred,x\n,y\nblue,x\n'),
      (t) => {
        expect(t.columns).toEqual(['a = blue', 'a = red', 'a = (missing)']);
        expect(t.rows).toEqual([
          [0, 1, 0],
          [0, 0, 1],
          [1, 0, 0],
        ]);
      },
    ],
    'all spellings of a number': [
      utf8('a,b\n+1,x\n-.5,y\n1.,x\n1e-2,y\n2E+2,x\n007,y\n'),
      (t) => {
        expect(t.rows.map(([a]) => a)).toEqual([1, -0.5, 1, Math.fround(0.01), 200, 7]);
      },
    ],
    'hexadecimal numbers are texts': [
      utf8('a,b\n0x10,x\n0x20,y\n'),
      (t) => expect(t.columns).toEqual(['a = 0x10', 'a = 0x20']),
    ],
    'numbers beyond f32 are texts': [
      utf8('a,b\n1e39,x\n2,y\n'),
      (t) => expect(t.columns).toEqual(['a = 1e39', 'a = 2']),
    ],
    'names of prototypes': [
      utf8('__proto__,constructor,toString\n1,2,hasOwnProperty\n3,4,__proto__\n'),
      (t) => {
        expect(t.columns).toEqual(['__proto__', 'constructor']);
        expect(t.classes).toEqual(['__proto__', 'hasOwnProperty']);
      },
    ],
    'other scripts': [
      utf8('身高,类别\n1.7,猫\n1.8,狗\n'),
      (t) => expect([t.columns, t.classes]).toEqual([['身高'], ['狗', '猫']]),
    ],
    'class numbers': [
      utf8('a,b\n1,10\n2,9\n3,10\n'),
      (t) =>
        expect([t.classes, t.targets]).toEqual([
          ['9', '10'],
          [1, 0, 1],
        ]),
    ],
    'a number to learn': [
      utf8('a,b\n1,0.5\n2,1.5\n'),
      (t) => expect([t.classes, t.targets]).toEqual([undefined, [0.5, 1.5]]),
    ],
    'a column that counts the rows': [
      utf8(`id,a,b\n${rows(20, (i) => `${i + 1},${i * i},${i % 2}`)}`),
      (t) => {
        expect(t.columns).toEqual(['a']);
        expect(t.data.reader).toBe('table');
        expect(t.data.columns).toEqual(['id', 'a', 'b']);
        expect(sentencesOf(t.data)[1]).toBe('"id" is left out: it counts the rows.');
      },
    ],
    'numbers with one word among them': [
      utf8(`a,n,b\n${rows(200, (i) => `${i % 5},${i === 70 ? 'oops' : i * i},${i % 2}`)}`),
      (t) => {
        expect(t.columns).toEqual(['a']);
        expect(sentencesOf(t.data).join()).toContain(
          `it holds numbers, but also "oops" (${FILE}, row 72)`,
        );
      },
    ],
    'rows over the borders of pieces': [
      utf8(
        `a,text,b\r\n${rows(30_000, (i) => `${i % 97},"é ${'x'.repeat(i % 29)}""",${i % 3}`).replaceAll('\n', '\r\n')}`,
      ),
      (t) => {
        expect(t.rows).toHaveLength(30_000);
        expect(t.columns).toHaveLength(30);
        for (const [i, row] of t.rows.entries())
          if (row[0] !== i % 97 || t.targets[i] !== i % 3) throw new Error(`row ${i}`);
      },
    ],
  },
);

describe('options of tables', () => {
  const codeOf = async (options: object, text = sound) =>
    ((await failure(() => open(utf8(text), options))) as NetloomError).code;

  test('another target, ignored columns and categories', async () => {
    const text = 'y,a,b,c\n1.5,1,2,p\n2.5,2,2,q\n3.5,1,3,p\n';
    const t = await open(utf8(text), { target: 'y', ignore: ['b'], categorical: ['a'] });
    expect(t.columns).toEqual(['a = 1', 'a = 2', 'c = p', 'c = q']);
    expect(t.targets).toEqual([1.5, 2.5, 3.5]);
  });

  test('a kind of target that the data could not tell', async () => {
    const text = 'a,b\n1,0\n2,1\n3,2\n';
    expect((await open(utf8(text), { targetKind: 'regression' })).targets).toEqual([0, 1, 2]);
    const classes = await open(utf8('a,b\n1,0.5\n2,1.5\n'), { targetKind: 'classes' });
    expect(classes.classes).toEqual(['0.5', '1.5']);
  });

  test('a delimiter that the first line hides', async () => {
    const t = await open(utf8('a, b; y\n1;x\n2;z\n'), { delimiter: ';' });
    expect(t.columns).toEqual(['a, b']);
  });

  test('normalization uses the fitted rows only', async () => {
    const data = await openCsvDataset(bytesSource(FILE, utf8('a,b\n1,x\n3,y\n100,x\n')), FILE, {});
    await data.fit(Uint32Array.of(0, 1));
    const out = new Float32Array(3);
    await data.train.read('features', Uint32Array.of(0, 1, 2), out);
    expect([...out]).toEqual([-1, 1, 98]);
  });

  test('what was done to a row can be done again elsewhere', async () => {
    const text = 'a,k,y\n1,u,x\n3,v,y\n,u,x\n';
    const data = await openCsvDataset(bytesSource(FILE, utf8(text)), FILE, {});
    await data.fit(Uint32Array.of(0, 1));
    expect(data.preparation?.()).toEqual({
      features: {
        kind: 'columns',
        columns: [
          { kind: 'number', name: 'a', missing: 2, subtract: 2, multiply: 1 },
          { kind: 'category', name: 'k', categories: ['u', 'v'] },
        ],
      },
    });
    const out = new Float32Array(9);
    await data.train.read('features', Uint32Array.of(0, 1, 2), out);
    expect([...out]).toEqual([(1 - 2) * 1, 1, 0, (3 - 2) * 1, 0, 1, (2 - 2) * 1, 1, 0]);
  });

  test.each([
    [{ target: 'nothing' }, 'csv-unknown-column'],
    [{ ignore: ['nothing'] }, 'csv-unknown-column'],
    [{ categorical: ['__proto__'] }, 'csv-unknown-column'],
    [{ ignore: ['a', 'b'] }, 'csv-no-features'],
    [{ targetKind: 'regression' }, 'csv-target-kind'],
    [{ delimiter: 'x' }, 'data-options-invalid'],
    [{ colour: 'red' }, 'data-options-invalid'],
    [{ normalize: 1 }, 'data-options-invalid'],
    [{ target: '' }, 'data-options-invalid'],
  ])('%o', async (options, code) => {
    expect(await codeOf(options)).toBe(code);
  });
});

test('what a careful writer quotes is read back', async () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('\0'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }),
      async (records) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = records.map((record) => record.map(quote).join(',')).join('\r\n');
        const found: (readonly string[])[] = [];
        await parseCsv(bytesSource(FILE, utf8(text)), ',', (cells) => found.push([...cells]));
        expect(found).toEqual(records);
      },
    ),
  );
});

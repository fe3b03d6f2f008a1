import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, FILE, littleEndian, patched, testFileCases } from '../testing/fileCases.ts';
import { sha256Hex } from '../util/sha256.ts';
import { findFormat } from './index.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { TensorToWrite } from './types.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const raw = (header: string | Uint8Array, data: Iterable<number> = [], length?: number) => {
  const bytes = typeof header === 'string' ? utf8(header) : header;
  return bytesOf(littleEndian(length ?? bytes.length, 8), bytes, data);
};
const tensor = (dtype: string, shape: unknown, begin: unknown, end: unknown) =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });
const one = (info: string, data: Iterable<number> = new Uint8Array(8)) =>
  raw(`{"w":${info}}`, data);
const two = (a: string, b: string, size = 8) => raw(`{"a":${a},"b":${b}}`, new Uint8Array(size));
const f32 = (begin: unknown, end: unknown, shape: unknown = [1]) =>
  tensor('F32', shape, begin, end);
const sound = two(f32(0, 4), f32(4, 8));
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const values = (bytes: Uint8Array, name = 'w') => [
  ...readSafetensors(bytes, FILE).tensors.get(name)!.values,
];

testFileCases(
  'safetensors',
  (bytes: Uint8Array) => {
    const file = readSafetensors(bytes, FILE);
    for (const stored of file.tensors.values()) void stored.values;
    return file;
  },
  {
    'an empty file': [bytesOf(), 'file-truncated', /byte 0/],
    'seven bytes': [new Uint8Array(7), 'file-truncated'],
    'a header of length 0': [new Uint8Array(8), 'safetensors-malformed'],
    'a header longer than the file': [raw('{}', [], 100), 'file-truncated', /byte 8/],
    'a header above the limit': [raw('{}', [], 2 ** 24 + 1), 'safetensors-malformed'],
    'a header of 2⁶³ bytes': [bytesOf(new Array(7).fill(0), 0x80, '{}'), 'size-overflow'],
    'a header of 2⁶⁴ − 1 bytes': [bytesOf(new Array(8).fill(255), '{}'), 'size-overflow'],
    'a header cut off by its length': [raw('{"w":1}', [], 4), 'json-malformed'],
    'a header that starts with a blank': [raw(' {}'), 'safetensors-malformed'],
    'a header with a byte order mark': [raw('\ufeff{}'), 'safetensors-malformed'],
    'a header that is a list': [raw('[]'), 'safetensors-malformed'],
    'a header that is not UTF-8': [raw(bytesOf('{"\xff":1}')), 'safetensors-malformed'],
    'a header with zeros at its end': [raw('{}\0\0'), 'json-malformed', /character 2/],
    'two objects': [raw('{}{}'), 'json-malformed'],
    'a pickle': [bytesOf('\x80\x02}q\0(X\x05\0\0\0model'), 'size-overflow'],
    'JSON that ends too early': [raw('{"w":'), 'json-malformed'],
    'JSON with a comma too many': [raw('{"w":1,}'), 'json-malformed'],
    'JSON without a colon': [raw('{"w" 1}'), 'json-malformed'],
    'JSON with single quotes': [raw("{'w':1}"), 'json-malformed'],
    'JSON with a comment': [raw('{/**/}'), 'json-malformed'],
    'JSON with a line end in a text': [raw('{"a\nb":1}'), 'json-malformed'],
    'JSON with an unknown escape': [raw('{"\\x41":1}'), 'json-malformed'],
    'JSON with half an escape': [raw('{"\\u12":1}'), 'json-malformed'],
    'JSON with a number that starts with zero': [
      one('{"dtype":"F32","shape":[01],"data_offsets":[0,4]}'),
      'json-malformed',
    ],
    'JSON that says NaN': [
      one('{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}'),
      'json-malformed',
    ],
    'JSON of great depth': [raw(`{"w":${'['.repeat(100_000)}`), 'json-malformed'],
    'a name twice': [
      raw(`{"w":${f32(0, 4)},"w":${f32(4, 8)}}`, new Uint8Array(8)),
      'json-malformed',
    ],
    'a name twice in other letters': [
      raw(`{"w":${f32(0, 4)},"\\u0077":${f32(4, 8)}}`, new Uint8Array(8)),
      'json-malformed',
    ],
    'an entry that is a number': [raw('{"w":1}'), 'safetensors-malformed', /w/],
    'an entry that is null': [raw('{"w":null}'), 'safetensors-malformed'],
    'an entry without a dtype': [
      one('{"shape":[1],"data_offsets":[0,4]}'),
      'safetensors-malformed',
    ],
    'an entry without a shape': [
      one('{"dtype":"F32","data_offsets":[0,4]}'),
      'safetensors-malformed',
    ],
    'an entry without offsets': [one('{"dtype":"F32","shape":[1]}'), 'safetensors-malformed'],
    'an entry with more': [
      one('{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}'),
      'safetensors-malformed',
    ],
    'a dtype that is a number': [
      one('{"dtype":32,"shape":[1],"data_offsets":[0,4]}'),
      'safetensors-malformed',
    ],
    'an unknown dtype': [one(tensor('F8_E4M3', [4], 0, 4)), 'safetensors-unsupported'],
    'a dtype named like a prototype': [
      one(tensor('constructor', [4], 0, 4)),
      'safetensors-unsupported',
    ],
    'a dtype in small letters': [one(tensor('f32', [1], 0, 4)), 'safetensors-unsupported'],
    'a shape that is a number': [one(f32(0, 8, 2)), 'safetensors-malformed'],
    'a negative size': [one(f32(0, 8, [-2])), 'safetensors-malformed'],
    'two negative sizes': [one(f32(0, 8, [-1, -2])), 'safetensors-malformed'],
    'a size with a fraction': [one(f32(0, 8, [1.5])), 'safetensors-malformed'],
    'a size above 2⁵³': [
      one('{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}'),
      'safetensors-malformed',
    ],
    'a size that is a text': [one(f32(0, 8, ['2'])), 'safetensors-malformed'],
    'a product that wraps to a small number': [
      one(f32(0, 8, [2 ** 32, 2 ** 32, 2])),
      'size-overflow',
    ],
    'an overflow behind a zero': [one(f32(0, 0, [0, 2 ** 52, 2 ** 52]), []), 'size-overflow'],
    'very many dimensions': [one(f32(0, 4, new Array(1000).fill(1))), 'safetensors-malformed'],
    'one offset': [one('{"dtype":"F32","shape":[1],"data_offsets":[0]}'), 'safetensors-malformed'],
    'three offsets': [
      one('{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}'),
      'safetensors-malformed',
    ],
    'offsets that are texts': [one(f32('0', '4')), 'safetensors-malformed'],
    'a negative offset': [one(f32(-4, 0)), 'safetensors-malformed'],
    'offsets in the wrong order': [one(f32(8, 4)), 'safetensors-malformed'],
    'fewer bytes than the shape needs': [one(f32(0, 4, [2])), 'safetensors-malformed'],
    'more bytes than the shape needs': [one(f32(0, 8, [1])), 'safetensors-malformed'],
    'offsets beyond the file': [one(f32(4, 12, [2])), 'file-offset-outside', /w/],
    'offsets far beyond the file': [one(f32(2 ** 40, 2 ** 40 + 8, [2])), 'file-offset-outside'],
    'two tensors at one place': [two(f32(0, 4), f32(0, 4), 4), 'data-overlap'],
    'tensors that overlap': [two(f32(0, 8, [2]), f32(4, 8)), 'data-overlap'],
    'a tensor inside another': [
      two(tensor('U8', [8], 0, 8), tensor('U8', [2], 3, 5)),
      'data-overlap',
    ],
    'a hole before': [one(f32(4, 8)), 'data-gap'],
    'a hole between': [two(f32(0, 4), f32(8, 12), 12), 'data-gap'],
    'bytes after the last tensor': [one(f32(0, 4)), 'data-gap'],
    'bytes without tensors': [raw('{}', [1]), 'data-gap', /byte 0/],
    'the last byte missing': [sound.slice(0, -1), 'file-offset-outside'],
    'an empty tensor beyond the file': [one(f32(50, 50, [0]), []), 'file-offset-outside'],
    'metadata that are a list': [raw('{"__metadata__":[]}'), 'safetensors-malformed'],
    'metadata with a number': [raw('{"__metadata__":{"a":1}}'), 'safetensors-malformed'],
    'metadata with an object': [raw('{"__metadata__":{"a":{}}}'), 'safetensors-malformed'],
  },
  {
    'two tensors': [sound, (f) => expect([...f.tensors.keys()]).toEqual(['a', 'b'])],
    'no tensors': [raw('{}'), (f) => expect(f.tensors.size).toBe(0)],
    'blanks after the header': [raw('{}      '), (f) => expect(f.tensors.size).toBe(0)],
    'blanks inside the header': [
      raw(`{ "w" :\n\t${f32(0, 4)} }\r\n`, floats(5)),
      (f) => expect([...f.tensors.get('w')!.values]).toEqual([5]),
    ],
    'only metadata': [
      raw('{"__metadata__":{"format":"pt"}}'),
      (f) => expect(f.metadata.get('format')).toBe('pt'),
    ],
    'empty metadata': [raw('{"__metadata__":{}}'), (f) => expect(f.metadata.size).toBe(0)],
    'metadata between tensors': [
      raw(`{"a":${f32(0, 4)},"__metadata__":{"x":"y"},"b":${f32(4, 8)}}`, new Uint8Array(8)),
      (f) => expect(f.tensors.size).toBe(2),
    ],
    'names of prototypes': [
      raw(`{"__proto__":${f32(0, 4)},"constructor":${f32(4, 8)}}`, new Uint8Array(8)),
      (f) => expect([...f.tensors.keys()]).toEqual(['__proto__', 'constructor']),
    ],
    'metadata named like a prototype': [
      raw('{"__metadata__":{"__proto__":"x"}}'),
      (f) => expect(f.metadata.get('__proto__')).toBe('x'),
    ],
    'an empty name': [
      raw(`{"":${f32(0, 4)}}`, floats(1)),
      (f) => expect(f.tensors.has('')).toBe(true),
    ],
    'a name in other scripts and with escapes': [
      raw(`{"权\\u91cd/\\n\\"":${f32(0, 4)}}`, floats(1)),
      (f) => expect(f.tensors.has('权重/\n"')).toBe(true),
    ],
    'one number': [
      one(f32(0, 4, []), floats(7)),
      (f) => expect(f.tensors.get('w')!.shape).toEqual([]),
    ],
    'an empty tensor': [
      one(f32(0, 0, [3, 0, 2]), []),
      (f) => expect(f.tensors.get('w')!.values).toHaveLength(0),
    ],
    'an empty tensor between others': [
      raw(`{"a":${f32(0, 4)},"e":${f32(4, 4, [0])},"b":${f32(4, 8)}}`, new Uint8Array(8)),
      (f) => expect(f.tensors.size).toBe(3),
    ],
    'an empty tensor inside another': [
      raw(`{"a":${f32(0, 8, [2])},"e":${f32(4, 4, [0])}}`, new Uint8Array(8)),
      (f) => expect(f.tensors.size).toBe(2),
    ],
    'tensors in another order than their bytes': [
      raw(`{"a":${f32(4, 8)},"b":${f32(0, 4)}}`, floats(1, 2)),
      (f) => expect([...f.tensors.get('a')!.values]).toEqual([2]),
    ],
    'numbers that are not aligned': [
      raw(`{"a":${tensor('U8', [1], 0, 1)},"w":${f32(1, 5)}}`, bytesOf(9, floats(0.5))),
      (f) => expect([...f.tensors.get('w')!.values]).toEqual([0.5]),
    ],
    doubles: [
      one(tensor('F64', [1], 0, 8), new Uint8Array(Float64Array.of(0.1).buffer)),
      (f) => expect([...f.tensors.get('w')!.values]).toEqual([Math.fround(0.1)]),
    ],
    'half floats': [
      one(tensor('F16', [4], 0, 8), bytesOf(0, 0x3c, 0, 0xc0, 1, 0, 0, 0x7c)),
      (f) =>
        expect([...f.tensors.get('w')!.values]).toEqual([
          1,
          -2,
          2 ** -24,
          Number.POSITIVE_INFINITY,
        ]),
    ],
    'brain floats': [
      one(tensor('BF16', [2], 0, 4), bytesOf(0x80, 0x3f, 0x20, 0xc0)),
      (f) => expect([...f.tensors.get('w')!.values]).toEqual([1, -2.5]),
    ],
    'long integers': [
      one(tensor('I64', [1], 0, 8), bytesOf(new Array(8).fill(255))),
      (f) => expect([...f.tensors.get('w')!.values]).toEqual([-1]),
    ],
    'unsigned long integers': [
      one(tensor('U64', [1], 0, 8), bytesOf(5, new Uint8Array(7))),
      (f) => expect([...f.tensors.get('w')!.values]).toEqual([5]),
    ],
    'integers and shorts': [
      two(tensor('I32', [1], 0, 4), tensor('I16', [2], 4, 8)),
      (f) => expect(f.tensors.size).toBe(2),
    ],
    'bytes and truth values': [
      raw(`{"a":${tensor('I8', [1], 0, 1)},"b":${tensor('BOOL', [2], 1, 3)}}`, [254, 0, 1]),
      (f) => {
        expect([...f.tensors.get('a')!.values]).toEqual([-2]);
        expect([...f.tensors.get('b')!.values]).toEqual([0, 1]);
      },
    ],
    'sizes in exponent form': [
      one('{"dtype":"F32","shape":[1e0],"data_offsets":[0,4.0]}', floats(3)),
      (f) => expect([...f.tensors.get('w')!.values]).toEqual([3]),
    ],
    'not a number': [
      one(f32(0, 4), floats(Number.NaN)),
      (f) => expect(f.tensors.get('w')!.values[0]).toBeNaN(),
    ],
  },
);

describe('writing', () => {
  const tensors: TensorToWrite[] = [
    { name: 'dense/kernel', dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, 2, 3, -0) },
    { name: 'dense/bias', dtype: 'F32', shape: [2], data: Float32Array.of(0.5, 1e-40) },
    { name: 'a/count', dtype: 'I32', shape: [], data: Int32Array.of(-7) },
    { name: 'a/flags', dtype: 'U8', shape: [3], data: Uint8Array.of(1, 0, 255) },
    { name: 'wide', dtype: 'F64', shape: [1], data: Float64Array.of(0.1) },
  ];

  test('what is written is read back', () => {
    const bytes = writeSafetensors(tensors, new Map([['made by', 'Netloom']]));
    const file = readSafetensors(bytes, FILE);
    expect([...file.tensors.keys()]).toEqual([
      'wide',
      'a/count',
      'dense/bias',
      'dense/kernel',
      'a/flags',
    ]);
    expect(file.metadata).toEqual(new Map([['made by', 'Netloom']]));
    for (const { name, shape, data } of tensors) {
      const found = file.tensors.get(name)!;
      expect(found.shape).toEqual(shape);
      expect(found.values).toEqual(Float32Array.from(data));
    }
  });

  test('the order of the tensors does not matter, and every tensor is aligned', () => {
    const bytes = writeSafetensors(tensors);
    expect(sha256Hex(writeSafetensors([...tensors].reverse()))).toBe(sha256Hex(bytes));
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    for (const { bytes: data } of readSafetensors(bytes, FILE).tensors.values()) {
      const size = data.length >= 8 ? 4 : data.length % 4 === 0 ? 4 : 1;
      expect(data.byteOffset % size).toBe(0);
    }
  });

  test('any names and values survive', () => {
    const item = fc.record({
      name: fc.string({ unit: 'binary' }),
      data: fc.float32Array({ maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 6 }), (items) => {
        const wellFormed = items.filter(
          ({ name }) => name.isWellFormed() && name !== '__metadata__',
        );
        const bytes = writeSafetensors(
          wellFormed.map(({ name, data }) => ({ name, dtype: 'F32', shape: [data.length], data })),
        );
        for (const { name, data } of wellFormed) expect(values(bytes, name)).toEqual([...data]);
      }),
    );
  });

  test('names that cannot be', () => {
    const named = (name: string): TensorToWrite => ({
      name,
      dtype: 'F32',
      shape: [],
      data: Float32Array.of(1),
    });
    expect(() => writeSafetensors([named('a'), named('a')])).toThrow('Two weights');
    expect(() => writeSafetensors([named('__metadata__')])).toThrow('No weight');
    const wrong: TensorToWrite = { name: 'a', dtype: 'F32', shape: [2], data: Float32Array.of(1) };
    expect(() => writeSafetensors([wrong])).toThrow('Internal error');
  });

  test('the format is found by content', () => {
    expect(findFormat(sound, 'x.bin').type).toBe('safetensors');
    for (const bytes of [
      bytesOf(),
      bytesOf('PK\x03\x04'),
      patched(sound, 7, 1),
      patched(sound, 8, 0x5b),
    ]) {
      expect(() => findFormat(bytes, 'x.safetensors')).toThrow('no format');
    }
  });
});

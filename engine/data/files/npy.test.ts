import { expect } from 'vitest';
import { bytesOf, FILE, littleEndian, patched, testFileCases } from '../../testing/fileCases.ts';
import { elements, npy, npyText } from '../../testing/npyBuilder.ts';
import { bytesSource } from '../../util/byteReader.ts';
import { type NpyArray, openNpy } from './npy.ts';

interface Opened {
  readonly array: NpyArray;
  readonly items: number[][];
}
async function open(bytes: Uint8Array): Promise<Opened> {
  const array = await openNpy(bytesSource(FILE, bytes));
  const width = array.shape.slice(1).reduce((a, b) => a * b, 1);
  const items: number[][] = [];
  for (let i = 0; i < Math.min(20, array.shape[0] ?? 1); i++) {
    const out = new Float64Array(width);
    await array.item(i, out);
    items.push([...out]);
  }
  return { array, items };
}
const six = elements('f4', [1, 2, 3, 4, 5, 6]);
const sound = npy('<f4', [2, 3], six);
const text = (header: string, data: Iterable<number> = six) => npyText(header, data);
const typed = (descr: string, bytes = 8) => npy(descr, [1], new Uint8Array(bytes));
const shaped = (shape: string) =>
  text(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`);

testFileCases(
  'npy',
  open,
  {
    'an empty file': [bytesOf(), 'file-truncated'],
    'half a signature': [sound.slice(0, 3), 'file-truncated'],
    'only a signature': [sound.slice(0, 6), 'file-truncated'],
    'no header length': [sound.slice(0, 8), 'file-truncated'],
    'no header': [sound.slice(0, 10), 'file-truncated'],
    'half a header': [sound.slice(0, 60), 'file-truncated'],
    'another signature': [patched(sound, 0, 0x92), 'npy-malformed', /byte 0/],
    'format version 0': [patched(sound, 6, 0), 'npy-unsupported'],
    'format version 4': [patched(sound, 6, 4), 'npy-unsupported'],
    'format version 1.7': [patched(sound, 7, 7), 'npy-unsupported'],
    'a header longer than the file': [patched(sound, 8, 255, 255), 'file-truncated'],
    'a header of 4 GB': [
      bytesOf('\x93NUMPY', 2, 0, littleEndian(0xffffffff), sound.slice(10)),
      'npy-malformed',
    ],
    'a header too short for its content': [patched(sound, 8, 40, 0), 'npy-malformed'],
    'an empty header': [bytesOf('\x93NUMPY', 1, 0, 0, 0), 'npy-malformed'],
    'data missing': [sound.slice(0, -24), 'file-truncated'],
    'the last byte missing': [sound.slice(0, -1), 'file-truncated', /byte 151/],
    'one byte too many': [bytesOf(sound, 0), 'npy-malformed', /byte 152/],
    'Python objects': [npy('|O', [1], bytesOf('\x80\x04cos\nsystem\n')), 'contains-code'],
    'Python objects of a size': [npy('|O8', [1], new Uint8Array(8)), 'contains-code'],
    records: [
      text("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }"),
      'npy-unsupported',
    ],
    texts: [typed('<U2'), 'npy-unsupported'],
    'byte strings': [typed('|S8'), 'npy-unsupported'],
    'complex numbers': [typed('<c8'), 'npy-unsupported'],
    'half floats': [typed('<f2'), 'npy-unsupported'],
    'long doubles': [typed('<f16', 16), 'npy-unsupported'],
    dates: [typed('<M8'), 'npy-unsupported'],
    'three-byte integers': [typed('<i3'), 'npy-unsupported'],
    'no size': [typed('<f'), 'npy-unsupported'],
    'a size of many digits': [typed('<f99999999'), 'npy-unsupported'],
    'an unknown letter': [typed('<x4'), 'npy-unsupported'],
    'a name of a prototype': [typed('constructor'), 'npy-unsupported'],
    'no descr': [text("{'fortran_order': False, 'shape': (6,), }"), 'npy-malformed'],
    'no order': [text("{'descr': '<f4', 'shape': (6,), }"), 'npy-malformed'],
    'no shape': [text("{'descr': '<f4', 'fortran_order': False, }"), 'npy-malformed'],
    'a shape that is a text': [shaped("'6'"), 'npy-malformed'],
    'an order that is a text': [
      text("{'descr': '<f4', 'fortran_order': 'False', 'shape': (6,), }"),
      'npy-malformed',
    ],
    'a shape with a negative size': [shaped('(-6,)'), 'npy-malformed'],
    'a shape with a fraction': [shaped('(6.0,)'), 'npy-malformed'],
    'a shape with an expression': [shaped('(2*3,)'), 'npy-malformed'],
    'a shape that does not end': [shaped('(6'), 'npy-malformed'],
    'a shape of nine dimensions': [shaped('(1, 1, 1, 1, 1, 1, 1, 1, 6)'), 'npy-malformed'],
    'a size of 17 digits': [shaped('(10000000000000000,)'), 'npy-malformed'],
    'a product that wraps to zero': [shaped('(4294967296, 4294967296)'), 'size-overflow'],
    'an overflow behind a zero': [shaped('(0, 999999999999, 999999999999)'), 'size-overflow'],
    'a size that the file does not have': [shaped('(7,)'), 'file-truncated'],
    'a column-major array that is too large': [
      npy('<f4', [100_000, 100_000], six, { fortran: true }),
      'file-truncated',
    ],
    'a key twice': [
      text("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,), }"),
      'npy-malformed',
    ],
    'text after the header': [
      text("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), } x"),
      'npy-malformed',
    ],
    'code in the header': [text("__import__('os').system('true')"), 'npy-malformed'],
    'code as a value': [
      text("{'descr': str(1), 'fortran_order': False, 'shape': (6,), }"),
      'npy-malformed',
    ],
    'an escape in a text': [
      text("{'descr': '<\\x664', 'fortran_order': False, 'shape': (6,), }"),
      'npy-malformed',
    ],
    'a text that does not end': [text("{'descr': '<f4"), 'npy-malformed'],
    'a colon missing': [
      text("{'descr' '<f4', 'fortran_order': False, 'shape': (6,), }"),
      'npy-malformed',
    ],
    'a header that is a list': [text("['descr', '<f4']"), 'npy-malformed'],
    'a header that does not end': [
      text("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), "),
      'npy-malformed',
    ],
  },
  {
    floats: [
      sound,
      (t) =>
        expect(t.items).toEqual([
          [1, 2, 3],
          [4, 5, 6],
        ]),
    ],
    'big-endian floats': [
      npy('>f4', [2], elements('f4', [1.5, -2], false)),
      (t) => expect(t.items).toEqual([[1.5], [-2]]),
    ],
    doubles: [
      npy('<f8', [2], elements('f8', [0.1, 1e300])),
      (t) => expect(t.items).toEqual([[0.1], [1e300]]),
    ],
    'big-endian doubles': [
      npy('>f8', [1], elements('f8', [0.1], false)),
      (t) => expect(t.items).toEqual([[0.1]]),
    ],
    'signed bytes': [npy('|i1', [2], [255, 1]), (t) => expect(t.items).toEqual([[-1], [1]])],
    'unsigned bytes': [npy('|u1', [2], [255, 1]), (t) => expect(t.items).toEqual([[255], [1]])],
    'bytes with an order': [npy('<u1', [1], [9]), (t) => expect(t.items).toEqual([[9]])],
    shorts: [
      npy('<i2', [2], elements('i2', [-2, 300])),
      (t) => expect(t.items).toEqual([[-2], [300]]),
    ],
    'big-endian unsigned shorts': [
      npy('>u2', [1], elements('u2', [65535], false)),
      (t) => expect(t.items).toEqual([[65535]]),
    ],
    integers: [npy('<i4', [1], elements('i4', [-7])), (t) => expect(t.items).toEqual([[-7]])],
    'unsigned integers': [
      npy('<u4', [1], elements('u4', [-1])),
      (t) => expect(t.items).toEqual([[4294967295]]),
    ],
    'long integers': [
      npy('<i8', [2], elements('i8', [-3, 2 ** 40])),
      (t) => expect(t.items).toEqual([[-3], [2 ** 40]]),
    ],
    'unsigned long integers': [
      npy('<u8', [1], elements('i8', [5])),
      (t) => expect(t.items).toEqual([[5]]),
    ],
    'truth values': [npy('|b1', [3], [0, 1, 2]), (t) => expect(t.items).toEqual([[0], [1], [1]])],
    'truth values by another name': [npy('|?', [1], [1]), (t) => expect(t.array.type).toBe('b1')],
    'column-major order': [
      npy('<f4', [2, 3], elements('f4', [1, 4, 2, 5, 3, 6]), { fortran: true }),
      (t) =>
        expect(t.items).toEqual([
          [1, 2, 3],
          [4, 5, 6],
        ]),
    ],
    'column-major order of three axes': [
      npy('|u1', [2, 2, 3], [0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11], { fortran: true }),
      (t) =>
        expect(t.items).toEqual([
          [0, 1, 2, 3, 4, 5],
          [6, 7, 8, 9, 10, 11],
        ]),
    ],
    'column-major order of one axis': [
      npy('|u1', [3], [1, 2, 3], { fortran: true }),
      (t) => expect(t.items).toEqual([[1], [2], [3]]),
    ],
    'format version 2': [
      npy('|u1', [1], [5], { version: 2 }),
      (t) => expect(t.items).toEqual([[5]]),
    ],
    'format version 3': [
      npy('|u1', [1], [5], { version: 3 }),
      (t) => expect(t.items).toEqual([[5]]),
    ],
    'no dimensions': [
      npyText("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", elements('f4', [8])),
      (t) => expect(t.array.shape).toEqual([]),
    ],
    'no items': [npy('<f4', [0, 3], []), (t) => expect(t.items).toEqual([])],
    'empty items': [npy('<f4', [2, 0], []), (t) => expect(t.items).toEqual([[], []])],
    'a header without padding': [
      bytesOf(
        '\x93NUMPY',
        1,
        0,
        littleEndian(57, 2),
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }",
        3,
      ),
      (t) => expect(t.items).toEqual([[3]]),
    ],
    'keys in another order, other quotes, no last comma': [
      text('{"shape": (2, 3), "fortran_order": False, "descr": "<f4"}'),
      (t) => expect(t.items[1]).toEqual([4, 5, 6]),
    ],
    'sizes as Python 2 wrote them': [
      shaped('(2L, 3L)'),
      (t) => expect(t.array.shape).toEqual([2, 3]),
    ],
    'a shape without its last comma': [shaped('(6)'), (t) => expect(t.array.shape).toEqual([6])],
    'an unknown key': [
      text("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'by': 'me'}"),
      (t) => expect(t.array.shape).toEqual([6]),
    ],
    'not a number': [
      npy('<f4', [2], elements('f4', [Number.NaN, Number.POSITIVE_INFINITY])),
      (t) => expect(t.items).toEqual([[Number.NaN], [Number.POSITIVE_INFINITY]]),
    ],
  },
);

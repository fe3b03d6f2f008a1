/** The codec against bytes worked out by hand from the specification, against itself, and against garbled files. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, FILE } from '../../testing/fileCases.ts';
import { NetloomError } from '../../util/errors.ts';
import { attributeType, dataType, type ModelProto, type TensorProto } from './proto.ts';
import { decodeMessage, decodeModel } from './protoDecode.ts';
import { type Draft, encodeMessage, encodeModel } from './protoEncode.ts';
import { tensorTable } from './protoFields.ts';

/** Field `number` as a length and that many bytes. */
const piece = (number: number, ...content: (string | number | Iterable<number>)[]) => {
  const bytes = bytesOf(...content);
  return bytesOf((number << 3) | 2, bytes.length, bytes);
};
const joined = ({ pieces }: { readonly pieces: readonly Uint8Array[] }): Uint8Array =>
  bytesOf(...pieces);

function failure(bytes: Uint8Array): NetloomError {
  try {
    decodeModel(bytes, FILE);
  } catch (error) {
    if (error instanceof NetloomError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('bytes by hand', () => {
  // irVersion 8; opset {version 17}; graph 7 {name 'g', node {output 'y', opType 'Relu', input 'x'}}.
  const node = piece(1, piece(1, 'x'), piece(2, 'y'), piece(4, 'Relu'));
  const bytes = bytesOf(0x08, 8, piece(7, node, piece(2, 'g')), piece(8, 0x10, 17));

  test('are read', () => {
    const model = decodeModel(bytes, FILE);
    expect(model.irVersion).toBe(8);
    expect(model.opsetImport).toEqual([{ version: 17 }]);
    expect(model.graph?.name).toBe('g');
    expect(model.graph?.node).toEqual([
      { input: ['x'], output: ['y'], opType: 'Relu', attribute: [] },
    ]);
    expect(model.producerName).toBeUndefined();
  });
  test('are written', () => {
    const model: Draft<ModelProto> = {
      opsetImport: [{ version: 17 }],
      irVersion: 8,
      graph: { name: 'g', node: [{ opType: 'Relu', input: ['x'], output: ['y'] }] },
    };
    expect(joined(encodeModel(model))).toEqual(bytes);
  });
  test('numbers are read packed and one by one', () => {
    const tensor = bytesOf(
      [0x08, 2], // dims, one by one
      piece(1, 0xac, 0x02, 1), // dims, packed: 300, 1
      [0x25, 0, 0, 0x80, 0x3f], // float_data 1
      piece(4, [0, 0, 0, 0x40], [0, 0, 0x80, 0xc0]), // 2, −4
      piece(10, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f]), // double_data 1.5
      piece(5, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]), // int32_data −1
      piece(7, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), // int64_data 2⁶³ − 1
    );
    const read = decodeMessage(tensorTable, tensor, FILE);
    expect(read.dims).toEqual([2, 300, 1]);
    expect(read.floatData).toEqual(new Float32Array([1, 2, -4]));
    expect(read.doubleData).toEqual(new Float64Array([1.5]));
    expect(read.int32Data).toEqual([-1]);
    expect(read.int64Data).toEqual([2 ** 63]);
  });
  test('a message in two pieces is one, and what nobody knows is passed over', () => {
    const unknown = bytesOf([0xa0, 0x06, 1], [0xa5, 0x06, 1, 2, 3, 4], piece(15, 'text'));
    const model = decodeModel(
      bytesOf(unknown, piece(7, piece(2, 'first')), unknown, piece(7, node)),
      FILE,
    );
    expect(model.graph?.name).toBe('first');
    expect(model.graph?.node.length).toBe(1);
  });
});

test('tensors are neither copied when written nor when read', () => {
  const raw = new Uint8Array(100_000).fill(7);
  const { pieces, length } = encodeModel({ graph: { initializer: [{ name: 'w', rawData: raw }] } });
  expect(pieces).toContain(raw);
  expect(pieces.reduce((sum, { length: bytes }) => sum + bytes, 0)).toBe(length);
  const file = joined({ pieces });
  const tensor = decodeModel(file, FILE).graph?.initializer[0];
  expect(tensor?.rawData?.length).toBe(raw.length);
  expect(tensor?.rawData?.buffer).toBe(file.buffer);
});

test('no message is longer than 2 GiB', () => {
  const rawData = new Uint8Array(2 ** 24);
  const graph = (count: number) => ({ graph: { initializer: Array(count).fill({ rawData }) } });
  expect(encodeModel(graph(127)).length).toBeGreaterThan(127 * 2 ** 24);
  expect(() => encodeModel(graph(128))).toThrow(
    expect.objectContaining({ code: 'onnx-too-large' }),
  );
});

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const bytes = fc.uint8Array({ maxLength: 5000 });
const whole = fc.maxSafeInteger();
const tensor: fc.Arbitrary<TensorProto> = fc.record({
  dims: fc.array(fc.maxSafeNat(), { maxLength: 4 }),
  dataType: fc.constantFrom(...Object.values(dataType)),
  floatData: fc.float32Array({ maxLength: 9 }),
  int32Data: fc.array(fc.integer()),
  stringData: fc.array(bytes, { maxLength: 2 }),
  int64Data: fc.array(whole),
  name: text,
  rawData: bytes,
  doubleData: fc.float64Array({ maxLength: 9 }),
  uint64Data: fc.array(fc.maxSafeNat()),
  externalData: fc.array(fc.record({ key: text, value: text }), { maxLength: 3 }),
  dataLocation: fc.constantFrom(0, 1),
});

test('a message comes back as it was', () => {
  const sameTensor = fc.property(tensor, (message) => {
    expect(decodeMessage(tensorTable, joined(encodeMessage(tensorTable, message)), FILE)).toEqual(
      message,
    );
  });
  fc.assert(sameTensor, { numRuns: 200 });
});

describe('garbled files', () => {
  const attribute = { name: 'axis', i: -1, type: attributeType.int };
  const sound = joined(
    encodeModel({
      irVersion: 8,
      graph: {
        node: [{ opType: 'Concat', input: ['a', 'b'], output: ['c'], attribute: [attribute] }],
        initializer: [{ name: 'a', dims: [2], dataType: 1, rawData: new Uint8Array(8) }],
        output: [
          {
            name: 'c',
            type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'n' }] } } },
          },
        ],
      },
    }),
  );
  /** Nodes with an attribute that is a graph of such a node, and so on. */
  const nested = (levels: number): Uint8Array =>
    levels === 0 ? new Uint8Array() : longPiece(1, longPiece(5, longPiece(6, nested(levels - 1))));
  const longPiece = (number: number, content: Uint8Array): Uint8Array => {
    const length = content.length;
    const head = [
      (number << 3) | 2,
      (length & 127) | 128,
      ((length >> 7) & 127) | 128,
      length >> 14,
    ];
    return bytesOf(head, content);
  };

  test.each<[string, Uint8Array, RegExp]>([
    ['a tag that breaks off', bytesOf(0x80), /byte 0$/],
    ['field number 0', bytesOf(0x02, 0), /byte 0$/],
    ['a length beyond the end', bytesOf([0x08, 8], [0x3a, 100, 1]), /byte 2$/],
    [
      'a length beyond its message',
      bytesOf(piece(7, 0x12, 50), piece(2, 'x'.repeat(60))),
      /byte 2$/,
    ],
    ['a number where a message belongs', bytesOf(0x38, 1), /byte 0$/],
    ['a text that is not UTF-8', piece(7, piece(2, 0xff, 0xfe)), /byte 2$/],
    ['half a float', piece(7, piece(5, piece(4, 1, 2, 3))), /byte 4$/],
    ['a group that does not end', bytesOf(0xa3, 0x06, 0x08, 1), /byte 0$/],
    ['graphs in graphs without end', longPiece(7, nested(60)), /byte \d+$/],
  ])('%s', (_, garbled, place) => {
    const error = failure(garbled);
    expect(error.code).toBe('onnx-malformed');
    expect(error.place).toMatch(place);
  });

  test('the sentence names the message', () => {
    const error = failure(piece(7, piece(1), piece(1, piece(5, 0x10, 1))));
    expect(error.message).toBe(
      `${FILE} is not a sound ONNX file: f has another type there in graph.node[1].attribute[0].`,
    );
  });
  test('millions of empty messages are refused before they fill the memory', () => {
    // graph { node {} node {} … }: two bytes a message.
    const empty = new Uint8Array(2_200_000).map((_, i) => (i % 2 === 0 ? 0x0a : 0));
    expect(failure(longPiece(7, empty.subarray(0, 2_097_000))).message).toContain('parts');
  });
  test('any prefix and any change give a model or a typed error', () => {
    const changed = fc.property(fc.nat(sound.length), fc.nat(sound.length - 1), fc.nat(255), cut);
    function cut(end: number, at: number, value: number): void {
      const file = sound.slice(0, end);
      if (at < file.length) file[at] = value;
      try {
        decodeModel(file, FILE);
      } catch (error) {
        expect(error).toBeInstanceOf(NetloomError);
      }
    }
    fc.assert(changed, { numRuns: 2000 });
  });
});

/** Mutants of sound files for every importer; NETLOOM_FUZZ=100000 makes that many of each. */
import { encode as encodePng } from 'fast-png';
import { gzipSync, zipSync } from 'fflate';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { npzCollection } from '../data/files/arrayCollection.ts';
import { openCsvDataset } from '../data/files/csvDataset.ts';
import { openIdx } from '../data/files/idx.ts';
import { openNpy } from '../data/files/npy.ts';
import { openArrayDataset } from '../data/files/npyDataset.ts';
import { decodeJpeg } from '../data/images/jpeg.ts';
import { decodePng } from '../data/images/png.ts';
import type { Dataset } from '../data/types.ts';
import { dataLocation, dataType } from '../formats/onnx/proto.ts';
import { readOnnx } from '../formats/onnx/read/readModel.ts';
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import { inferNetwork } from '../graph/infer/infer.ts';
import { bytesSource } from '../util/byteReader.ts';
import { crc32 } from '../util/crc32.ts';
import { bigEndian, bytesOf } from './fileCases.ts';
import { type FuzzTarget, fuzz, fuzzCount } from './fuzz.ts';
import { elements, npy } from './npyBuilder.ts';
import { bytesOfFile } from './onnx/imported.ts';
import { model } from './onnx/modelBuilder.ts';

const FILE = 'mutant';
const source = (bytes: Uint8Array) => bytesSource(FILE, bytes);
const ramp = (count: number) => Uint8Array.from({ length: count }, (_, i) => (i * 37) % 256);

/** Reads a few samples of everything. */
async function readAll(data: Dataset): Promise<void> {
  const count = Math.min(data.train.size, 16);
  const indices = Uint32Array.from({ length: count }, (_, i) => i);
  await data.fit(indices);
  for (const field of data.fields) {
    const width = field.shape.reduce((a, b) => a * b, 1);
    const out =
      field.dtype === 'i32' ? new Int32Array(width * count) : new Float32Array(width * count);
    await data.train.read(field.name, indices, out);
  }
}

/** Makes the checksums of all chunks right again, so that mutants get past them. */
function resealed(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  for (let at = 8; at + 12 <= out.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > out.length) break;
    view.setUint32(end, crc32(out.subarray(at + 4, end)));
    at = end + 4;
  }
  return out;
}

const idx = bytesOf(0, 0, 8, 3, bigEndian(5), bigEndian(4), bigEndian(3), ramp(60));
const pictures = [1, 2, 3, 4].map((channels) =>
  encodePng({ width: 9, height: 7, channels, depth: 8, data: ramp(63 * channels) }),
);
const interlaced = encodePng(
  { width: 9, height: 7, channels: 3, depth: 8, data: ramp(189) },
  { interlace: 'Adam7' },
);
const jpeg = (side: number, quality: number) =>
  new Uint8Array(
    encodeJpeg({ width: side, height: side, data: ramp(side * side * 4) }, quality).data,
  );
const x = npy(
  '<f4',
  [4, 3],
  elements(
    'f4',
    Array.from({ length: 12 }, (_, i) => i / 4),
  ),
);
const y = npy('<i8', [4], elements('i8', [0, 1, 2, 1]));
/** A small model whose weights lie in another file. */
const outside = model({
  operators: [['MatMul', 'x w', 'y']],
  inputs: { x: ['n', 6] },
  constants: {
    w: {
      dims: [6, 2],
      dataType: dataType.float,
      dataLocation: dataLocation.external,
      externalData: [
        { key: 'location', value: 'weights.bin' },
        { key: 'offset', value: '4' },
        { key: 'length', value: '48' },
      ],
    },
  },
});
const models = 'mlp grouped sizeView reshapes products twoWays batchNorm unknown'.split(' ');
const targets: readonly FuzzTarget[] = [
  {
    name: 'IDX',
    seeds: [idx, gzipSync(idx, { mtime: 0 }), bytesOf(0, 0, 13, 1, bigEndian(2), ramp(8))],
    open: async (bytes) => {
      const file = await openIdx(source(bytes));
      for (let i = 0; i < Math.min(8, file.shape[0]!); i++) await file.item(i);
    },
  },
  {
    name: 'CSV',
    seeds: [
      'a,b,kind\n1,2.5,x\n3,,y\n-4e2,?,"x"\n',
      '"n ""1""";m;z\r\n1,5;red;0.5\r\n2;blue;1.5\r\n',
      `id,a,b\n${Array.from({ length: 40 }, (_, i) => `${i},${i % 7},t${i % 3}`).join('\n')}`,
    ].map((text) => new TextEncoder().encode(text)),
    open: async (bytes) => readAll(await openCsvDataset(source(bytes), FILE, {})),
  },
  {
    name: 'npy',
    seeds: [x, y, npy('>u2', [2, 2, 3], ramp(24), { fortran: true, version: 2 })],
    open: async (bytes) => {
      const array = await openNpy(source(bytes));
      const width = array.shape.slice(1).reduce((a, b) => a * b, 1);
      const out = new Float64Array(Math.min(width, 2 ** 20));
      for (let i = 0; i < Math.min(8, array.shape[0] ?? 0); i++) await array.item(i, out);
    },
  },
  {
    name: 'npz',
    seeds: [
      zipSync({ 'x.npy': x, 'y.npy': y }, { level: 0, mtime: '2000-01-01' }),
      zipSync(
        { 'x_train.npy': x, 'y_train.npy': y, 'x_test.npy': x, 'y_test.npy': y },
        { mtime: '2000-01-01' },
      ),
    ],
    open: async (bytes) =>
      readAll(await openArrayDataset(await npzCollection(source(bytes)), FILE, {})),
  },
  {
    name: 'PNG',
    seeds: [...pictures, interlaced],
    open: (bytes) => decodePng(bytes, FILE),
  },
  {
    name: 'PNG with sound checksums',
    seeds: [...pictures, interlaced],
    open: (bytes) => decodePng(resealed(bytes), FILE),
  },
  {
    name: 'JPEG',
    seeds: [jpeg(8, 50), jpeg(17, 90), jpeg(32, 10)],
    open: (bytes) => decodeJpeg(bytes, FILE),
  },
  {
    name: 'safetensors',
    seeds: [
      writeSafetensors([
        { name: 'a/kernel', dtype: 'F32', shape: [2, 3], data: new Float32Array(6) },
        { name: 'a/bias', dtype: 'F32', shape: [3], data: new Float32Array(3) },
      ]),
      writeSafetensors([], new Map([['format', 'pt']])),
    ],
    open: (bytes) => {
      for (const tensor of readSafetensors(bytes, FILE).tensors.values()) void tensor.values;
    },
  },
  {
    name: 'ONNX',
    seeds: [...models.map((name) => bytesOfFile(`${name}.onnx`)), outside],
    open: async (bytes) => {
      const beside = async (name: string) => bytesSource(name, ramp(100));
      inferNetwork((await readOnnx(bytes, FILE, beside)).project, null);
    },
  },
];

describe(`${fuzzCount()} mutants of each`, () => {
  test.each(targets.map((target) => [target.name, target] as const))(
    '%s',
    async (_, target) => {
      for (const seed of target.seeds) await target.open(seed);
      const report = await fuzz(target, fuzzCount());
      expect(report.failures).toEqual([]);
      // Mutants that never or always open would test nothing.
      expect(report.opened).toBeGreaterThan(0);
      expect(report.codes.size).toBeGreaterThan(1);
      if (process.env.NETLOOM_FUZZ) {
        const slowest = report.slowest.toFixed(0);
        const codes = [...report.codes].map(([code, count]) => `${code} ${count}`).join(', ');
        console.log(`${target.name}: ${report.opened} opened, ${codes}; slowest ${slowest} ms`);
      }
    },
    600_000,
  );
});

test('an importer that throws what it should not is caught', async () => {
  const careless: FuzzTarget = {
    name: 'careless',
    seeds: [ramp(100)],
    open: (bytes) => new DataView(bytes.buffer).getUint32(96),
  };
  expect((await fuzz(careless, 50)).failures.length).toBeGreaterThan(0);
});

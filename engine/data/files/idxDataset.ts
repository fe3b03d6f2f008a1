/** A folder of IDX files, or one file of pictures with its labels beside it: paths in, a data set out. */
import * as z from 'zod';
import type { Platform } from '../../platform.ts';
import { NetloomError } from '../../util/errors.ts';
import { Sha256 } from '../../util/sha256.ts';
import { parseOptions } from '../options.ts';
import { checkRead, pictureFields, picturePreparation, writeBytesAsUnit } from '../part.ts';
import type { Dataset, Field, Part } from '../types.ts';
import { type IdxFile, openIdx } from './idx.ts';

const UNSIGNED_BYTE = 0x08;

/** File names of the parts, in the spellings that are about: `train-images-idx3-ubyte`, `train-images.idx3-ubyte`, with `.gz`. */
const NAME =
  /^(train|t10k|test)[-_.](images|labels)(?:[-_.]idx[13])?(?:[-_.](?:ubyte|idx|bin))?(?:\.gz)?$/i;
const optionSchema = z.strictObject({});

/** Paths of the pictures and labels of both parts. */
export interface IdxPaths {
  readonly train: { readonly images: string; readonly labels: string };
  readonly test?: { readonly images: string; readonly labels: string };
}

/** Whether a file of this name belongs to an IDX data set. */
export function isIdxName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Finds the IDX files among the names of a folder; null where there are none. Throws 'data-file-missing' when
 * pictures come without labels, and 'data-ambiguous' when a part is there twice.
 */
export function findIdxFiles(folder: string, names: readonly string[]): IdxPaths | null {
  const found = new Map<string, string>();
  for (const name of names) {
    const match = NAME.exec(name);
    if (!match) continue;
    const part = match[1]!.toLowerCase() === 'train' ? 'train' : 'test';
    const key = `${part} ${match[2]!.toLowerCase()}`;
    const other = found.get(key);
    if (other !== undefined && other.replace(/\.gz$/i, '') !== name.replace(/\.gz$/i, '')) {
      throw new NetloomError(
        'data-ambiguous',
        `The folder ${folder} has two files for the same thing, ${other} and ${name}.`,
        folder,
      );
    }
    // Names are sorted, so the unpacked file comes before its .gz.
    if (other === undefined) found.set(key, name);
  }
  if (found.size === 0) return null;
  const pair = (part: string) => {
    const images = found.get(`${part} images`);
    const labels = found.get(`${part} labels`);
    if (images !== undefined && labels !== undefined) return { images, labels };
    if (images === undefined && labels === undefined) return null;
    const missing = images === undefined ? 'pictures' : 'labels';
    const present = images ?? labels;
    throw new NetloomError(
      'data-file-missing',
      `The folder ${folder} has ${present}, but not the ${missing} that belong to it.`,
      folder,
    );
  };
  const train = pair('train');
  const test = pair('test');
  if (train) return test ? { train, test } : { train };
  // Only test files: they are what there is to read.
  return test ? { train: test } : null;
}

/** The labels file that belongs to a pictures file of this name, or null. */
export function labelsName(imagesName: string): string | null {
  if (!/images/i.test(imagesName)) return null;
  return imagesName.replace(/images/i, 'labels').replace(/idx3/i, 'idx1');
}

/**
 * Opens IDX files as pictures `image` [height, width, 1] in [0, 1] and class numbers `label`.
 * Throws the errors of `openIdx`, and 'idx-unsupported' for other element types or shapes, 'idx-mismatch' where
 * pictures and labels do not agree.
 */
export async function openIdxDataset(
  platform: Platform,
  name: string,
  paths: IdxPaths,
  options: unknown,
): Promise<Dataset> {
  parseOptions(optionSchema, options, name);
  const opened: IdxFile[] = [];
  const open = async (path: string) => {
    const file = await openIdx(await platform.openFile(path));
    opened.push(file);
    return file;
  };
  const openPair = async (pair: IdxPaths['train']) =>
    await readPair(await open(pair.images), await open(pair.labels));
  const closeAll = async () => {
    for (const file of opened) await file.close();
  };
  try {
    const train = await openPair(paths.train);
    const test = paths.test ? await openPair(paths.test) : undefined;
    if (test && (test.height !== train.height || test.width !== train.width)) {
      throw new NetloomError(
        'idx-mismatch',
        `The test pictures are ${test.height}×${test.width}, and the training pictures are ${train.height}×${train.width}.`,
        paths.test?.images,
      );
    }
    const classCount = Math.max(train.classCount, test?.classCount ?? 0);
    const classes = Array.from({ length: classCount }, (_, i) => String(i));
    const fields = pictureFields([train.height, train.width, 1], classes);
    const hash = new Sha256().updateText('idx');
    for (const file of opened) {
      hash.updateText(JSON.stringify(file.shape));
      for await (const bytes of file.bytes()) hash.update(bytes);
    }
    return {
      name,
      fields: [fields.image, fields.label],
      train: makePart(fields, train),
      ...(test ? { test: makePart(fields, test) } : {}),
      fingerprint: hash.hex(),
      notes: [],
      fit: async () => {},
      preparation: () => picturePreparation(fields.image),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

interface Pair {
  readonly images: IdxFile;
  readonly labels: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly classCount: number;
}

async function readPair(images: IdxFile, labels: IdxFile): Promise<Pair> {
  const [count, height, width] = images.shape;
  if (images.type !== UNSIGNED_BYTE || images.shape.length !== 3 || !count || !height || !width) {
    throw unsupported(
      images,
      'pictures of unsigned bytes: count × height × width, none of them zero',
    );
  }
  if (labels.type !== UNSIGNED_BYTE || labels.shape.length !== 1) {
    throw unsupported(labels, 'class numbers of unsigned bytes in one dimension');
  }
  if (labels.shape[0] !== count) {
    throw new NetloomError(
      'idx-mismatch',
      `${images.name} has ${count} pictures, but ${labels.name} has ${labels.shape[0]} labels.`,
      labels.name,
    );
  }
  const numbers = new Uint8Array(count);
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const number = (await labels.item(i))[0]!;
    numbers[i] = number;
    largest = Math.max(largest, number);
  }
  return { images, labels: numbers, height, width, classCount: largest + 1 };
}

function makePart(fields: { readonly image: Field; readonly label: Field }, pair: Pair): Part {
  const both = [fields.image, fields.label];
  const size = pair.labels.length;
  return {
    size,
    read: async (name, indices, out) => {
      const { field, width } = checkRead(both, size, name, indices, out);
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        if (field === fields.label) out[i] = pair.labels[index]!;
        else writeBytesAsUnit(await pair.images.item(index), out, i * width);
      }
    },
  };
}

function unsupported(file: IdxFile, wanted: string): NetloomError {
  const type = file.type.toString(16).padStart(2, '0');
  return new NetloomError(
    'idx-unsupported',
    `${file.name} holds type 0x${type} with shape ${file.shape.join(' × ')}; it should hold ${wanted}.`,
    file.name,
  );
}

/** Arrays of NumPy as a data set: .npz archives, or .npy files side by side, in; features and a target out. */
import * as z from 'zod';
import type { ByteSource } from '../../platform.ts';
import { invariant, NetloomError } from '../../util/errors.ts';
import { Sha256 } from '../../util/sha256.ts';
import { dataNote } from '../notes.ts';
import { parseOptions } from '../options.ts';
import { checkRead, fieldWidth, picturePreparation } from '../part.ts';
import type { Dataset, Field, Part } from '../types.ts';
import type { ArrayCollection } from './arrayCollection.ts';
import { type NpyArray, openNpy } from './npy.ts';

const MOST_CLASSES = 10_000;
/** Numbers of one sample: larger ones fit no network here. */
const MOST_FEATURES = 2 ** 24;

const optionSchema = z.strictObject({
  /** Names of the arrays, where they are not the usual ones. */
  features: z.string().min(1).optional(),
  target: z.string().min(1).optional(),
  testFeatures: z.string().min(1).optional(),
  testTarget: z.string().min(1).optional(),
  targetKind: z.enum(['classes', 'regression']).optional(),
});
type Options = z.infer<typeof optionSchema>;

/** Usual names, lower case, the likelier first. */
const NAMES = {
  features: [
    'x_train',
    'train_x',
    'train_images',
    'images_train',
    'x',
    'images',
    'features',
    'data',
    'arr_0',
  ],
  target: [
    'y_train',
    'train_y',
    'train_labels',
    'labels_train',
    'y',
    'labels',
    'label',
    'targets',
    'target',
    'arr_1',
  ],
  testFeatures: ['x_test', 'test_x', 'test_images', 'images_test', 'x_val', 'val_x', 'arr_2'],
  testTarget: ['y_test', 'test_y', 'test_labels', 'labels_test', 'y_val', 'val_y', 'arr_3'],
} as const;

/**
 * Opens arrays as a data set. Samples lie along the first axis. Sample shapes [height, width] and [height, width, channels]
 * are the field `image` (unsigned bytes become 0 … 1), others are `features`. Whole numbers of shape [n] or [n, 1] are
 * class numbers `label`, other targets are `value`. Throws the errors of `openNpy`, 'arrays-missing', 'arrays-mismatch',
 * 'data-empty', 'arrays-bad-classes'; reading throws 'value-not-finite'.
 */
export async function openArrayDataset(
  collection: ArrayCollection,
  name: string,
  options: unknown,
): Promise<Dataset> {
  try {
    return await openArrays(collection, name, parseOptions(optionSchema, options, name));
  } catch (error) {
    await collection.close();
    throw error;
  }
}

async function openArrays(
  collection: ArrayCollection,
  name: string,
  options: Options,
): Promise<Dataset> {
  const chosen = chooseNames(collection, options);
  const hash = new Sha256().updateText('arrays').updateText(options.targetKind ?? '');
  const open = async (wanted: string | null) => {
    if (wanted === null) return null;
    const source = await collection.open(wanted);
    await hashSource(source, hash);
    return await openNpy(source);
  };
  const features = (await open(chosen.features))!;
  const target = await open(chosen.target);
  const testFeatures = await open(chosen.testFeatures);
  const testTarget = await open(chosen.testTarget);
  if (!features.shape[0]) {
    throw new NetloomError('data-empty', `${features.name} has no samples.`, features.name);
  }
  checkCounts(features, target);
  const x = featureField(features);
  const y = target ? await targetField([target, testTarget], options.targetKind) : null;
  const fields = y ? [x, y] : [x];
  const train = makePart(fields, features, target);
  const hasTest = testFeatures !== null && (testTarget !== null || target === null);
  if (hasTest) checkTest(features, testFeatures, target, testTarget);
  const used = new Set(Object.values(chosen));
  const unused = collection.names.filter((array) => !used.has(array));
  return {
    name,
    fields,
    train,
    ...(hasTest ? { test: makePart(fields, testFeatures, testTarget) } : {}),
    fingerprint: hash.hex(),
    reader: 'arrays',
    notes:
      unused.length > 0
        ? [dataNote('arrays-unused', { names: unused.slice(0, 10).join(', ') })]
        : [],
    fit: async () => {},
    preparation: () => (isBytes(features, x) ? picturePreparation(x) : {}),
    close: () => collection.close(),
  };
}

type Role = keyof typeof NAMES;

function chooseNames(
  collection: ArrayCollection,
  options: Options,
): Readonly<Record<Role, string | null>> {
  const lower = new Map(collection.names.map((name) => [name.toLowerCase(), name]));
  const choose = (role: Role): string | null => {
    const given = options[role];
    if (given === undefined) return usual(lower, NAMES[role]);
    if (collection.names.includes(given)) return given;
    const there = collection.names.slice(0, 20).join(', ') || 'none';
    throw new NetloomError(
      'arrays-missing',
      `${collection.place} has no array "${given}"; it has ${there}.`,
      `${collection.place}, ${given}`,
    );
  };
  const only = collection.names.length === 1 ? collection.names[0]! : null;
  const features = choose('features') ?? only;
  if (features === null) {
    const there = collection.names.slice(0, 20).join(', ') || 'none';
    throw new NetloomError(
      'arrays-missing',
      `${collection.place} has no array with a usual name for features, such as x_train or x; it has ${there}.`,
      collection.place,
    );
  }
  const target = choose('target');
  const testFeatures = choose('testFeatures');
  const testTarget = choose('testTarget');
  // A lone array is features; only who asks for it learns an array from itself.
  const same = target === features && options.target === undefined;
  return { features, target: same ? null : target, testFeatures, testTarget };
}

function usual(lower: ReadonlyMap<string, string>, names: readonly string[]): string | null {
  for (const name of names) {
    const found = lower.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

async function hashSource(source: ByteSource, hash: Sha256): Promise<void> {
  hash.updateText(String(source.size));
  for (let at = 0; at < source.size; at += 2 ** 20) hash.update(await source.read(at, 2 ** 20));
}

function checkCounts(features: NpyArray, target: NpyArray | null): void {
  if (!target || target.shape[0] === features.shape[0]) return;
  throw new NetloomError(
    'arrays-mismatch',
    `${features.name} has ${features.shape[0]} samples, but ${target.name} has ${target.shape[0] ?? 'none'}.`,
    target.name,
  );
}

function checkTest(
  features: NpyArray,
  testFeatures: NpyArray,
  target: NpyArray | null,
  testTarget: NpyArray | null,
): void {
  checkCounts(testFeatures, testTarget);
  const pairs = [
    [features, testFeatures],
    [target, testTarget],
  ] as const;
  for (const [train, test] of pairs) {
    if (!train || !test || train.shape.slice(1).join() === test.shape.slice(1).join()) continue;
    throw new NetloomError(
      'arrays-mismatch',
      `The samples of ${train.name} have shape [${train.shape.slice(1).join(', ')}], those of ${test.name} [${test.shape.slice(1).join(', ')}].`,
      test.name,
    );
  }
}

function featureField(array: NpyArray): Field {
  const inner = array.shape.slice(1);
  const picture = inner.length === 2 || inner.length === 3;
  const shape = inner.length === 0 ? [1] : inner.length === 2 ? [...inner, 1] : inner;
  const field: Field = {
    name: picture ? 'image' : 'features',
    dtype: 'f32',
    shape,
    role: 'feature',
  };
  checkWidth(field, array);
  return field;
}

function checkWidth(field: Field, array: NpyArray): void {
  const width = fieldWidth(field);
  if (width >= 1 && width <= MOST_FEATURES) return;
  throw new NetloomError(
    'arrays-mismatch',
    `The samples of ${array.name} have ${width} numbers; 1 to ${MOST_FEATURES} are possible.`,
    array.name,
  );
}

/** Class numbers for whole numbers, one for each sample; numbers otherwise. */
async function targetField(
  arrays: readonly (NpyArray | null)[],
  wanted: 'classes' | 'regression' | undefined,
): Promise<Field> {
  const first = arrays[0]!;
  const inner = first.shape.slice(1);
  const single = inner.every((size) => size === 1);
  const classes =
    wanted === undefined ? single && !first.type.startsWith('f') : wanted === 'classes';
  if (!classes) {
    const shape = inner.length === 0 ? [1] : inner;
    const field: Field = { name: 'value', dtype: 'f32', shape, role: 'target' };
    checkWidth(field, first);
    return field;
  }
  let largest = 0;
  for (const array of arrays) {
    if (array) largest = Math.max(largest, await largestClass(array));
  }
  const names = Array.from({ length: largest + 1 }, (_, i) => String(i));
  return { name: 'label', dtype: 'i32', shape: [], role: 'target', classes: names };
}

async function largestClass(array: NpyArray): Promise<number> {
  const count = array.shape[0] ?? 0;
  const value = new Float64Array(1);
  let largest = 0;
  if (array.shape.slice(1).some((size) => size !== 1)) {
    const sentence = `${array.name} has several numbers for a sample, so they are no class numbers.`;
    throw new NetloomError('arrays-bad-classes', sentence, array.name);
  }
  for (let i = 0; i < count; i++) {
    await array.item(i, value);
    const label = value[0]!;
    if (!Number.isInteger(label) || label < 0 || label >= MOST_CLASSES) {
      throw new NetloomError(
        'arrays-bad-classes',
        `${label} in ${array.name} is not a class number from 0 to ${MOST_CLASSES - 1}.`,
        `${array.name}, item ${i}`,
      );
    }
    largest = Math.max(largest, label);
  }
  return largest;
}

function makePart(fields: readonly Field[], features: NpyArray, target: NpyArray | null): Part {
  const size = features.shape[0]!;
  const [x] = fields;
  const bytes = isBytes(features, x!);
  return {
    size,
    read: async (name, indices, out) => {
      const { field, width } = checkRead(fields, size, name, indices, out);
      const array = field === x ? features : target;
      invariant(array, 'a field without an array is read');
      const values = new Float64Array(width);
      for (let i = 0; i < indices.length; i++) {
        await array.item(indices[i]!, values);
        for (let k = 0; k < width; k++) {
          const value = Math.fround(field === x && bytes ? values[k]! / 255 : values[k]!);
          if (!Number.isFinite(value)) throw notFinite(array.name, indices[i]!, values[k]!);
          out[i * width + k] = value;
        }
      }
    },
  };
}

/** Pictures of unsigned bytes, which become 0 … 1. */
function isBytes(features: NpyArray, field: Field): boolean {
  return features.type === 'u1' && field.name === 'image';
}

function notFinite(name: string, item: number, value: number): NetloomError {
  return new NetloomError(
    'value-not-finite',
    `Sample ${item} of ${name} holds ${value}, which is not a finite number.`,
    `${name}, item ${item}`,
  );
}

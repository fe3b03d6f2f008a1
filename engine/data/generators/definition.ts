/** What a built-in data set is: names, sizes and a function that opens it; helpers that all of them share. */
import * as z from 'zod';
import { Sha256 } from '../../util/sha256.ts';
import { parseOptions, seedOption } from '../options.ts';
import { checkRead, pictureFields, picturePart, picturePreparation } from '../part.ts';
import type { Dataset, Field, Part } from '../types.ts';
import { SampleRandom } from './sampleRandom.ts';

export interface BuiltinDataset {
  /** As in `builtin:<type>`. */
  readonly type: string;
  /** Grows with every change of a sample. */
  readonly version: number;
  readonly name: { readonly en: string; readonly zh: string };
  /** One sentence: fields, sizes, and what is hard about it. */
  readonly summary: string;
  /** Unknown options are refused: NetloomError 'data-options-invalid'. The same options give the same samples. */
  open(options: unknown): Dataset;
}
/** What every generator lets the user choose. */
export interface GeneratorOptions {
  readonly seed: number;
  readonly train: number;
  readonly test: number;
}

/** The options of a generator with these default sizes. */
function generatorOptions(train: number, test: number): z.ZodType<GeneratorOptions> {
  return z.strictObject({
    seed: seedOption,
    train: z.int().min(1).max(1_000_000).default(train),
    test: z.int().min(1).max(1_000_000).default(test),
  });
}

interface Head {
  readonly type: string;
  readonly version: number;
  readonly name: { readonly en: string; readonly zh: string };
  readonly summary: string;
  readonly train: number;
  readonly test: number;
}

/** A built-in data set of pictures; `painter` paints one picture into bytes and returns its class number. */
export function definePictures(
  head: Head,
  shape: readonly [height: number, width: number, channels: number],
  classes: readonly string[],
  painter: () => (random: SampleRandom, pixels: Uint8Array) => number,
): BuiltinDataset {
  return define(head, ({ seed, train, test }) => {
    const fields = pictureFields(shape, classes);
    const paint = painter();
    const random = new SampleRandom();
    const pixels = new Uint8Array(shape[0] * shape[1] * shape[2]);
    const part = (number: number, size: number) =>
      picturePart(fields, size, (index) => {
        const label = paint(random.start(seed, number, index), pixels);
        return { pixels, label };
      });
    return {
      fields: [fields.image, fields.label],
      train: part(0, train),
      test: part(1, test),
      preparation: () => picturePreparation(fields.image),
    };
  });
}

/** A built-in data set of a feature vector and a target; `sample` writes the features and returns the target. */
export function defineTable(
  head: Head,
  features: Field,
  target: Field,
  sample: (random: SampleRandom, features: Float64Array) => number,
): BuiltinDataset {
  return define(head, ({ seed, train, test }) => {
    const random = new SampleRandom();
    const row = new Float64Array(features.shape[0] ?? 1);
    const part = (number: number, size: number): Part => ({
      size,
      read: async (name, indices, out) => {
        const { field } = checkRead([features, target], size, name, indices, out);
        for (let i = 0; i < indices.length; i++) {
          const value = sample(random.start(seed, number, indices[i]!), row);
          if (field === target) out[i] = value;
          else out.set(row, i * row.length);
        }
      },
    });
    return { fields: [features, target], train: part(0, train), test: part(1, test) };
  });
}

function define(
  head: Head,
  open: (
    options: GeneratorOptions,
  ) => Pick<Dataset, 'fields' | 'train' | 'preparation'> & { readonly test: Part },
): BuiltinDataset {
  const { type, version, name, summary } = head;
  const schema = generatorOptions(head.train, head.test);
  return {
    type,
    version,
    name,
    summary,
    open: (given) => {
      const options = parseOptions(schema, given, `builtin:${type}`);
      const key = [type, version, options.seed, options.train, options.test];
      return {
        name: name.en,
        ...open(options),
        fingerprint: new Sha256().updateText(JSON.stringify(key)).hex(),
        notes: [],
        fit: async () => {},
        close: async () => {},
      };
    },
  };
}

/** Divides a data set into training and validation samples: a rule in, two parts with sample numbers out. */
import { NetloomError } from '../util/errors.ts';
import { RandomStream } from '../util/random.ts';
import type { Dataset, Part } from './types.ts';

/** How a project divides its data. */
export type Split =
  | {
      readonly kind: 'fraction';
      /** Share of the training part that is held out, in (0, 1). */
      readonly validation: number;
      /** False takes the last samples; true (the default) takes samples at random. */
      readonly shuffle?: boolean | undefined;
      readonly seed: number;
    }
  | { readonly kind: 'provided' }
  | { readonly kind: 'kfold'; readonly k: number; readonly repeats: number };

export interface Selection {
  readonly part: Part;
  /** Ascending numbers of samples of the part. */
  readonly indices: Uint32Array;
}
/** Key of the stream that chooses held-out samples, so that it shares no numbers with other uses of the seed. */
const SPLIT_KEY = 0x73706c74;

/**
 * Throws 'not-yet' for k folds, 'split-without-test' where a provided test part is wanted and there is none, and
 * 'split-empty' where one side would have no samples. Call `dataset.fit(train.indices)` next.
 */
export function splitDataset(
  dataset: Dataset,
  split: Split,
): { readonly train: Selection; readonly validation: Selection } {
  switch (split.kind) {
    case 'fraction':
      return splitByFraction(dataset, split);
    case 'provided': {
      if (!dataset.test) {
        throw new NetloomError(
          'split-without-test',
          `The data "${dataset.name}" has no test part of its own; choose a fraction to hold out instead.`,
          dataset.name,
        );
      }
      return { train: all(dataset.train), validation: all(dataset.test) };
    }
    case 'kfold':
      throw new NetloomError(
        'not-yet',
        `Netloom cannot train with ${split.k} folds yet; choose a fraction to hold out instead.`,
        'training.split',
      );
  }
  split satisfies never;
}

function splitByFraction(dataset: Dataset, split: Extract<Split, { kind: 'fraction' }>) {
  const size = dataset.train.size;
  const held = Math.round(size * split.validation);
  if (!(split.validation > 0 && split.validation < 1) || held < 1 || held >= size) {
    throw new NetloomError(
      'split-empty',
      `Holding out ${split.validation} of ${size} samples leaves one side without any.`,
      'training.split',
    );
  }
  const order =
    split.shuffle === false
      ? Uint32Array.from({ length: size }, (_, i) => i)
      : new RandomStream(split.seed >>> 0, SPLIT_KEY).permutation(size);
  const part = dataset.train;
  return {
    train: { part, indices: order.slice(0, size - held).sort() },
    validation: { part, indices: order.slice(size - held).sort() },
  };
}

function all(part: Part): Selection {
  return { part, indices: Uint32Array.from({ length: part.size }, (_, i) => i) };
}

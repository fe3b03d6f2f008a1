/** Opens the data of a project and divides them: a document in, samples to train and to validate with out. */
import { openDataset } from '../data/open.ts';
import { splitDataset } from '../data/split.ts';
import type { Dataset, Part } from '../data/types.ts';
import type { Project } from '../graph/document/schema.ts';
import type { Platform } from '../platform.ts';
import { NetloomError } from '../util/errors.ts';

/** A data set that has been divided, and has learned its statistics from the training samples. */
export interface OpenedData {
  readonly dataset: Dataset;
  readonly training: Samples;
  readonly validation: Samples;
}
export interface Samples {
  readonly part: Part;
  readonly indices: Uint32Array;
}
/** Opens the data that a project is bound to. */
export async function openProjectData(platform: Platform, project: Project): Promise<Dataset> {
  const { source, options } = project.data;
  if (source === null) {
    throw new NetloomError(
      'no-data',
      'The project has no data yet: choose a folder, a file, or a built-in data set.',
    );
  }
  return openDataset(platform, {
    source: typeof source === 'string' ? source : source.path,
    options,
  });
}

/** Opens and divides the data of a project; throws what the data and the split say about themselves. */
export async function openData(platform: Platform, project: Project): Promise<OpenedData> {
  const dataset = await openProjectData(platform, project);
  try {
    const divided = divideData(dataset, project);
    await dataset.fit(divided.training.indices);
    return divided;
  } catch (error) {
    await dataset.close();
    throw error;
  }
}
/** By the document's split; the data set has yet to learn from the training samples. */
export function divideData(dataset: Dataset, project: Project): OpenedData {
  const { split, seed } = project.training;
  const { train: training, validation } = splitDataset(
    dataset,
    split.kind === 'fraction' ? { ...split, seed } : split,
  );
  return { dataset, training, validation };
}

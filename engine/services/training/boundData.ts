/** Keeps the data of one document open: a project in, its data set divided into parts, samples and drawings out. */

import { fieldWidth } from '../../data/part.ts';
import type { Dataset, Field } from '../../data/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import type { Platform } from '../../platform.ts';
import { type OpenedData, openData } from '../../runtime/openedData.ts';
import { NetloomError } from '../../util/errors.ts';
import { checkValues, targetOf, type WatchedSample } from '../views/samples.ts';
import type { SampleReference, SampleValues } from '../views/types.ts';
import { placeDrawing, type Tone, toneDrawing, toneOf } from './drawing.ts';
import type { DataSummary, Drawing } from './types.ts';

type PartName = 'train' | 'validation';

/** A data set that is open; `close` it. */
export class BoundData {
  readonly opened: OpenedData;
  private readonly key: string;
  private readonly path: string | null;
  private outdated = false;
  private tone: Promise<Tone> | null = null;

  private constructor(opened: OpenedData, project: Project) {
    const { source } = project.data;
    this.opened = opened;
    this.key = keyOf(project);
    this.path = typeof source === 'object' && source !== null ? source.path : null;
  }
  static async open(platform: Platform, project: Project): Promise<BoundData> {
    return new BoundData(await openData(platform, project), project);
  }
  /** Whether it is what the project asks for, as the files are now. */
  isFor(project: Project): boolean {
    return !this.outdated && this.key === keyOf(project);
  }
  /** Files were opened below `root` again: they may have another content than those that were read. */
  filesReplaced(root: string): void {
    const [path, folder] = [this.path, root.replace(/[/\\]+$/, '')];
    if (path === folder || path?.startsWith(`${folder}/`)) this.outdated = true;
  }
  get dataset(): Dataset {
    return this.opened.dataset;
  }
  get summary(): DataSummary {
    const { dataset, training, validation } = this.opened;
    const { name, fields, fingerprint, notes, reader = null, columns = [], test } = dataset;
    return {
      name,
      fields,
      fingerprint,
      notes,
      reader,
      columns,
      holdsOut: test !== undefined,
      training: training.indices.length,
      validation: validation.indices.length,
    };
  }

  /** Every field of a sample, counted within its part of the split; throws 'sample-out-of-range'. */
  async readSample(name: PartName, index: number): Promise<WatchedSample> {
    const { training, validation, dataset } = this.opened;
    const { part, indices } = name === 'train' ? training : validation;
    const sample = Number.isInteger(index) ? indices[index] : undefined;
    if (sample === undefined) {
      throw new NetloomError(
        'sample-out-of-range',
        `There is no sample ${index}: the part has ${indices.length} samples, counted from 0.`,
      );
    }
    const values: Record<string, Float32Array | Int32Array> = {};
    for (const field of dataset.fields) {
      const width = fieldWidth(field);
      const out = field.dtype === 'i32' ? new Int32Array(width) : new Float32Array(width);
      await part.read(field.name, Uint32Array.of(sample), out);
      values[field.name] = out;
    }
    return { values, target: targetOf(values, dataset.fields) };
  }
  async resolve(reference: SampleReference): Promise<WatchedSample> {
    if (reference.kind === 'data') return this.readSample(reference.part, reference.index);
    const { values } = reference;
    checkValues(values, this.dataset.fields);
    return { values, target: targetOf(values, this.dataset.fields) };
  }

  /** Throws 'drawing-needs-picture' where the data have no pictures of one or three channels. */
  async prepareDrawing(drawing: Drawing): Promise<SampleValues> {
    const field = this.dataset.fields.find(isPicture);
    if (!field) {
      throw new NetloomError(
        'drawing-needs-picture',
        `Nothing can be drawn for "${this.dataset.name}": it has no pictures.`,
      );
    }
    const [height = 1, width = 1, channels = 1] = field.shape;
    const greys = placeDrawing(drawing, height, width);
    const { part, indices } = this.opened.training;
    this.tone ??= toneOf(part, indices, field);
    // What could not be read once may be readable the next time.
    const tone = await this.tone.catch((error) => {
      this.tone = null;
      throw error;
    });
    return { [field.name]: toneDrawing(greys, channels, tone) };
  }

  close(): Promise<void> {
    return this.dataset.close();
  }
}

function isPicture({ role, dtype, shape }: Field): boolean {
  const channels = shape[2] ?? 0;
  return (
    role === 'feature' &&
    dtype === 'f32' &&
    shape.length === 3 &&
    (channels === 1 || channels === 3)
  );
}
/** The settings that decide which data are open and how they are divided. */
function keyOf({ data, training }: Project): string {
  const { split } = training;
  return JSON.stringify([data, split, split.kind === 'fraction' ? training.seed : null]);
}

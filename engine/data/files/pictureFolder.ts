/** Folders of pictures, one for each class: paths in, a data set of pictures and class numbers out. */
import * as z from 'zod';
import type { DirectoryEntry, Platform } from '../../platform.ts';
import { readWhole } from '../../util/byteReader.ts';
import { NetloomError } from '../../util/errors.ts';
import { Sha256 } from '../../util/sha256.ts';
import { decodePicture, readPictureHeader, resizeByArea, withChannels } from '../images/picture.ts';
import type { PictureHeader } from '../images/types.ts';
import { type DataNote, dataNote } from '../notes.ts';
import { parseOptions } from '../options.ts';
import { pictureFields, picturePart, picturePreparation } from '../part.ts';
import type { Dataset } from '../types.ts';

const LARGEST_FILE = 64 * 2 ** 20;
const MOST_PICTURES = 1_000_000;
const MOST_CLASSES = 10_000;
const PICTURE_NAME = /\.(?:png|jpe?g)$/i;

const side = z.int().min(1).max(4096);
const optionSchema = z.strictObject({
  /** Height and width that every picture is brought to, by area. Without it all must have one size. */
  size: z.tuple([side, side]).optional(),
  /** 1 makes all grey, 3 all colour; without it, grey where all pictures are. */
  channels: z.union([z.literal(1), z.literal(3)]).optional(),
});

/** Where the class folders of the parts lie. */
export interface PicturePaths {
  readonly train: string;
  readonly test?: string;
}
interface PictureFile {
  readonly path: string;
  readonly label: number;
  readonly header: PictureHeader;
}

/** The parts among the folders of a folder: `train` and `test` (or `val`, `validation`), else the folder itself. */
export function findPictureParts(
  platform: Platform,
  folder: string,
  entries: readonly DirectoryEntry[],
): PicturePaths | null {
  const folders = entries.filter((entry) => entry.kind === 'directory').map(({ name }) => name);
  if (folders.length === 0) return null;
  const named = (pattern: RegExp) => folders.find((name) => pattern.test(name));
  const train = named(/^train(?:ing)?$/i);
  if (train === undefined) return { train: folder };
  const test = named(/^test(?:ing)?$/i) ?? named(/^val(?:id|idation)?$/i);
  const inFolder = (name: string) => platform.joinPath(folder, name);
  return { train: inFolder(train), ...(test === undefined ? {} : { test: inFolder(test) }) };
}

/**
 * Opens folders of pictures as `image` [height, width, channels] in [0, 1] and class numbers `label`; classes are the
 * folders' names, sorted. Every file is read once for its size and the fingerprint, and decoded when it is wanted.
 * Throws 'pictures-no-classes', 'pictures-class-empty', 'pictures-unknown-class', 'pictures-different-sizes',
 * 'pictures-too-many', and the errors of the formats.
 */
export async function openPictureFolder(
  platform: Platform,
  name: string,
  paths: PicturePaths,
  options: unknown,
): Promise<Dataset> {
  const chosen = parseOptions(optionSchema, options, name);
  const scan = new FolderScan(platform);
  const train = await scan.part(paths.train, null);
  const test = paths.test === undefined ? null : await scan.part(paths.test, train.classes);
  const files = [...train.files, ...(test?.files ?? [])];
  const [height, width] = chosen.size ?? commonSize(files);
  const allGrey = files.every(({ header }) => header.channels === 1);
  const channels = chosen.channels ?? (allGrey ? 1 : 3);
  const fields = pictureFields([height, width, channels], train.classes);
  const part = (list: readonly PictureFile[]) =>
    picturePart(fields, list.length, async (index) => {
      const { path, label } = list[index]!;
      const picture = decodePicture(await readFile(platform, path), path);
      const pixels = withChannels(picture, channels);
      return { pixels: resizeByArea(pixels, picture, { width, height }, channels), label };
    });
  if (chosen.size) scan.notes.push(dataNote('pictures-resized', { height, width }));
  if (files.some(({ header }) => header.alpha)) scan.notes.push(dataNote('pictures-transparent'));
  const grey = files.filter(({ header }) => header.channels === 1).length;
  if (channels === 3 && grey > 0) scan.notes.push(dataNote('grey-as-colour', { count: grey }));
  if (channels === 1 && grey < files.length) {
    scan.notes.push(dataNote('colour-as-grey', { count: files.length - grey }));
  }
  scan.hash.updateText(JSON.stringify([height, width, channels]));
  return {
    name,
    fields: [fields.image, fields.label],
    train: part(train.files),
    ...(test ? { test: part(test.files) } : {}),
    fingerprint: scan.hash.hex(),
    notes: scan.notes,
    reader: 'pictures',
    fit: async () => {},
    preparation: () => picturePreparation(fields.image),
    close: async () => {},
  };
}

/** Goes through the class folders of the parts. */
class FolderScan {
  readonly hash = new Sha256().updateText('pictures');
  readonly notes: DataNote[] = [];
  private readonly platform: Platform;
  private count = 0;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  /** All pictures below `folder`; `known` are the classes of the training part. */
  async part(
    folder: string,
    known: readonly string[] | null,
  ): Promise<{ readonly classes: readonly string[]; readonly files: readonly PictureFile[] }> {
    const entries = await visibleEntries(this.platform, folder);
    const found = entries.filter((entry) => entry.kind === 'directory').map((entry) => entry.name);
    if (found.length === 0 || found.length > MOST_CLASSES) {
      const what = found.length === 0 ? 'no folders' : `${found.length} folders`;
      throw new NetloomError(
        'pictures-no-classes',
        `${folder} has ${what} to be classes of pictures.`,
        folder,
      );
    }
    const classes = known ?? found;
    const files: PictureFile[] = [];
    for (const name of found) {
      const label = classes.indexOf(name);
      if (label < 0) {
        const sentence = `The class "${name}" of ${folder} is not among the classes to train on.`;
        throw new NetloomError('pictures-unknown-class', sentence, folder);
      }
      files.push(...(await this.classFolder(this.platform.joinPath(folder, name), label)));
    }
    this.hash.updateText(`${files.length}`);
    return { classes, files };
  }

  private async classFolder(folder: string, label: number): Promise<PictureFile[]> {
    const entries = await visibleEntries(this.platform, folder);
    const names = entries
      .filter((entry) => entry.kind === 'file' && PICTURE_NAME.test(entry.name))
      .map((entry) => entry.name);
    if (names.length === 0) {
      throw new NetloomError(
        'pictures-class-empty',
        `The class folder ${folder} has no pictures.`,
        folder,
      );
    }
    const others = entries.length - names.length;
    if (others > 0) this.notes.push(dataNote('entries-left-out', { count: others, folder }));
    this.count += names.length;
    if (this.count > MOST_PICTURES) {
      throw new NetloomError(
        'pictures-too-many',
        `There are more than ${MOST_PICTURES} pictures.`,
        folder,
      );
    }
    const files: PictureFile[] = [];
    for (const name of names) {
      const path = this.platform.joinPath(folder, name);
      const bytes = await readFile(this.platform, path);
      const header = readPictureHeader(bytes, path);
      this.hash.updateText(`${label} ${bytes.length}`).update(bytes);
      files.push({ path, label, header });
    }
    return files;
  }
}

async function visibleEntries(
  platform: Platform,
  folder: string,
): Promise<readonly DirectoryEntry[]> {
  const entries = (await platform.listDirectory(folder)) ?? [];
  return entries.filter((entry) => !entry.name.startsWith('.'));
}

async function readFile(platform: Platform, path: string): Promise<Uint8Array> {
  const source = await platform.openFile(path);
  try {
    return await readWhole(source, LARGEST_FILE);
  } finally {
    await source.close();
  }
}

function commonSize(files: readonly PictureFile[]): readonly [number, number] {
  const first = files[0]!;
  const { width, height } = first.header;
  for (const { path, header } of files) {
    if (header.width === width && header.height === height) continue;
    throw new NetloomError(
      'pictures-different-sizes',
      `${path} is ${header.width}×${header.height} pixels, but ${first.path} is ${width}×${height}; set the option "size" to bring all to one size.`,
      path,
    );
  }
  return [height, width];
}

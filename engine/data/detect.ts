/** Finds out what a path holds: the names in a folder or the first bytes of a file in; a function that opens it out. */
import type { DirectoryEntry, Platform } from '../platform.ts';
import { NetloomError } from '../util/errors.ts';
import { looksLikeGzip } from '../util/inflate.ts';
import { arrayName, npyCollection, npzCollection } from './files/arrayCollection.ts';
import { openCsvDataset } from './files/csvDataset.ts';
import { findIdxFiles, isIdxName, labelsName, openIdxDataset } from './files/idxDataset.ts';
import { openArrayDataset } from './files/npyDataset.ts';
import { isNpy } from './files/npyHeader.ts';
import { findPictureParts, openPictureFolder } from './files/pictureFolder.ts';
import type { Dataset } from './types.ts';

/** A file that is a data set by itself, where a folder has one of them. */
const SINGLE_FILE = /\.(?:csv|tsv|npz)$/i;
const TABLE_NAME = /\.(?:csv|tsv|tab|txt)$/i;

/** Opens what has been recognized, with the options of its reader. */
export type Opener = (options: unknown) => Promise<Dataset>;

/** A folder: IDX files, .npy files, folders of pictures, or one file that is a data set. Throws 'data-folder-empty', 'data-format-unknown'. */
export function detectFolder(
  platform: Platform,
  folder: string,
  entries: readonly DirectoryEntry[],
): Opener {
  const visible = entries.filter((entry) => !entry.name.startsWith('.'));
  if (visible.length === 0) {
    throw new NetloomError('data-folder-empty', `The folder ${folder} is empty.`, folder);
  }
  const files = visible.filter((entry) => entry.kind === 'file').map((entry) => entry.name);
  const inFolder = (name: string) => platform.joinPath(folder, name);
  const idx = findIdxFiles(folder, files);
  if (idx) {
    const pair = (names: { images: string; labels: string }) => ({
      images: inFolder(names.images),
      labels: inFolder(names.labels),
    });
    const paths = idx.test
      ? { train: pair(idx.train), test: pair(idx.test) }
      : { train: pair(idx.train) };
    return (options) => openIdxDataset(platform, lastSegment(folder), paths, options);
  }
  const arrays = files.filter((name) => name.endsWith('.npy'));
  if (arrays.length > 0) {
    const paths = new Map(arrays.map((name) => [arrayName(name), inFolder(name)]));
    const collection = npyCollection(platform, folder, paths);
    return (options) => openArrayDataset(collection, lastSegment(folder), options);
  }
  const pictures = findPictureParts(platform, folder, visible);
  if (pictures)
    return (options) => openPictureFolder(platform, lastSegment(folder), pictures, options);
  const [only, ...others] = files.filter((name) => SINGLE_FILE.test(name));
  if (only !== undefined && others.length === 0) {
    const path = inFolder(only);
    return async (options) => (await detectFile(platform, path))(options);
  }
  throw unknownFormat(folder);
}

/** A file, by its first bytes and its name. */
export async function detectFile(platform: Platform, path: string): Promise<Opener> {
  const source = await platform.openFile(path);
  let start: Uint8Array;
  try {
    start = await source.read(0, 16);
  } finally {
    await source.close();
  }
  const name = lastSegment(path);
  const idxBytes = start[0] === 0 && start[1] === 0 && start.length >= 4;
  if (idxBytes || (looksLikeGzip(start) && isIdxName(name))) {
    const labels = labelsName(name);
    if (labels === null) throw unknownFormat(path);
    const paths = { train: { images: path, labels: path.slice(0, -name.length) + labels } };
    return (options) => openIdxDataset(platform, name, paths, options);
  }
  // A broken array says what is wrong with it; it is no table.
  if (isNpy(start) || /\.npy$/i.test(name)) {
    const collection = npyCollection(platform, path, new Map([[arrayName(name), path]]));
    return (options) => openArrayDataset(collection, name, options);
  }
  if (isZip(start) || /\.npz$/i.test(name)) {
    return async (options) => {
      const collection = await npzCollection(await platform.openFile(path));
      return await openArrayDataset(collection, name, options);
    };
  }
  if (start[0] === 0x80 && start[1]! >= 2 && start[1]! <= 5) {
    const sentence = `${path} is a Python pickle: it contains code and is not loaded.`;
    throw new NetloomError('contains-code', sentence, path);
  }
  if (TABLE_NAME.test(name) || looksLikeText(start)) {
    return async (options) => openCsvDataset(await platform.openFile(path), name, options);
  }
  throw unknownFormat(path);
}

/** The signature of an entry, or of the end of an empty archive. */
function isZip(start: Uint8Array): boolean {
  const [p, k, a, b] = start;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6));
}

function looksLikeText(start: Uint8Array): boolean {
  return start.length > 0 && start.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** The last part of a path with either kind of separator. */
export function lastSegment(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  return parts[parts.length - 1] ?? path;
}

function unknownFormat(path: string): NetloomError {
  return new NetloomError(
    'data-format-unknown',
    `${path} holds no data that Netloom can read: IDX, pictures in a folder per class, CSV, .npy or .npz.`,
    path,
  );
}

/** Files and folders that a person gave as data: listed for the page, read by it through app:// and nothing beside them. */
import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { NetloomError } from '../engine/index.ts';
import { resolveBeside } from '../files/beside.ts';
import { failFile } from '../files/errors.ts';
import { windowOrigin } from './address.ts';
import type { ListedData, ListedFile, RestoredData } from './api.ts';
import { openStore, type Store } from './store.ts';

const grantSchema = z.array(
  z.strictObject({
    root: z.string().min(1),
    /** Of files in the root; null grants the whole folder. */
    names: z.array(z.string().min(1)).nullable(),
  }),
);
type Grant = z.infer<typeof grantSchema>[number];

const modelExtension = '.onnx';
const mostGrants = 200;
/** The page reads a listing as soon as it has it: older ones are of no use. */
const mostListings = 16;
const mostFiles = 200_000;
const deepest = 32;

/** Every path in here came from a dialog or from a dropped file. */
export class DataGrants {
  private readonly store: Store<Grant[]>;
  /** Absolute paths of each listing that was given to the page, by the listing's random id. */
  private readonly listings = new Map<string, readonly string[]>();

  private constructor(store: Store<Grant[]>) {
    this.store = store;
  }

  static async open(userData: string): Promise<DataGrants> {
    return new DataGrants(await openStore<Grant[]>(join(userData, 'data.json'), grantSchema, []));
  }

  /** Files and folders that a person chose or dropped; several things are given by their common folder. */
  async give(paths: readonly string[]): Promise<ListedData> {
    const [first] = paths;
    if (first === undefined) throw nothingChosen();
    if (paths.length === 1 && (await isFolder(first)))
      return this.grant({ root: first, names: null });
    const root = dirname(first);
    const names = paths.filter((path) => dirname(path) === root).map((path) => basename(path));
    const known = this.store.value.find((grant) => grant.root === root);
    if (known?.names === null) return this.list({ root, names });
    // What was given of this folder before stays given.
    const all = [...new Set([...(known?.names ?? []), ...names])].slice(-1000);
    this.keep({ root, names: all });
    return this.list({ root, names });
  }

  /** The files of a root that was given before. */
  async restore(root: string): Promise<RestoredData> {
    const grant = this.store.value.find((known) => known.root === root);
    if (!grant) return { state: isAbsolute(root) ? 'ask' : 'missing' };
    try {
      return { state: 'granted', data: await this.list(grant) };
    } catch (error) {
      if (error instanceof NetloomError && error.code === 'file-not-found')
        return { state: 'missing' };
      throw error;
    }
  }

  /**
   * A file in the folder of a model that was given: the model names it. It is listed for this once. Throws NetloomError
   * 'beside-refused' where no model was given from there, and as `resolveBeside`.
   */
  async beside(root: string, location: string): Promise<ListedData> {
    const grant = this.store.value.find((known) => known.root === root);
    if (!grant?.names?.some((name) => name.toLowerCase().endsWith(modelExtension)))
      throw new NetloomError('beside-refused', 'No model was given from this folder.', root);
    const absolute = await resolveBeside(root, location);
    const stats = await stat(absolute).catch((error) => failFile(error, absolute));
    if (!stats.isFile())
      throw new NetloomError('file-unreadable', `${absolute} is not a file.`, absolute);
    const { size, mtimeMs } = stats;
    return this.listed(root, 'files', [{ path: location, absolute, size, modified: mtimeMs }]);
  }

  /** Path of the n-th file of a listing; null for anything that was not listed. */
  pathOf(listing: string, index: number): string | null {
    return this.listings.get(listing)?.[index] ?? null;
  }

  settled(): Promise<void> {
    return this.store.settled();
  }

  private async grant(grant: Grant): Promise<ListedData> {
    const listed = await this.list(grant);
    this.keep(grant);
    return listed;
  }

  private keep(grant: Grant): void {
    const others = this.store.value.filter(({ root }) => root !== grant.root);
    this.store.set([grant, ...others].slice(0, mostGrants));
  }

  private async list({ root, names }: Grant): Promise<ListedData> {
    const found: Found[] = [];
    const folder = await realpath(root).catch((error) => failFile(error, root));
    if (names === null) await walk(folder, '', 0, found);
    else for (const name of names) await add(folder, name, name, found);
    if (found.length === 0)
      throw new NetloomError('file-not-found', `${root} holds no file.`, root);
    found.sort((a, b) => (a.path < b.path ? -1 : 1));
    return this.listed(root, names === null ? 'folder' : 'files', found);
  }

  private listed(root: string, kind: ListedData['kind'], found: readonly Found[]): ListedData {
    const id = randomBytes(16).toString('hex');
    this.listings.set(
      id,
      found.map(({ absolute }) => absolute),
    );
    const [oldest] = this.listings.keys();
    if (this.listings.size > mostListings && oldest !== undefined) this.listings.delete(oldest);
    const files = found.map(
      ({ path, size, modified }, index): ListedFile => ({
        path,
        size,
        modified,
        address: `${windowOrigin}/data/${id}/${index}`,
      }),
    );
    return { root, kind, files };
  }
}

interface Found {
  readonly path: string;
  readonly absolute: string;
  readonly size: number;
  readonly modified: number;
}

/** Hidden files and links are left out: a link could lead out of what was given. */
async function walk(folder: string, prefix: string, depth: number, found: Found[]): Promise<void> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch((error) =>
    failFile(error, folder),
  );
  for (const entry of entries) {
    if (isHidden(entry.name)) continue;
    const inside = prefix + entry.name;
    if (entry.isFile()) await add(join(folder, entry.name), inside, '', found);
    else if (entry.isDirectory()) {
      if (depth >= deepest) throw tooLarge(folder);
      await walk(join(folder, entry.name), `${inside}/`, depth + 1, found);
    }
  }
}

/** `name` within `place`, or `place` itself for ''. A file that went away is left out. */
async function add(place: string, path: string, name: string, found: Found[]): Promise<void> {
  if (found.length >= mostFiles) throw tooLarge(place);
  const absolute = name === '' ? place : join(place, name);
  const stats = await stat(absolute).catch(() => null);
  if (stats?.isDirectory()) await walk(absolute, `${path}/`, 1, found);
  else if (stats?.isFile()) {
    // A single file may be a link: the person chose it by that name.
    const real = name === '' ? absolute : await realpath(absolute);
    found.push({ path, absolute: real, size: stats.size, modified: stats.mtimeMs });
  }
}

const isHidden = (name: string): boolean =>
  name.startsWith('.') || /^(?:thumbs\.db|desktop\.ini)$/i.test(name);
const isFolder = async (path: string): Promise<boolean> => {
  const stats = await stat(path).catch((error) => failFile(error, path));
  return stats.isDirectory();
};
const tooLarge = (folder: string) =>
  new NetloomError('folder-too-large', `${folder} holds too many files to be data.`, folder);
const nothingChosen = () => new NetloomError('file-not-found', 'No file was given.');

/** Where arrays of NumPy lie: an .npz archive or single .npy files in; sources of bytes by the arrays' names out. */
import type { ByteSource, Platform } from '../../platform.ts';
import { openZipEntry, readZipEntries, type ZipEntry } from '../../util/zip.ts';

/** Arrays by name, opened when they are wanted. */
export interface ArrayCollection {
  readonly place: string;
  readonly names: readonly string[];
  open(name: string): Promise<ByteSource>;
  close(): Promise<void>;
}

/** The arrays of an .npz archive; other entries are left out. */
export async function npzCollection(source: ByteSource): Promise<ArrayCollection> {
  const entries = (await readEntries(source)).filter(({ name }) => name.endsWith('.npy'));
  const byName = new Map(entries.map((entry) => [arrayName(entry.name), entry]));
  return {
    place: source.name,
    names: [...byName.keys()],
    open: (name) => openZipEntry(source, byName.get(name)!),
    close: () => source.close(),
  };
}

async function readEntries(source: ByteSource): Promise<readonly ZipEntry[]> {
  try {
    return await readZipEntries(source);
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Files of one array each, by the array's name. */
export function npyCollection(
  platform: Platform,
  place: string,
  paths: ReadonlyMap<string, string>,
): ArrayCollection {
  const opened: ByteSource[] = [];
  return {
    place,
    names: [...paths.keys()],
    open: async (name) => {
      const source = await platform.openFile(paths.get(name)!);
      opened.push(source);
      return source;
    },
    close: async () => {
      for (const source of opened.splice(0)) await source.close();
    },
  };
}

/** The name of the array in a file of this name. */
export function arrayName(fileName: string): string {
  return fileName.replace(/\.npy$/i, '');
}

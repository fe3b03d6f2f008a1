/** A folder of projects, its files named by their names alone: what there is, read and saved inside it and nowhere else. */
import { mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { NetloomError } from '../engine/index.ts';
import { failFile, systemCode } from './errors.ts';
import { checkProjectName, projectExtension } from './projectName.ts';
import {
  type Expectation,
  type ProjectFiles,
  type ProjectOnDisk,
  type Revision,
  readProject,
  revisionOf,
  saveProject,
} from './projects.ts';

export interface ListedProject {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Bytes. */
  readonly size: number;
}
/** Names are as a person types them; each call throws NetloomError 'name-invalid', or what reading and saving throw. */
export interface ProjectFolder {
  readonly path: string;
  /** Newest first; none while the folder does not exist. */
  list(): Promise<readonly ListedProject[]>;
  read(name: string): Promise<ProjectOnDisk>;
  revisionOf(name: string): Promise<Revision | null>;
  /** Makes the folder when it is not there. */
  save(name: string, text: string, expected: Expectation): Promise<Revision>;
}

export function projectFolder(path: string, files: ProjectFiles): ProjectFolder {
  const placed = async (name: string) => {
    const composed = checkProjectName(name);
    // A name that another program wrote decomposed is listed, and found, as it is.
    if (composed !== name && (await exists(join(path, name)))) return placeOf(path, name);
    return placeOf(path, composed);
  };
  return {
    path,
    list: () => list(path),
    read: async (name) => readProject(await placed(name), files),
    revisionOf: async (name) => revisionOf(await placed(name), files),
    save: async (name, text, expected) => {
      checkProjectName(name);
      await mkdir(path, { recursive: true }).catch((error) => failFile(error, path));
      return saveProject(await placed(name), text, expected, files);
    },
  };
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

async function list(folder: string): Promise<readonly ListedProject[]> {
  const names = await readdir(folder).catch((error) => {
    if (systemCode(error) === 'ENOENT') return [];
    return failFile(error, folder);
  });
  const found = await Promise.all(
    names.filter(isProjectName).map(async (name): Promise<ListedProject | null> => {
      // What goes while we look is not listed; nor are links that lead out of the folder.
      const path = await placeOf(folder, name).catch(() => null);
      const stats = path === null ? null : await stat(path).catch(() => null);
      if (!stats?.isFile()) return null;
      return { name, modified: stats.mtimeMs, size: stats.size };
    }),
  );
  return found.filter((project) => project !== null).sort((a, b) => b.modified - a.modified);
}

function isProjectName(name: string): boolean {
  if (!name.endsWith(projectExtension)) return false;
  try {
    // Only names that `read` will take.
    checkProjectName(name);
    return true;
  } catch {
    return false;
  }
}

/** Where the name leads to in the end; a link may not lead out of the folder. */
async function placeOf(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  try {
    const real = await realpath(path);
    if (real.startsWith((await realpath(folder)) + sep)) return real;
  } catch (error) {
    // Nothing there yet, or only a previous generation.
    if (systemCode(error) === 'ENOENT') return path;
    return failFile(error, path);
  }
  throw new NetloomError('name-invalid', `${name} leads out of the folder of projects.`, name);
}

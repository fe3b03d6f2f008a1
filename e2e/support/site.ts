/** The local server over the production build, with a new folder of projects; an address to open out. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Project } from '../../engine/index.ts';
import type { startServer } from '../../server/main.ts';

const built = (part: string) => fileURLToPath(new URL(`../../dist/${part}`, import.meta.url));
const examples = fileURLToPath(new URL('../../assets/projects', import.meta.url));

export interface Site {
  readonly address: string;
  readonly origin: string;
  /** Folder of the projects. */
  readonly folder: string;
  close(): Promise<void>;
}

export async function startSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'netloom-e2e-'));
  const server = (await import(built('server/main.js'))) as { startServer: typeof startServer };
  const running = await server.startServer({ window: built('window'), projects: folder, port: 0 });
  return {
    address: running.address,
    origin: running.origin,
    folder,
    close: async () => {
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Text of one of the example projects, changed if wanted. */
export async function example(
  name: string,
  change: (project: Project) => void = () => {},
): Promise<string> {
  const text = await readFile(join(examples, `${name}.netloom`), 'utf8');
  const project = JSON.parse(text) as Project;
  change(project);
  return JSON.stringify(project);
}
/** Path of a file in a folder that the caller removes. */
export async function put(
  folder: string,
  name: string,
  text: string | Uint8Array,
): Promise<string> {
  const path = join(folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(path, text);
  return path;
}

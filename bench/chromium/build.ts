/** An output folder in; the workers that Chromium runs, with the files that the peers fetch, built into it. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What TensorFlow.js fetches while it starts; the workers look for it in `/tfjs`. */
const tfjs = here('../peers/node_modules/@tensorflow/tfjs-backend-wasm/dist');

export async function buildPages(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    root: here('..'),
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir: folder,
      target: 'chrome128',
      minify: false,
      modulePreload: false,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: {
        input: { ours: here('ours.ts'), peer: here('peer.mjs') },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Netloom bench</title>\n');
  await mkdir(join(folder, 'tfjs'));
  for (const name of await readdir(tfjs)) {
    if (name.endsWith('.wasm')) await cp(join(tfjs, name), join(folder, 'tfjs', name));
  }
}

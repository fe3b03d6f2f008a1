// The page holds no engine: the modules of its bundle are read from a real build, and a page that breaks the rule is caught.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
/** Sentences, names, plain numbers and what messages hand over, reached through engine/vocabulary.ts. Adding one wants a look: does it calculate? */
const vocabulary = [
  'engine/data/notes.ts',
  'engine/graph/document/fresh.ts',
  'engine/graph/document/head.ts',
  'engine/graph/document/limits.ts',
  'engine/graph/infer/metrics.ts',
  'engine/graph/issues/catalogue.ts',
  'engine/graph/issues/issue.ts',
  'engine/util/buffers.ts',
  'engine/vocabulary.ts',
];

/** Chunks of the page that `folder`/index.html starts; workers are files of their own, so they are not among them. */
async function pageChunks(folder) {
  const { output } = await build({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'silent',
    root: folder,
    build: { write: false, minify: false },
  });
  return output.filter(({ type }) => type === 'chunk');
}
const modulesBelow = (chunks, folder) =>
  chunks
    .flatMap(({ moduleIds }) => moduleIds)
    .map((id) => relative(root, id.split('?')[0]).split(sep).join('/'))
    .filter((path) => path.startsWith(folder))
    .sort();
/** What computes: WebAssembly, threads' waiting, shared memory. */
const computes = (chunks) => chunks.filter(({ code }) => /\bWebAssembly\b|\bAtomics\b/.test(code));

let chunks;
let scratch;
beforeAll(async () => {
  chunks = await pageChunks(join(root, 'renderer'));
  scratch = mkdtempSync(join(tmpdir(), 'netloom-page-'));
}, 120_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the bundle of the page', () => {
  it('is that of the window', () => {
    expect(modulesBelow(chunks, 'renderer/')).toEqual(
      expect.arrayContaining([
        'renderer/main.tsx',
        'renderer/app/App.tsx',
        'renderer/canvas/Canvas.tsx',
      ]),
    );
  });
  it('has of the engine its vocabulary and nothing else', () => {
    const found = modulesBelow(chunks, 'engine/');
    expect(found.filter((path) => !vocabulary.includes(path))).toEqual([]);
  });
  it('has no worker file, no host and no schema library of the engine', () => {
    const found = [
      'renderer/workers/',
      'electron/',
      'server/',
      'files/',
      'cli/',
      'node_modules/zod/',
    ];
    expect(found.flatMap((folder) => modulesBelow(chunks, folder))).toEqual([]);
  });
  it('compiles no WebAssembly and touches no shared memory', () => {
    expect(computes(chunks).map(({ fileName }) => fileName)).toEqual([]);
  });

  it.each([
    ['a layer', "import conv2d from 'ENGINE/layers/conv2d.ts'; console.log(conv2d);"],
    ['the backend', "import { wasmBackend } from 'ENGINE/index.ts'; console.log(wasmBackend);"],
    ['the engine when first needed', "import('ENGINE/index.ts').then((all) => console.log(all));"],
  ])('would show a page that imports %s', async (name, source) => {
    const folder = join(scratch, name.replaceAll(' ', '-'));
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.html'), '<script type="module" src="./main.ts"></script>');
    writeFileSync(join(folder, 'main.ts'), source.replaceAll('ENGINE', join(root, 'engine')));
    const broken = await pageChunks(folder);
    const found = modulesBelow(broken, 'engine/');
    expect(found.filter((path) => !vocabulary.includes(path)).length).toBeGreaterThan(0);
    if (name !== 'a layer') expect(computes(broken).length).toBeGreaterThan(0);
  });
});

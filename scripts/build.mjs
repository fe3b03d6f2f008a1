// Builds one part of Netloom, or all: build.mjs [cli|server|window|electron|all] [OUT]. Each goes to dist/<part> by default.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

// Test runners say 'test', which would build React's slow development version.
process.env.NODE_ENV = 'production';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Programs for Node: one bundle an entry, nothing from node_modules left to find. */
const forNode = (input, outDir, { format = 'es', beside = [] } = {}) =>
  build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [filesBeside(beside)],
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input,
        external: ['electron'],
        output: {
          format,
          entryFileNames: `[name].${format === 'cjs' ? 'cjs' : 'js'}`,
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
    ssr: { noExternal: true },
  });

/** Copies files of packages into the build under their own names; what is there is loaded by name when it is needed. */
const filesBeside = (specifiers) => ({
  name: 'files-beside',
  generateBundle() {
    for (const specifier of specifiers) {
      const path = fileURLToPath(import.meta.resolve(specifier));
      this.emitFile({ type: 'asset', fileName: basename(path), source: readFileSync(path) });
    }
  },
});
const onnxRuntime = ['mjs', 'wasm'].map(
  (extension) => `onnxruntime-web/ort-wasm-simd-threaded.${extension}`,
);

const parts = {
  cli: (out) =>
    forNode({ main: 'cli/main.ts', computeWorker: 'cli/computeWorker.ts' }, out, {
      beside: onnxRuntime,
    }),
  server: (out) => forNode({ main: 'server/main.ts' }, out),
  window: (out) =>
    build({
      configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)),
      logLevel: 'error',
      build: { outDir: out },
    }),
  electron: async (out) => {
    await forNode({ main: 'electron/main.ts' }, out);
    // A sandboxed preload must be one CommonJS file.
    await forNode({ preload: 'electron/preload.ts' }, out, { format: 'cjs' });
  },
};

const [part = 'all', out] = process.argv.slice(2);
const chosen = part === 'all' ? Object.keys(parts) : [part];
for (const name of chosen)
  await parts[name](out ?? fileURLToPath(new URL(`../dist/${name}`, import.meta.url)));

// Builds the command line: main.js and the compute thread's own file. Usage: build.mjs [OUT], default dist/cli.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

await build({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: true,
    outDir: process.argv[2] ?? 'dist/cli',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { main: 'cli/main.ts', computeWorker: 'cli/computeWorker.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true },
});

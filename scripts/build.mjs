// Builds the command line into dist/cli: main.js and the compute thread's file. Prints nothing on success.
import { build } from 'vite';

await build({
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: true,
    outDir: 'dist/cli',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { main: 'cli/main.ts', computeWorker: 'cli/computeWorker.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});

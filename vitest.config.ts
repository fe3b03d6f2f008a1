import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{engine,files,server,electron,renderer,cli,bench}/**/*.test.{ts,tsx}',
      'scripts/**/*.test.mjs',
    ],
    globalSetup: ['scripts/buildOnce.mjs'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    setupFiles: ['engine/testing/relaxedSimd.ts'],
  },
});

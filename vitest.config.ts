import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['engine/**/*.test.ts', 'cli/**/*.test.ts', 'scripts/**/*.test.mjs'],
    globalSetup: ['scripts/buildOnce.mjs'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    setupFiles: ['engine/testing/relaxedSimd.ts'],
  },
});

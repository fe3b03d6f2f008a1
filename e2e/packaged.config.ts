import { defineConfig } from '@playwright/test';

/** The packaged app, driven through Electron; NETLOOM_PROGRAM is the path of its program (a copy that may be inspected). */
export default defineConfig({
  testDir: '.',
  testMatch: 'packaged.smoke.ts',
  outputDir: '../dist/e2e/packaged',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
});

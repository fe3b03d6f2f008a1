import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

/** Measurements: one after the other, nothing else beside them. */
export default defineConfig(base, {
  testDir: '.',
  testMatch: '*.bench.ts',
  globalSetup: '../support/build.mjs',
  outputDir: '../../dist/e2e/bench',
  workers: 1,
  fullyParallel: false,
  timeout: 600_000,
  reporter: 'line',
});

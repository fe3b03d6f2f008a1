import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

/** Pictures for the documentation: nothing is tested, so nothing else than what is shown may differ between two runs. */
export default defineConfig(base, {
  testDir: '.',
  testMatch: '*.pictures.ts',
  globalSetup: '../support/build.mjs',
  outputDir: '../../dist/e2e/pictures',
  workers: 1,
  timeout: 180_000,
  reporter: 'line',
});

import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './scripts/findBrowser.mjs';

/** The window's tests: a real Chromium, the production build and the local server, started once a worker. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'dist/e2e/results',
  globalSetup: './e2e/support/build.mjs',
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes at the second try has found something.
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'dark',
    launchOptions: { executablePath: await findBrowser(), args: [...browserFlags] },
    actionTimeout: 10_000,
    screenshot: 'only-on-failure',
  },
});

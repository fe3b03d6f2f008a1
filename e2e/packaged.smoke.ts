/** The packaged app opens on LeNet-5, trains it at one click, shows its curve grow, is locked, and quits. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, test } from '@playwright/test';

const program = process.env.NETLOOM_PROGRAM;
if (!program) throw new Error('NETLOOM_PROGRAM names the program of the packaged app.');

let userData: string;
let app: ElectronApplication;
test.beforeEach(async () => {
  userData = await mkdtemp(join(tmpdir(), 'netloom-smoke-'));
  app = await _electron.launch({
    executablePath: program,
    args: [`--user-data-dir=${userData}`, '--lang=en-US'],
  });
});
test.afterEach(async () => {
  await app.close();
  await rm(userData, { recursive: true, force: true });
});

test('opens LeNet-5, trains it, and quits', async ({ browserName: _ }, info) => {
  const page = await app.firstWindow();
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(error.message));

  expect(new URL(page.url()).protocol).toBe('app:');
  await expect(page.getByRole('region', { name: 'Canvas' })).toBeVisible();
  await expect(page.getByRole('group', { name: /conv/i }).first()).toBeVisible();
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => 'require' in globalThis || 'process' in globalThis)).toBe(false);
  await expect.poll(() => page.title()).toContain('Netloom');

  const curve = page.getByRole('region', { name: 'Loss' }).locator('canvas').first();
  const picture = () => curve.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeEnabled();
  await expect(curve).toBeVisible();
  const early = await picture();
  await expect.poll(picture).not.toBe(early);
  await page.screenshot({ path: info.outputPath('training.png') });

  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
  expect(violations).toEqual([]);
});

test('cannot be led out of its origin', async () => {
  const page = await app.firstWindow();
  await expect(page.getByRole('region', { name: 'Canvas' })).toBeVisible();
  const before = page.url();
  await page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
  await expect(
    page.evaluate(() => fetch('https://example.com/').then(() => 'fetched')),
  ).rejects.toThrow();
  await expect(page.evaluate(() => import('data:text/javascript,1' as string))).rejects.toThrow();
  expect(page.url()).toBe(before);
  expect(app.windows()).toHaveLength(1);
});

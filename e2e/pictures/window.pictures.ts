/** The pictures of the documentation, each dark and light: docs/images/<name>-<theme>.png, 1440 × 900. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import type { Netloom } from '../support/netloom.ts';
import { save } from './save.ts';

const folder =
  process.env.NETLOOM_PICTURES ?? fileURLToPath(new URL('../../docs/images', import.meta.url));
mkdirSync(folder, { recursive: true });

interface Picture {
  readonly name: string;
  readonly locale?: string;
  prepare(netloom: Netloom, page: Page): Promise<void>;
}

const pictures: readonly Picture[] = [
  {
    name: 'start',
    prepare: async (netloom) => {
      await netloom.reaches('ready');
    },
  },
  {
    name: 'resnet20',
    prepare: async (netloom, page) => {
      await netloom.openTemplate('resnet20');
      await page.keyboard.press('.');
      await netloom.runCommand('fit');
      await page.waitForTimeout(4000);
    },
  },
  {
    name: 'training',
    prepare: async (netloom) => {
      await netloom.title('Convolution 2').click();
      await netloom.train();
      await expect.poll(() => netloom.epoch(), { timeout: 90_000 }).toBeGreaterThan(3);
    },
  },
  {
    name: 'issue',
    prepare: async (netloom, page) => {
      await netloom.title('Flatten').click();
      await page.keyboard.press('Control+Backspace');
      await netloom.reaches('issues');
      await page.keyboard.press('Escape');
      await netloom.node('Dense 1').locator('button[data-severity]').click();
      await expect(page.locator('[data-fix]').first()).toContainText(/parameters/);
    },
  },
  {
    name: 'chinese',
    locale: 'zh-CN',
    prepare: async (netloom) => {
      await netloom.title('Convolution 1').click();
    },
  },
  {
    name: 'presentation',
    prepare: async (netloom, page) => {
      await netloom.train();
      await expect.poll(() => netloom.epoch(), { timeout: 90_000 }).toBeGreaterThan(1);
      await netloom.button('Pause').click();
      await netloom.reaches('paused');
      await page.keyboard.press('Control+Alt+p');
      await page.keyboard.press('.');
    },
  },
];

for (const { name, locale = 'en-US', prepare } of pictures)
  for (const colorScheme of ['dark', 'light'] as const)
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme, contextOptions: { reducedMotion: 'reduce' } });
      test('picture', async ({ netloom, page }) => {
        await netloom.open();
        await expect(netloom.map(0)).toHaveAttribute('data-maximum', /./);
        await prepare(netloom, page);
        // The pointer is nowhere, and what passes by has passed.
        await page.mouse.move(720, 2);
        await page.waitForTimeout(800);
        await save(page, folder, `${name}-${colorScheme}`);
      });
    });

/** English and Chinese, switched at once and back; dark and light; presentation; settings that last. */
import { expect, test } from './support/fixtures.ts';

test('Chinese and back: every word changes, nothing else does', async ({ netloom, page }) => {
  await netloom.open();
  await netloom.title('Convolution 1').click();
  await netloom.runCommand('Chinese');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
  await expect(netloom.action('train')).toHaveText('训练');
  await expect(page.getByRole('region', { name: '画布' })).toBeVisible();
  await expect(page.getByRole('group', { name: '二维卷积 Convolution 1' })).toBeVisible();
  const dense = page.locator('button[data-layer="dense"]');
  await expect(dense).toHaveAccessibleName('全连接');

  // Search finds what people call it, in both languages.
  const search = page.getByRole('complementary').getByRole('textbox');
  await search.fill('Linear');
  await expect(dense).toBeVisible();
  await search.fill('卷积');
  await expect(dense).toHaveCount(0);
  await expect(page.locator('button[data-layer="conv2d"]')).toBeVisible();
  await search.fill('');
  // Words of the page: no English sentence is left over, and no key of a missing one.
  const text = await page.locator('body').innerText();
  expect(text).not.toMatch(/\b(?:[a-z]+\.[a-z][A-Za-z]+)\b(?!\w)/);
  expect(text).not.toMatch(/\b(the|and|of|is|are|not|yet)\b/);

  await page.reload();
  await expect(netloom.action('train')).toHaveText('训练');
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('English');
  await page.keyboard.press('Enter');
  await expect(netloom.button('Train')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('a browser that prefers Chinese opens in Chinese', async ({ browser, site }) => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(site.address);
  await expect(page.locator('button[data-action="train"]')).toHaveText('训练');
  await context.close();
});

test('dark, light and the system’s choice', async ({ netloom, page }) => {
  await netloom.open();
  const theme = page.locator('html');
  await expect(theme).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(theme).toHaveAttribute('data-theme', 'light');
  await netloom.runCommand('theme dark');
  await expect(theme).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await netloom.ready();
  await expect(theme).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(theme).toHaveAttribute('data-motion', 'reduced');
});

test('presentation: canvas and maps only, larger, and Esc leaves', async ({ netloom, page }) => {
  await netloom.open();
  await expect(netloom.inspector).toBeVisible();
  const size = () =>
    page.locator('body').evaluate((body) => {
      const heading = body.querySelector('[data-action="train"]');
      return heading ? Number.parseFloat(getComputedStyle(heading).fontSize) : 0;
    });
  const before = await size();
  await page.keyboard.press('Control+Alt+p');
  await expect(netloom.inspector).toHaveCount(0);
  await expect(netloom.palette).toHaveCount(0);
  await expect(netloom.canvas).toBeVisible();
  await expect(netloom.maps).toBeVisible();
  expect(await size()).toBeGreaterThan(before);
  await page.keyboard.press('Escape');
  await expect(netloom.inspector).toBeVisible();
});

test('loss and feature maps are seen together from 1280×720', async ({ netloom, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await netloom.open();
  for (const region of [netloom.loss, netloom.maps]) {
    const box = await region.boundingBox();
    expect(box?.height).toBeGreaterThan(120);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(720);
  }
  await expect(netloom.map(0)).toBeVisible();
});

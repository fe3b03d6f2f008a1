/** Live views: another sample, a pinned second, a pixel explained, and a digit drawn while the network trains. */
import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';

const picture = (canvas: Locator) =>
  canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());

test.beforeEach(async ({ netloom }) => {
  await netloom.open();
  await expect(netloom.map(0)).toHaveAttribute('data-maximum', /./);
});

test('another sample, a second one pinned, and why a pixel is what it is', async ({
  netloom,
  page,
}) => {
  const before = await picture(netloom.map(0));
  const index = netloom.maps.getByRole('spinbutton', { name: 'Number of the sample' });
  await index.fill('5');
  await index.press('Enter');
  await expect.poll(() => picture(netloom.map(0))).not.toBe(before);

  await netloom.maps.getByRole('button', { name: 'Pin this sample for comparison' }).click();
  await netloom.maps.getByRole('button', { name: 'Next sample' }).click();
  await expect(netloom.map(0, 1)).toHaveAttribute('data-maximum', /./);
  const pinned = await picture(netloom.map(0, 1));
  await expect.poll(() => picture(netloom.map(0, 0))).not.toBe(pinned);
  await netloom.maps.getByRole('button', { name: 'Unpin the second sample' }).click();
  await expect(netloom.map(0, 1)).toHaveCount(0);

  await netloom.action('step').click();
  await netloom.reaches('paused');
  await netloom.map(2).hover();
  const card = netloom.maps.getByText(/Σ .* bias .* = /);
  await expect(card).toBeVisible();
  // Σ + bias is what is said to come out.
  const [, sum, sign, bias, total] =
    /Σ ([−\d.e-]+) ([+−]) bias ([\d.e-]+) = ([−\d.e-]+)/.exec(await card.innerText()) ?? [];
  const number = (text = 'NaN') => Number(text.replace('−', '-'));
  const added = number(sum) + (sign === '+' ? 1 : -1) * number(bias);
  expect(added).toBeCloseTo(number(total), 2);
  await page.mouse.move(5, 5);
  await expect(card).toHaveCount(0);
});

test('a digit drawn while it trains: every node follows the pen', async ({ netloom, page }) => {
  await netloom.train();
  await netloom.reaches('running');
  await netloom.maps.getByRole('button', { name: /^Draw one/ }).click();
  const pad = netloom.maps.getByRole('application', { name: 'Drawing pad' });
  const box = await pad.boundingBox();
  if (!box) throw new Error('No pad.');
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  const empty = await picture(netloom.map(0));
  const output = await picture(netloom.thumbnail('Prediction'));

  // A one: a single stroke from the top to the bottom.
  await page.mouse.move(...at(0.5, 0.15));
  await page.mouse.down();
  await page.mouse.move(...at(0.5, 0.5), { steps: 8 });
  // The pen is still down, and the first map has changed already.
  await expect.poll(() => picture(netloom.map(0))).not.toBe(empty);
  await page.mouse.move(...at(0.48, 0.85), { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => picture(netloom.thumbnail('Prediction'))).not.toBe(output);
  await netloom.reaches('finished', 90_000);
  await expect(netloom.maps).toContainText(/1 · \d+/);
});

test('keys draw too', async ({ netloom, page }) => {
  await netloom.maps.getByRole('button', { name: /^Draw one/ }).click();
  const pad = netloom.maps.getByRole('application', { name: 'Drawing pad' });
  await expect(pad).toBeFocused();
  const before = await picture(netloom.map(0));
  await page.keyboard.press('Space');
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect.poll(() => picture(netloom.map(0))).not.toBe(before);
  await page.keyboard.press('Escape');
  await expect(pad).toHaveCount(0);
});

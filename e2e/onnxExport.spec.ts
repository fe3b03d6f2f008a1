/** Export as ONNX: run again in the window on held-out samples, cancelled, refused, and the same bytes as the command line's. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { readOnnx } from '../engine/formats/onnx/read/readModel.ts';
import { expectNoViolations } from './support/axe.ts';
import { netloom as commandLine } from './support/cli.ts';
import { expect, test } from './support/fixtures.ts';
import type { Netloom } from './support/netloom.ts';
import { example, put } from './support/site.ts';

async function chooseFormat(netloom: Netloom, page: Page, name: string): Promise<void> {
  await netloom.action('export-format').click();
  await page.getByRole('option', { name }).click();
}
async function save(netloom: Netloom, page: Page): Promise<{ path: string; name: string }> {
  const download = page.waitForEvent('download');
  await netloom.action('save-weights').click();
  const file = await download;
  return { path: await file.path(), name: file.suggestedFilename() };
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('ONNX gives the same outputs elsewhere, and is what the command line writes', async ({
  netloom,
  page,
}) => {
  test.setTimeout(120_000);
  await netloom.open();
  await netloom.action('step').click();
  await netloom.reaches('paused');
  await netloom.button('Export').click();
  const dialog = netloom.dialog('Export weights');
  await expect(dialog).toContainText('Read back, bit-equal');
  const weights = await save(netloom, page);

  await chooseFormat(netloom, page, 'ONNX');
  const verdict = dialog.locator('[data-verdict="same-outputs"]');
  await expect(verdict).toHaveText(/^Same outputs — largest difference \S+ on 256 samples$/, {
    timeout: 30_000,
  });
  await expect(dialog).toContainText(/onnxruntime-web [\d.]+ ran the file on samples .* held out/);
  await expectNoViolations(page, '[role="dialog"]');
  const shown = await dialog.locator('[data-sha256]').innerText();
  const model = await save(netloom, page);
  expect(model.name).toBe('LeNet-5-last.onnx');
  const bytes = await readFile(model.path);
  expect(sha256(bytes)).toBe(shown);
  const read = await readOnnx(bytes, model.name, null);
  expect(read.weights.reduce((sum, { data }) => sum + data.length, 0)).toBe(61_706);

  const folder = test.info().outputDir;
  const project = await put(folder, 'lenet5.netloom', await example('lenet5'));
  const out = test.info().outputPath('lenet5.onnx');
  const args = ['--weights', weights.path, '--format', 'onnx', '--out', out];
  const [line] = await commandLine('export', project, ...args);
  expect(line).toMatchObject({ verdict: { kind: 'same-outputs' } });
  expect(sha256(await readFile(out))).toBe(shown);

  // Half precision says what it costs; pictures the other way round are another file.
  await dialog.getByRole('radio', { name: '16 bits' }).click();
  await expect(dialog.locator('[data-verdict="half-precision"]')).toHaveText(/256 samples/);
  await expect(dialog).toContainText(/No prediction changed|predictions? changed/);
  await dialog.getByRole('radio', { name: '32 bits' }).click();
  await dialog.getByRole('radio', { name: 'Channels last' }).click();
  await expect(verdict).toBeVisible();
  await expect(dialog.locator('[data-sha256]')).not.toHaveText(shown);
});

test('a network that trains is exported while it goes on', async ({ netloom, page }) => {
  await netloom.open();
  const long = await example('lenet5', (project) => {
    const [phase] = project.training.phases;
    if (phase) phase.epochs = 200;
  });
  await netloom.openProject('long', long);
  await netloom.train();
  await netloom.reaches('running');
  await netloom.button('Export').click();
  const dialog = netloom.dialog('Export weights');
  await chooseFormat(netloom, page, 'ONNX');
  await expect(dialog.locator('[data-verdict="same-outputs"]')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await netloom.reaches('running');
  const epoch = await netloom.epoch();
  await expect.poll(() => netloom.epoch(), { timeout: 30_000 }).toBeGreaterThan(epoch);
  await netloom.button('Stop').click();
});

test('an export is cancelled while it is checked, and begun again', async ({ netloom, page }) => {
  test.setTimeout(120_000);
  await netloom.open();
  await netloom.openTemplate('resnet20');
  await netloom.action('step').click();
  await netloom.reaches('paused', 60_000);
  await netloom.button('Export').click();
  const dialog = netloom.dialog('Export weights');
  await expect(dialog).toContainText('Read back, bit-equal');
  await chooseFormat(netloom, page, 'ONNX');
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await netloom.action('cancel-export').click();
  await expect(dialog).toContainText('Cancelled: no file was made.');
  await expect(netloom.action('save-weights')).toBeDisabled();
  await dialog.getByRole('switch', { name: 'Fold batch normalization' }).click();
  await expect(dialog.locator('[data-verdict="same-outputs"]')).toBeVisible({ timeout: 60_000 });
});

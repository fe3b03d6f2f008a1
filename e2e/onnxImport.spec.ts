/** A model of another program: opened or dropped, shown, exported again, given data and another head, frozen, trained on. */
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expectNoViolations } from './support/axe.ts';
import { netloom as commandLine } from './support/cli.ts';
import { expect, test } from './support/fixtures.ts';
import type { Netloom } from './support/netloom.ts';

const modelPath = (name: string) =>
  fileURLToPath(new URL(`../engine/testing/onnx/files/${name}.onnx`, import.meta.url));

/** By the Open dialog and the system's. */
async function choose(netloom: Netloom, page: Page, ...paths: string[]): Promise<void> {
  await page.keyboard.press('Control+o');
  const chooser = page.waitForEvent('filechooser');
  await netloom.action('import-model').click();
  await (await chooser).setFiles(paths);
}
async function drop(page: Page, files: Readonly<Record<string, Buffer>>): Promise<void> {
  const given = Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')]);
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const [name = '', text = ''] of all) {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, given);
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('main', type, { dataTransfer: transfer });
}
const summary = (netloom: Netloom, name: string) => netloom.dialog(`${name} was imported`);

test('a model becomes a project whose weights can be seen, exported and trained on', async ({
  netloom,
  page,
}) => {
  test.setTimeout(120_000);
  await netloom.open();
  await choose(netloom, page, modelPath('lenet'));
  const dialog = summary(netloom, 'lenet.onnx');
  await expect(dialog).toContainText('Written by pytorch 1.13.0');
  await expect(dialog.getByRole('row', { name: /^Gemm 3 Dense$/ })).toBeVisible();
  await expectNoViolations(page, '[role="dialog"]');
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await expect(netloom.nodes).toHaveCount(14);
  await expect(page.getByRole('textbox', { name: 'Project name' })).toHaveValue('lenet');

  // Without data it is tried with random inputs.
  await netloom.button('Export').click();
  const exporting = netloom.dialog('Export weights');
  await expect(exporting).toContainText('Imported: lenet.safetensors');
  await netloom.action('export-format').click();
  await page.getByRole('option', { name: 'ONNX' }).click();
  await expect(exporting.locator('[data-verdict="same-outputs"]')).toBeVisible({ timeout: 30_000 });
  await expect(exporting).toContainText('random inputs');
  await page.keyboard.press('Escape');

  // With data what flows through it is seen at once, by its own weights.
  await netloom.chooseData('Drawn digits');
  const picture = netloom.thumbnail('Tanh 1');
  await expect(picture).toBeVisible();
  await expect.poll(() => isDrawn(picture)).toBe(true);

  // A head for the classes of the data, the rest frozen: two clicks, one step of undo.
  await netloom.action('fit').click();
  await netloom.node('Gemm 11').click({ button: 'right', position: { x: 20, y: 12 } });
  await page.getByRole('menuitem', { name: 'Replace the head, freeze the rest' }).click();
  await expect(netloom.node('Head')).toBeVisible();
  await expect(netloom.node('Crossentropy')).toBeVisible();
  await expect(netloom.node('Conv 0').getByRole('img', { name: 'Frozen weights' })).toBeVisible();
  await expect(netloom.node('Head').getByRole('img', { name: 'Frozen weights' })).toHaveCount(0);
  await netloom.action('undo').click();
  await expect(netloom.node('Gemm 11')).toBeVisible();
  await netloom.action('redo').click();

  // Unfrozen again by a command; then it trains from the imported weights, and the loss falls.
  await netloom.node('Conv 0').click({ position: { x: 20, y: 12 } });
  await netloom.runCommand('freeze');
  await expect(netloom.node('Conv 0').locator('[data-frozen]')).toHaveCount(0);
  await netloom.train();
  const ended = async () => (await epochLosses(netloom)).length;
  await expect.poll(ended, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await netloom.button('Stop').click();
  const [first = 0, second = 0] = await epochLosses(netloom);
  expect(first).toBeLessThan(Math.log(10));
  expect(second).toBeLessThan(first);
});

/** Training losses of the epochs that have ended, from the table behind the curve. */
async function epochLosses(netloom: Netloom): Promise<readonly number[]> {
  const rows = await netloom.loss.getByRole('row').allInnerTexts();
  return rows.slice(1).map((text) => Number(text.split(/\s+/)[1]));
}
const isDrawn = (canvas: ReturnType<Netloom['thumbnail']>) =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d');
    const pixels = context?.getImageData(0, 0, width, height).data ?? [];
    return new Set(pixels).size > 8;
  });

test('what no layer stands for is a placeholder with its issue; nothing else is lost', async ({
  netloom,
  page,
}) => {
  await netloom.open();
  await drop(page, { 'unknown.onnx': await readFile(modelPath('unknown')) });
  const dialog = summary(netloom, 'unknown.onnx');
  await expect(dialog.getByRole('row', { name: /InstanceNormalization/ })).toContainText(
    '1 placeholder',
  );
  await expectNoViolations(page, '[role="dialog"]');
  await netloom.action('show-placeholders').click();
  await expect(netloom.issues).toContainText(
    '"norm" stands for the operator InstanceNormalization, for which Netloom has no layer',
  );
  const placeholder = netloom.node('norm');
  await expect(placeholder).toContainText('InstanceNormalization');
  await expect(placeholder).toHaveAttribute('data-placeholder');
  await expect(netloom.nodes).toHaveCount(7);

  // Its weights can be taken away; the network cannot, and says why.
  await netloom.button('Export').click();
  const exporting = netloom.dialog('Export weights');
  await expect(exporting).toContainText('Read back, bit-equal');
  await netloom.action('export-format').click();
  await page.getByRole('option', { name: 'ONNX' }).click();
  await expect(exporting.getByRole('alert')).toContainText('InstanceNormalization');
  await expect(netloom.action('save-weights')).toBeDisabled();
  await expectNoViolations(page, '[role="dialog"]');
  await page.keyboard.press('Escape');

  // A reload finds all of it again, weights too.
  await page.reload();
  await netloom.ready();
  await expect(netloom.nodes).toHaveCount(7);
  await netloom.button('Export').click();
  await expect(exporting).toContainText('Read back, bit-equal');
});

test.describe('in light and in Chinese', () => {
  test.use({ colorScheme: 'light', locale: 'zh-CN' });
  test('the dialogs can be read', async ({ netloom, page }) => {
    await netloom.open();
    await drop(page, { 'unknown.onnx': await readFile(modelPath('unknown')) });
    const dialog = netloom.dialog('已导入 unknown.onnx');
    await expect(dialog.getByRole('row', { name: /InstanceNormalization/ })).toContainText(
      '没有对应的层',
    );
    await expectNoViolations(page, '[role="dialog"]');
    await netloom.action('show-placeholders').click();
    await expect(netloom.node('norm')).toHaveAttribute('data-placeholder');
    await expectNoViolations(page, '[data-region="canvas"]');
    await netloom.action('export').click();
    const exporting = netloom.dialog('导出权重');
    await expect(exporting.locator('[data-verdict="read-back"]')).toBeVisible();
    await expectNoViolations(page, '[role="dialog"]');
    await netloom.action('export-format').click();
    await page.getByRole('option', { name: 'ONNX' }).click();
    await expect(exporting.getByRole('alert')).toContainText('没有生成文件');
    await expectNoViolations(page, '[role="dialog"]');
  });
});

test('weights in a file beside the model are asked for, or dropped with it', async ({
  netloom,
  page,
}) => {
  const imported = test.info().outputPath('lenet.netloom');
  await mkdir(test.info().outputDir, { recursive: true });
  await commandLine('import', modelPath('lenet'), '--out', imported);
  const model = test.info().outputPath('split.onnx');
  const weights = imported.replace('.netloom', '.safetensors');
  const args = ['--weights', weights, '--format', 'onnx', '--external-above', '0'];
  await commandLine('export', imported, ...args, '--out', model);

  await netloom.open();
  await choose(netloom, page, model);
  const question = page.getByRole('alertdialog', { name: /keeps its weights in another file/ });
  await expect(question).toContainText('split.onnx.data');
  const chooser = page.waitForEvent('filechooser');
  await question.getByRole('button', { name: 'Choose files…' }).click();
  await (await chooser).setFiles(`${model}.data`);
  await expect(summary(netloom, 'split.onnx')).toContainText('61,706');
  await page.keyboard.press('Escape');

  await netloom.node('Tanh 1').click();
  await drop(page, {
    'split.onnx.data': await readFile(`${model}.data`),
    'split.onnx': await readFile(model),
  });
  // The first one is nowhere on the disk.
  await page.getByRole('button', { name: 'Don’t save' }).click();
  await expect(summary(netloom, 'split.onnx')).toContainText('61,706');
});

test('a broken model is refused with the reason; the drawing stays', async ({ netloom, page }) => {
  await netloom.open();
  await netloom.title('Dense 2').click();
  await page.keyboard.press('Delete');
  const half = (await readFile(modelPath('lenet'))).subarray(0, 5000);
  await drop(page, { 'half.onnx': half });
  const refusal = page.getByRole('alertdialog', { name: 'half.onnx cannot be opened' });
  await expect(refusal).toContainText(/half\.onnx/);
  await expectNoViolations(page, '[role="alertdialog"]');
  await refusal.getByRole('button').last().click();
  await expect(netloom.nodes).toHaveCount(10);
  await expect(netloom.action('undo')).toBeEnabled();
});

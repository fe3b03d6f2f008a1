/** The window itself: what is shown before a class, the map in its corner, narrow windows, curves taken away, what is dropped. */
import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';

/** Drops files on the canvas, as the system would. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    ([fileName = '', content = '']) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], fileName));
      for (const type of ['dragenter', 'dragover', 'drop'])
        document
          .querySelector('.react-flow')
          ?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    },
    [name, text],
  );
}
const bytesOf = async (download: Download) => readFile(await download.path());

test.beforeEach(async ({ netloom }) => {
  await netloom.open();
  await netloom.reaches('ready');
});

test('before a class: canvas and maps alone, larger; then as before', async ({ netloom, page }) => {
  const width = async () => (await netloom.node('Convolution 1').boundingBox())?.width ?? 0;
  const plain = await width();
  await page.keyboard.press('Control+j');
  await expect(netloom.maps).toHaveCount(0);
  await page.keyboard.press('Control+Alt+p');
  await expect(netloom.maps).toBeVisible();
  for (const gone of [netloom.loss, netloom.inspector, netloom.palette])
    await expect(gone).toHaveCount(0);
  await expect.poll(width).toBeGreaterThan(plain * 1.1);
  await expect(netloom.node('Prediction')).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.press('Escape');
  await expect(netloom.inspector).toBeVisible();
  await expect(netloom.loss).toBeVisible();
});

test('the minimap covers nothing: it is there while something lies out of sight', async ({
  netloom,
  page,
}) => {
  const map = page.locator('.react-flow__minimap');
  await expect(map).toHaveCount(0);
  await netloom.action('zoom-in').click();
  await netloom.action('zoom-in').click();
  await expect(map).toBeVisible();
  await netloom.action('fit').click();
  await expect(map).toHaveCount(0);
});

test('what was whole stays whole in another window; the panels keep their widths', async ({
  netloom,
  page,
}) => {
  const width = async () => Math.round((await netloom.inspector.boundingBox())?.width ?? 0);
  const before = await width();
  for (const size of [
    { width: 1280, height: 720 },
    { width: 1800, height: 1000 },
  ]) {
    await page.setViewportSize(size);
    await expect(netloom.node('Picture')).toBeInViewport({ ratio: 0.99 });
    await expect(netloom.node('Prediction')).toBeInViewport({ ratio: 0.99 });
    await expect.poll(width).toBe(before);
  }
});

test('curves are taken away as a table and as a picture', async ({ netloom, page }) => {
  await netloom.action('step').click();
  await netloom.reaches('paused');
  await expect.poll(() => netloom.step()).toBe(1);
  const save = async (item: RegExp) => {
    await netloom.action('chart-save').click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    return download;
  };
  const table = await save(/CSV/);
  expect(table.suggestedFilename()).toBe('LeNet-5-curves.csv');
  expect((await bytesOf(table)).toString()).toMatch(/^step,epoch,batch_loss,.*\r\n1,1,2\.\d+,/);
  const picture = await save(/PNG/);
  expect(picture.suggestedFilename()).toBe('LeNet-5-loss.png');
  const png = await bytesOf(picture);
  expect([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(200);
});

test('undone back to what was opened, nothing is left to save', async ({ netloom, page }) => {
  const dirty = page.locator('[data-dirty]');
  await netloom.title('Dense 1').click();
  await page.keyboard.press('Delete');
  await expect(dirty).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(netloom.node('Dense 1')).toBeVisible();
  await expect(dirty).toHaveCount(0);
});

test('what is dropped is judged first: broken arrays, a table, weights of another network, other formats', async ({
  netloom,
  page,
}) => {
  const source = page.locator('[data-action="data-source"]');
  await drop(page, 'data.npz', 'no archive');
  const refusal = netloom.message(/data\.npz is not a sound zip file/);
  await expect(refusal).toBeVisible();
  await refusal.getByRole('button', { name: 'Undo' }).click();
  await expect(source).toHaveText('Drawn digits');
  await netloom.reaches('ready');

  await drop(page, 'w.safetensors', 'garbage');
  await expect(
    netloom.message(/^w\.safetensors cannot be used: w\.safetensors ends/),
  ).toBeVisible();
  await drop(page, 'model.pt', 'x');
  await expect(netloom.message(/model\.pt cannot be read as weights/)).toBeVisible();
  await expect(netloom.action('undo')).toBeDisabled();

  const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${i * i},${(i * 13) % 29}.5`);
  await drop(page, 'houses.csv', ['rooms,area,price', ...rows].join('\n'));
  await expect(netloom.message('Training data: houses.csv.')).toBeVisible();
  await expect(netloom.message(/20 % of them are held out/)).toBeVisible();
  await expect(netloom.inspector).toContainText('32 + 8');
});

test('what readers decide is said in the language of the window', async ({ netloom, page }) => {
  await drop(page, 'few.csv', 'a,b,class\n1,,x\n2,5,y\n3,6,x\n4,8,y\n5,1,x\n6,2,y\n');
  await netloom.inspector.getByText('What the reader decided').click();
  await expect(netloom.inspector).toContainText('"b": 1 value is missing');
  await netloom.runCommand('chinese');
  await expect(netloom.inspector).toContainText('“b”列缺少 1 个值，以训练样本的均值代替。');
});

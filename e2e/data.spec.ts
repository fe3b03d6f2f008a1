/** One's own data: a table and a folder of pictures, chosen in the inspector, trained on, and found again after a reload. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { expect, test } from './support/fixtures.ts';
import { put } from './support/site.ts';

/** Two classes that a line separates. */
function table(): string {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const side = i % 2 === 0;
    const x = ((i * 37) % 100) / 100;
    return `${x.toFixed(2)},${(side ? x + 1 : x - 1).toFixed(2)},${side ? 'above' : 'below'}`;
  });
  return `width,height,side\n${rows.join('\n')}\n`;
}

/** 8×8 greys: one half of the picture is lit. */
async function pictures(folder: string): Promise<void> {
  for (const [at, name] of ['left', 'right'].entries()) {
    await mkdir(join(folder, name), { recursive: true });
    for (let i = 0; i < 12; i++) {
      const data = Uint8Array.from({ length: 64 }, (_, p) =>
        Math.floor((p % 8) / 4) === at ? 200 + i : 10 + i,
      );
      await writeFile(
        join(folder, name, `${i}.png`),
        encode({ width: 8, height: 8, data, channels: 1 }),
      );
    }
  }
}

test('a table with a header: the target is found, the network fits, it trains', async ({
  netloom,
  page,
}) => {
  await netloom.open();
  await netloom.openTemplate('iris');
  const path = await put(test.info().outputDir, 'sides.csv', table());
  const chooser = page.waitForEvent('filechooser');
  await netloom.action('open-data-files').click();
  await (await chooser).setFiles(path);
  await expect(netloom.inspector).toContainText('sides.csv');
  // The example learned another column of another table: the sentence names those there are.
  await expect(netloom.inspector.getByRole('alert')).toContainText('width, height, side');
  const column = netloom.inspector.getByRole('textbox', { name: 'Column to learn' });
  await column.fill('side');
  await column.press('Enter');
  await expect(netloom.inspector).toContainText('2 classes');

  // The example has three classes; its issue says so and one click mends it.
  await netloom.reaches('issues');
  await netloom.tab(/^Issues/).click();
  await netloom.issues
    .getByRole('button', { name: /Set units to 2/i })
    .first()
    .click();
  await netloom.reaches('ready');
  await netloom.train();
  await netloom.reaches('finished', 60_000);

  // After a reload the browser has forgotten the file: the window says so and keeps the rest.
  await page.waitForTimeout(1200);
  await page.reload();
  await netloom.ready();
  await expect(netloom.inspector).toContainText('sides.csv');
});

test('a folder with a folder of pictures for each class', async ({ netloom, page }) => {
  const folder = test.info().outputPath('halves');
  await pictures(folder);
  await netloom.open();
  await netloom.openTemplate('mlp');
  const chooser = page.waitForEvent('filechooser');
  await netloom.action('open-data-folder').click();
  await (await chooser).setFiles(folder);
  // Its pictures are all in one part, so a share of them is held out, which is said and undone like any edit.
  await expect(netloom.message(/20 % of them are held out/)).toBeVisible();
  await expect(netloom.inspector).toContainText('2 classes');
  await expect(netloom.inspector).toContainText('8×8');
  await page.keyboard.press('Control+z');
  await expect(netloom.inspector.getByRole('alert')).toContainText('choose a fraction');
  await page.keyboard.press('Control+z');
  await expect(page.locator('[data-action="data-source"]')).toHaveText('Drawn digits');
  await netloom.reaches('ready');
});

test('a file that is no data is refused where one looks, and the old data stay', async ({
  netloom,
  page,
}) => {
  await netloom.open();
  const path = await put(test.info().outputDir, 'empty.csv', 'a,b\n');
  const chooser = page.waitForEvent('filechooser');
  await netloom.action('open-data-files').click();
  await (await chooser).setFiles(path);
  await expect(netloom.inspector.getByRole('alert')).toBeVisible();
  await page.keyboard.press('Control+z');
  await netloom.reaches('ready');
  expect(await readFile(path, 'utf8')).toBe('a,b\n');
});

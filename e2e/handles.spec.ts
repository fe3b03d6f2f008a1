/** Files given by their handles, as Chromium's own pickers give them: saved back to, and found again after a reload. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { example } from './support/site.ts';

/**
 * The pickers cannot be driven, so they answer with handles of the page's private file system: real ones, that IndexedDB
 * keeps and that can be written.
 */
async function pickersAnswer(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const root = () => navigator.storage.getDirectory();
    Object.assign(window, {
      showOpenFilePicker: async () => [await (await root()).getFileHandle('mine.netloom')],
      showDirectoryPicker: async () => (await root()).getDirectoryHandle('flowers'),
      showSaveFilePicker: async () => (await root()).getFileHandle('saved', { create: true }),
    });
  });
}
async function put(page: Page, path: string, text: string): Promise<void> {
  await page.evaluate(
    async ([where, content]) => {
      const names = where.split('/');
      const name = names.pop() ?? '';
      let folder = await navigator.storage.getDirectory();
      for (const inside of names)
        folder = await folder.getDirectoryHandle(inside, { create: true });
      const handle = await folder.getFileHandle(name, { create: true });
      const writable = await handle.createWritable();
      await writable.write(content);
      await writable.close();
    },
    [path, text] as const,
  );
}
const read = (page: Page, name: string): Promise<string> =>
  page.evaluate(async (wanted) => {
    const folder = await navigator.storage.getDirectory();
    return (await (await folder.getFileHandle(wanted)).getFile()).text();
  }, name);

test('a project opened from this computer is saved back to its file, which is asked about once it changed', async ({
  netloom,
  page,
}) => {
  await pickersAnswer(page);
  await netloom.open();
  const text = await example('mlp', (project) => {
    project.name = 'Mine';
  });
  await put(page, 'mine.netloom', text);
  await page.keyboard.press('Control+o');
  await netloom.action('open-from-computer').click();
  const name = page.getByRole('textbox', { name: 'Project name' });
  await expect(name).toHaveValue('Mine');

  await name.fill('Renamed');
  await name.press('Enter');
  await page.keyboard.press('Control+s');
  await expect.poll(() => read(page, 'mine.netloom')).toContain('"name": "Renamed"');
  expect(await read(page, 'mine.netloom')).toContain('"integrity"');

  // Another program writes the file: saving asks before it overwrites.
  await put(page, 'mine.netloom', text);
  await name.fill('Renamed again');
  await name.press('Enter');
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  expect(await read(page, 'mine.netloom')).toBe(text);
});

test('a folder of data given by its handle is found again after a reload, without a question', async ({
  netloom,
  page,
}) => {
  await pickersAnswer(page);
  await netloom.open();
  await netloom.openTemplate('iris');
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 5},${i % 2 ? 'odd' : 'even'}`);
  await put(page, 'flowers/flowers.csv', `a,b,species\n${rows.join('\n')}\n`);
  await put(page, 'flowers/.hidden', 'x');
  await netloom.action('open-data-folder').click();
  await expect(netloom.inspector).toContainText('2 classes');

  await page.waitForTimeout(1200);
  await page.reload();
  await netloom.ready();
  await expect(netloom.inspector).toContainText('flowers');
  await expect(netloom.inspector).toContainText('2 classes');
});

test('exported weights go to the file that was chosen', async ({ netloom, page }) => {
  await pickersAnswer(page);
  await netloom.open();
  await netloom.reaches('ready');
  await netloom.action('step').click();
  await netloom.reaches('paused');
  await netloom.button('Export').click();
  await netloom.action('save-weights').click();
  await expect
    // Not there before it is saved.
    .poll(() =>
      read(page, 'saved').then(
        ({ length }) => length,
        () => 0,
      ),
    )
    .toBeGreaterThan(1000);
});

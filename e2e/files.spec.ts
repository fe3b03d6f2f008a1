/** Files: a project saved and opened again, weights taken away, and files that are refused with nothing lost. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './support/fixtures.ts';
import { readHeader } from './support/safetensors.ts';
import { example, put } from './support/site.ts';

test.beforeEach(async ({ netloom }) => {
  await netloom.open();
});

test('save as, edit, save: the file is sealed, its previous generation kept', async ({
  netloom,
  page,
  site,
}) => {
  await page.keyboard.press('Control+Shift+s');
  const dialog = netloom.dialog('Save project as');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('mine');
  await netloom.action('confirm-save-as').click();
  await expect(dialog).toHaveCount(0);
  const path = join(site.folder, 'mine.netloom');
  const first = JSON.parse(await readFile(path, 'utf8'));
  expect(first.nodes).toHaveLength(11);

  await netloom.title('Dense 2').click();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+s');
  await expect.poll(async () => JSON.parse(await readFile(path, 'utf8')).nodes.length).toBe(10);
  expect(JSON.parse(await readFile(`${path}.bak`, 'utf8'))).toEqual(first);
  await expect(page).toHaveTitle(/^[^●•*]*mine|LeNet-5/);

  await netloom.openTemplate('mlp');
  await netloom.chooseProject('mine');
  await expect(netloom.node('Convolution 2')).toBeVisible();
  await expect(netloom.nodes).toHaveCount(10);
  // Undo came with it.
  await netloom.action('undo').click();
  await expect(netloom.node('Dense 2')).toBeVisible();
});

test('a file changed by another program is not overwritten unasked', async ({
  netloom,
  page,
  site,
  trouble,
}) => {
  await netloom.openProject('shared', await example('lenet5'));
  await netloom.title('Dense 2').click();
  await page.keyboard.press('Delete');
  const theirs = await example('mlp', (project) => {
    project.name = 'Theirs';
  });
  await put(site.folder, 'shared.netloom', theirs);
  await page.keyboard.press('Control+s');
  const question = page.getByRole('alertdialog', { name: /has changed on disk/ });
  await expect(question).toBeVisible();
  expect(await readFile(join(site.folder, 'shared.netloom'), 'utf8')).toBe(theirs);
  await question.getByRole('button', { name: 'Keep mine' }).click();
  await expect
    .poll(
      async () =>
        JSON.parse(await readFile(join(site.folder, 'shared.netloom'), 'utf8')).nodes.length,
    )
    .toBe(10);
  expect(await readFile(join(site.folder, 'shared.netloom.bak'), 'utf8')).toBe(theirs);
  // The browser notes the refusal, which this test provoked.
  expect(trouble.splice(0)).toEqual([expect.stringContaining('409')]);
});

test('weights are exported as safetensors, and their SHA-256 is the one that is shown', async ({
  netloom,
  page,
}) => {
  await netloom.action('step').click();
  await netloom.reaches('paused');
  await netloom.button('Export').click();
  const dialog = netloom.dialog('Export weights');
  await expect(dialog).toContainText('Read back, bit-equal');
  const shown = await dialog.getByText(/^[0-9a-f]{64}$/).innerText();
  const download = page.waitForEvent('download');
  await netloom.action('save-weights').click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.safetensors$/);
  const { tensors, parameters, sha256 } = readHeader(await readFile(await file.path()));
  expect(sha256).toBe(shown);
  expect(parameters).toBe(61_706);
  expect(tensors['Convolution 1/kernel']).toEqual({ dtype: 'F32', shape: [5, 5, 1, 6] });
  expect(Object.keys(tensors)).toHaveLength(10);
});

test('a broken, a newer and a strange project are refused with the reason; nothing is lost', async ({
  netloom,
  page,
  site,
}) => {
  await netloom.title('Dense 2').click();
  await page.keyboard.press('Delete');
  const lenet = await example('lenet5');
  const files: Record<string, readonly [string, RegExp]> = {
    broken: [lenet.slice(0, lenet.length / 2), /not readable at line 1, column \d+/],
    newer: [lenet.replace('"version":1', '"version":99'), /newer/],
    strange: ['{"hello": "world"}', /project/],
  };
  for (const [name, [text, reason]] of Object.entries(files)) {
    await put(site.folder, `${name}.netloom`, text);
    await netloom.chooseProject(name);
    const refusal = page.getByRole('alertdialog', { name: `${name}.netloom cannot be opened` });
    await expect(refusal).toContainText(reason);
    await refusal.getByRole('button').last().click();
    await expect(refusal).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(netloom.dialog()).toHaveCount(0);
    // The drawing, its edit and its undo are what they were; so is the file.
    await expect(netloom.nodes).toHaveCount(10);
    await expect(netloom.action('undo')).toBeEnabled();
    expect(await readFile(join(site.folder, `${name}.netloom`), 'utf8')).toBe(text);
  }
});

test('a project from this computer, and one dropped on the window', async ({ netloom, page }) => {
  const text = await example('mlp', (project) => {
    project.name = 'From elsewhere';
  });
  const path = test.info().outputPath('elsewhere.netloom');
  await put(test.info().outputDir, 'elsewhere.netloom', text);
  await page.keyboard.press('Control+o');
  const chooser = page.waitForEvent('filechooser');
  await netloom.action('open-from-computer').click();
  await (await chooser).setFiles(path);
  await expect(netloom.dialog()).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Project name' })).toHaveValue('From elsewhere');

  const transfer = await page.evaluateHandle(
    (content) => {
      const data = new DataTransfer();
      data.items.add(new File([content], 'dropped.netloom', { type: '' }));
      return data;
    },
    await example('lenet5'),
  );
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('main', type, { dataTransfer: transfer });
  await expect(netloom.node('Convolution 2')).toBeVisible();
});

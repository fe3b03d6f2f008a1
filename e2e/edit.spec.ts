/** Editing what is there: undo and redo, copy and paste, duplicate, disable, insert into a wire, reconnect, lay out, find. */
import { expect, test } from './support/fixtures.ts';

test.beforeEach(async ({ netloom }) => {
  await netloom.open();
});

test('a layer dropped on a wire is inserted, and the ghosts say what would follow', async ({
  netloom,
  page,
}) => {
  const at = await netloom.onWire(netloom.wire('Dense 1', 'Dense 2'));
  const item = await netloom.middle(netloom.layer('Dropout'));
  await page.mouse.move(item.x, item.y);
  await page.mouse.down();
  await page.mouse.move(item.x + 30, item.y, { steps: 3 });
  await page.mouse.move(at.x, at.y, { steps: 6 });
  const ghost = page.locator('[data-drop="edge"]');
  await expect(ghost).toContainText('parameters');
  await page.mouse.up();
  await expect(ghost).toHaveCount(0);
  await expect(netloom.wire('Dense 1', 'Dropout')).toBeAttached();
  await expect(netloom.wire('Dropout', 'Dense 2')).toBeAttached();
  await expect(netloom.wire('Dense 1', 'Dense 2')).toHaveCount(0);

  await netloom.action('undo').click();
  await expect(netloom.node('Dropout')).toHaveCount(0);
  await expect(netloom.wire('Dense 1', 'Dense 2')).toBeAttached();
  await netloom.action('redo').click();
  await expect(netloom.wire('Dropout', 'Dense 2')).toBeAttached();
});

test('copy, paste, duplicate, disable and delete, each undone', async ({ netloom, page }) => {
  const { keyboard } = page;
  await netloom.title('Convolution 2').click();
  await netloom.title('Pooling 2').click({ modifiers: ['Shift'] });
  await keyboard.press('Control+c');
  await keyboard.press('Control+v');
  await expect(netloom.nodes).toHaveCount(13);
  await expect(netloom.wire('Convolution', 'Pooling')).toBeAttached();
  await keyboard.press('Control+z');
  await expect(netloom.nodes).toHaveCount(11);

  await netloom.title('Dense 1').click();
  await keyboard.press('Control+d');
  await expect(netloom.nodes).toHaveCount(12);
  await expect(netloom.inspector.getByRole('textbox', { name: 'Name' })).toHaveValue('Dense');
  await keyboard.press('Control+z');
  await expect(netloom.nodes).toHaveCount(11);

  // Pasting has led the view to the copies.
  await keyboard.press('.');
  await netloom.title('Pooling 2').click();
  await netloom.runCommand('disable');
  await expect(netloom.node('Pooling 2')).toHaveAttribute('data-disabled', 'true');
  // Bypassed: what follows sees the map before the pooling.
  await expect(netloom.node('Flatten')).toContainText('1600');
  await netloom.reaches('ready');
  await keyboard.press('Control+z');
  await expect(netloom.node('Flatten')).toContainText('400');

  await netloom.title('Pooling 2').click();
  await keyboard.press('Delete');
  await expect(netloom.nodes).toHaveCount(10);
  await keyboard.press('Control+z');
  await expect(netloom.wire('Pooling 2', 'Flatten')).toBeAttached();
});

test('a wire taken by its end is led elsewhere; dropped on nothing it offers what fits', async ({
  netloom,
  page,
}) => {
  const from = await netloom.middle(netloom.port('Scores', 'output'));
  const box = await netloom.node('Scores').boundingBox();
  await netloom.drag(from, { x: (box?.x ?? 0) - 40, y: (box?.y ?? 0) + 180 });
  const offered = page.getByRole('listbox', { name: 'Layers that fit' });
  await expect(offered.getByRole('option', { name: /Softmax/ })).toBeVisible();
  // Scores are a vector: no convolution takes them.
  await expect(offered.getByRole('option', { name: /Conv2D/ })).toHaveCount(0);
  await page.keyboard.type('softmax');
  await page.keyboard.press('Enter');
  await expect(netloom.wire('Scores', 'Softmax')).toBeAttached();
});

test('double-click searches and places; auto-layout is one edit', async ({ netloom, page }) => {
  const before = await netloom.place('Dense 1');
  const free = await netloom.onCanvas({ x: 460, y: 500 });
  await page.mouse.dblclick(free.x, free.y);
  await page.keyboard.type('batch');
  await page.keyboard.press('Enter');
  await expect(netloom.node('Batch normalization')).toBeVisible();
  await page.keyboard.press('Control+Shift+l');
  await expect.poll(() => netloom.place('Dense 1')).not.toBe(before);
  await page.keyboard.press('Control+z');
  await expect.poll(() => netloom.place('Dense 1')).toBe(before);
  // The layout was one edit: the next is that which placed the layer.
  await page.keyboard.press('Control+z');
  await expect(netloom.nodes).toHaveCount(11);
});

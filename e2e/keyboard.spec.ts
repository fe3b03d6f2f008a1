/** The same network by keyboard alone: not one call of the mouse in this file. */
import { expect, test } from './support/fixtures.ts';

test('an empty canvas becomes a network that trains', async ({ netloom, page }) => {
  const { keyboard } = page;
  const add = async (words: string) => {
    await keyboard.press('/');
    await expect(page.getByRole('combobox', { name: 'Add a layer' })).toBeFocused();
    await keyboard.type(words);
    await keyboard.press('Enter');
  };
  const canvas = page.getByRole('application', { name: 'Network' });
  await netloom.open();

  await keyboard.press('Control+Alt+n');
  await expect(netloom.dialog('New project')).toBeVisible();
  // Arrows go round: left of the first is the last, the blank canvas.
  await keyboard.press('ArrowLeft');
  await keyboard.press('Enter');
  await expect(netloom.dialog()).toHaveCount(0);
  await expect(netloom.nodes).toHaveCount(0);

  await netloom.tabTo(canvas);
  await add('input');
  await expect(netloom.node('Input')).toBeVisible();
  // Each layer is wired behind the one before, which is selected.
  await add('convolution');
  await add('rectif');
  await keyboard.press('Shift+M');
  await keyboard.press('Shift+F');
  await add('linear');
  await expect(netloom.wire('Flatten', 'Dense')).toBeAttached();

  // Enter goes to the inspector, Escape comes back.
  await keyboard.press('Enter');
  await netloom.tabTo(netloom.inspector.getByRole('spinbutton', { name: 'Units' }));
  await keyboard.press('Control+a');
  await keyboard.type('10');
  await keyboard.press('Enter');
  await keyboard.press('Escape');
  await expect(canvas).toBeFocused();
  await add('cross entropy');
  await expect(netloom.wire('Dense', 'Crossentropy')).toBeAttached();

  // With nothing selected the inspector is that of the training.
  await keyboard.press('Escape');
  await netloom.tabTo(page.locator('[data-action="data-source"]'));
  await keyboard.press('Enter');
  await keyboard.type('Drawn');
  await keyboard.press('Enter');
  await netloom.reaches('ready');

  await netloom.tabTo(canvas, 'Shift+Tab');
  await keyboard.press('.');
  await expect(netloom.nodes).toHaveCount(7);
  await expect(netloom.node('Input')).toContainText('28×28×1');
  await keyboard.press('Control+Alt+Enter');
  await netloom.reaches('paused');
  await expect.poll(() => netloom.step()).toBe(1);
});

test('walking, moving, wiring, disabling and undoing in LeNet-5', async ({ netloom, page }) => {
  const { keyboard } = page;
  const canvas = page.getByRole('application', { name: 'Network' });
  const current = () => canvas.getAttribute('aria-activedescendant');
  await netloom.open();
  await netloom.tabTo(canvas);

  // Along the wires, end to end: the canvas is one stop for Tab.
  await keyboard.press('ArrowRight');
  const start = await current();
  for (let i = 0; i < 8; i++) await keyboard.press('ArrowRight');
  expect(start).toBe('node-image');
  expect(await current()).toBe('node-scores');
  await keyboard.press('ArrowLeft');
  expect(await current()).toBe('node-dense2');
  await expect(netloom.inspector.getByRole('textbox', { name: 'Name' })).toHaveValue('Dense 2');

  const before = await netloom.node('Dense 2').boundingBox();
  await keyboard.press('Alt+ArrowDown');
  await keyboard.press('Alt+ArrowDown');
  await expect
    .poll(async () => (await netloom.node('Dense 2').boundingBox())?.y)
    .toBeGreaterThan(before?.y ?? 0);

  // A wire of one's own: from Dense 2 past Scores.
  await keyboard.press('c');
  await keyboard.type('Prediction');
  await keyboard.press('Enter');
  await expect(netloom.wire('Dense 2', 'Prediction')).toBeAttached();
  await keyboard.press('Control+z');
  await expect(netloom.wire('Dense 2', 'Prediction')).toHaveCount(0);
  await expect(netloom.wire('Scores', 'Prediction')).toBeAttached();

  await keyboard.press('Control+f');
  await keyboard.type('Pooling 2');
  await keyboard.press('Enter');
  expect(await current()).toBe('node-pool2');
  await keyboard.press('Delete');
  await expect(netloom.node('Pooling 2')).toHaveCount(0);
  await keyboard.press('Control+z');
  await expect(netloom.node('Pooling 2')).toBeVisible();
  await expect(netloom.wire('Pooling 2', 'Flatten')).toBeAttached();
});

test('the Outline does what the canvas does', async ({ netloom, page }) => {
  const { keyboard } = page;
  await netloom.open();
  await keyboard.press('Control+Shift+O');
  const tree = netloom.outline.getByRole('tree');
  await netloom.tabTo(tree);
  await expect(tree.getByRole('treeitem')).toHaveCount(11);
  await keyboard.press('Home');
  await expect(tree.getByRole('treeitem').first()).toContainText('Picture');

  // Down to the second convolution, renamed, then deleted together with its wires.
  for (let i = 0; i < 3; i++) await keyboard.press('ArrowDown');
  await keyboard.press('F2');
  await keyboard.press('Control+a');
  await keyboard.type('Features');
  await keyboard.press('Enter');
  await expect(netloom.node('Features')).toBeAttached();
  await expect(tree).toBeFocused();
  await keyboard.press('Delete');
  await expect(netloom.node('Features')).toHaveCount(0);
  await expect(tree.getByRole('treeitem')).toHaveCount(10);
  await keyboard.press('Control+z');
  await expect(netloom.node('Features')).toBeAttached();

  // The wires of a node are its rows.
  await keyboard.press('Home');
  await keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem')).toHaveCount(12);
  await keyboard.press('/');
  await keyboard.type('dropout');
  await keyboard.press('Enter');
  await expect(netloom.node('Dropout')).toBeAttached();
  await expect(netloom.wire('Picture', 'Dropout')).toBeAttached();
});

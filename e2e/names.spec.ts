/** Names are an interface: the roles and names that product.md promises to tests, assistive technology and scripts. */
import { expect, test } from './support/fixtures.ts';

test('buttons, regions, the palette, the status and the nodes are called what is promised', async ({
  netloom,
  page,
}) => {
  await netloom.open();
  for (const name of ['Train', 'Pause', 'Step', 'Stop', 'Undo', 'Redo', 'Export'])
    await expect(page.getByRole('button', { name, exact: true }), name).toHaveCount(1);
  for (const name of ['Canvas', 'Inspector', 'Loss', 'Feature maps'])
    await expect(page.getByRole('region', { name, exact: true }), name).toHaveCount(1);
  await expect(page.getByRole('status', { name: 'Training status' })).toHaveCount(1);

  const layers = page.getByRole('list', { name: 'Layers', exact: true });
  for (const name of [
    'Conv2D',
    'Max pooling',
    'Average pooling',
    'Global average pooling',
    'Batch normalization',
    'Dropout',
    'ReLU',
    'Activation',
    'Dense',
    'Flatten',
    'Residual',
    'Add',
    'Concat',
    'Input',
    'Output',
    'Crossentropy',
    'Mean squared error',
  ])
    await expect(layers.getByRole('listitem', { name, exact: true }), name).toHaveCount(1);
  await expect(
    page.getByRole('group', { name: 'Conv2D Convolution 1', exact: true }),
  ).toBeVisible();

  await netloom.tab(/^Issues/).click();
  await expect(page.getByRole('region', { name: 'Issues', exact: true })).toBeVisible();
  await page.getByRole('radio', { name: 'Outline' }).click();
  await expect(page.getByRole('region', { name: 'Outline', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
});

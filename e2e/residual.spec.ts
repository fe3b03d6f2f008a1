/** Residual connections: around a selected block, into a wire with its skip chosen, and taken apart again. */
import { expect, test } from './support/fixtures.ts';
import { example } from './support/site.ts';

/** Two convolutions that keep their shape, between pooling and flatten of LeNet-5. */
const block = () =>
  example('lenet5', (project) => {
    project.name = 'Block';
    const params = { filters: 6, kernelSize: [3, 3], padding: 'same', activation: 'relu' };
    for (const id of ['a', 'b']) {
      project.nodes.push({
        id,
        type: 'conv2d',
        version: 1,
        label: `Block ${id.toUpperCase()}`,
        params,
        position: { x: id === 'a' ? 400 : 600, y: 160 },
        disabled: false,
        trainable: true,
      });
    }
    const next = project.edges.find(({ from }) => from.node === 'pool1');
    if (!next) throw new Error('LeNet-5 has changed.');
    next.from.node = 'b';
    project.edges.push(
      {
        id: 'ra',
        from: { node: 'pool1', port: 'output' },
        to: { node: 'a', port: 'input' },
      },
      { id: 'rb', from: { node: 'a', port: 'output' }, to: { node: 'b', port: 'input' } },
    );
  });

test.beforeEach(async ({ netloom }) => {
  await netloom.open();
  await netloom.openProject('block', await block());
});

test('dropped on a selected block it wraps it; Expand takes it apart', async ({
  netloom,
  page,
}) => {
  await netloom.title('Block A').click();
  await netloom.title('Block B').click({ modifiers: ['Shift'] });
  await expect(netloom.inspector).toContainText('2');
  await netloom.dragLayer('Residual', await netloom.middle(netloom.node('Block A')));

  const residual = netloom.node('Residual');
  await expect(residual).toBeVisible();
  await expect(netloom.wire('Block B', 'Residual')).toBeAttached();
  await expect(netloom.wire('Pooling 1', 'Residual')).toBeAttached();
  await expect(netloom.wire('Residual', 'Convolution 2')).toBeAttached();
  await expect(netloom.wire('Block B', 'Convolution 2')).toHaveCount(0);
  await netloom.reaches('ready');
  await expect(residual).toContainText('14×14×6');

  await netloom.title('Residual').click();
  await netloom.action('expand-residual').click();
  await expect(netloom.node('Residual').and(page.locator('[data-layer="residual"]'))).toHaveCount(
    0,
  );
  await expect(page.locator('[data-node][data-layer="add"]')).toHaveCount(1);
  await netloom.reaches('ready');
  await page.keyboard.press('Control+z');
  await expect(page.locator('[data-node][data-layer="residual"]')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(netloom.wire('Block B', 'Convolution 2')).toBeAttached();
});

test('dropped on a wire it asks where its skip comes from', async ({ netloom, page }) => {
  const wire = netloom.wire('Block B', 'Convolution 2');
  await netloom.dragLayer('Residual', await netloom.onWire(wire));
  // Possible sources are lit; the one before the block is taken.
  await expect(netloom.node('Pooling 1')).toHaveAttribute('data-choice', /possible|chosen/);
  await netloom.title('Pooling 1').click();
  await expect(netloom.wire('Pooling 1', 'Residual')).toBeAttached();
  await expect(netloom.wire('Block B', 'Residual')).toBeAttached();
  await netloom.reaches('ready');
  await page.keyboard.press('Control+z');
  await expect(netloom.wire('Block B', 'Convolution 2')).toBeAttached();
  await expect(page.locator('[data-node][data-layer="residual"]')).toHaveCount(0);
});

/** From an empty canvas to a network that trains, by mouse: layers dragged from the palette, wires from port to port. */
import { expect, test } from './support/fixtures.ts';
import type { Netloom } from './support/netloom.ts';

/** Two rows of four, in pixels of the canvas. */
const place = (index: number) => ({
  x: 110 + (index % 4) * 220,
  y: 110 + Math.floor(index / 4) * 210,
});

async function draw(netloom: Netloom, layers: readonly string[]): Promise<void> {
  for (const [index, layer] of layers.entries()) {
    await netloom.dragLayer(layer, await netloom.onCanvas(place(index)));
    await expect(netloom.node(layer)).toBeVisible();
  }
  await expect(netloom.nodes).toHaveCount(layers.length);
}
async function wireUp(netloom: Netloom, layers: readonly string[]): Promise<void> {
  for (const [index, layer] of layers.slice(1).entries()) {
    const before = layers[index] ?? '';
    await netloom.connect(before, layer, layer === 'Crossentropy' ? 'prediction' : 'input');
  }
}
/** Ten classes, so ten scores. */
async function tenUnits(netloom: Netloom): Promise<void> {
  await netloom.node('Dense').getByText('Dense').first().click();
  const units = netloom.inspector.getByRole('spinbutton', { name: 'Units' });
  await units.fill('10');
  await units.press('Enter');
}

test.beforeEach(async ({ netloom }) => {
  await netloom.open();
  await netloom.openTemplate('empty');
  await netloom.chooseData('Digits');
});

test('input → conv → relu → pool → flatten → dense → loss, dragged and wired', async ({
  netloom,
}) => {
  const layers = ['Input', 'Conv2D', 'ReLU', 'Max pooling', 'Flatten', 'Dense', 'Crossentropy'];
  await draw(netloom, layers);
  await wireUp(netloom, layers);
  await tenUnits(netloom);

  await expect(netloom.node('Input')).toContainText('28×28×1');
  await expect(netloom.node('Dense')).toContainText('10');
  await netloom.reaches('ready');
  // It is alive before any training: the sample flows through the initial weights.
  await expect(netloom.node('Conv2D').locator('canvas[data-kind="planes"]')).toBeVisible();

  await netloom.action('step').click();
  await netloom.reaches('paused');
  await expect.poll(() => netloom.step()).toBe(1);
});

test('without flatten: the issue says so, and one click mends it', async ({ netloom, page }) => {
  const layers = ['Input', 'Conv2D', 'ReLU', 'Max pooling', 'Dense', 'Crossentropy'];
  await draw(netloom, layers);
  await wireUp(netloom, layers);
  await tenUnits(netloom);
  await netloom.reaches('issues');

  // Train does not begin; it shows what keeps it.
  await netloom.train();
  await expect(netloom.state.first()).toHaveAttribute('data-status', 'issues');
  await netloom.tab(/^Issues/).click();
  const issue = netloom.issues.getByRole('listitem').filter({ hasText: 'Dense' }).first();
  await expect(issue).toBeVisible();
  // One cause, one issue: what follows is only not known yet.
  await expect(netloom.issues.locator('[data-severity="error"]')).toHaveCount(1);

  const fix = issue.getByRole('button', { name: /Insert Flatten/ });
  await expect(fix).toContainText(/parameters/);
  await fix.click();
  await netloom.reaches('ready');
  await expect(netloom.node('Flatten')).toBeVisible();
  await expect(netloom.wire('Max pooling', 'Flatten')).toBeAttached();
  await expect(netloom.wire('Flatten', 'Dense')).toBeAttached();

  // Mending is an edit like others.
  await page.keyboard.press('Control+z');
  await expect(netloom.node('Flatten')).toHaveCount(0);
  await netloom.reaches('issues');
  await page.keyboard.press('Control+y');
  await netloom.reaches('ready');
});

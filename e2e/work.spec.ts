/** Work, not time: how many React commits a frame of dragging costs among 1,000 nodes, and a refresh of the maps. */
import { commitsOf, nextFrame, since } from './support/commits.ts';
import { expect, test } from './support/fixtures.ts';
import { largeProject } from './support/large.ts';

test('a frame of dragging one of 1,000 nodes commits that node alone', async ({
  netloom,
  page,
}) => {
  test.setTimeout(120_000);
  await netloom.open();
  await netloom.openProject('large', largeProject(1000));
  await page.keyboard.press('.');
  await expect(netloom.nodes).toHaveCount(1000, { timeout: 30_000 });

  const start = await netloom.middle(page.locator('#node-n514'));
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  // What picking it up costs (it is selected, too) is over after the first frames.
  for (let i = 1; i <= 3; i++) {
    await page.mouse.move(start.x + i * 3, start.y);
    await nextFrame(page);
  }
  const before = await commitsOf(page);
  const frames = 12;
  for (let i = 1; i <= frames; i++) {
    await page.mouse.move(start.x + 9 + i * 2, start.y + i);
    await nextFrame(page);
  }
  const cost = since(before, await commitsOf(page));
  await page.mouse.up();
  expect(cost.node).toBeGreaterThan(0);
  // Its own commit for each frame, and those of its two wires.
  expect(cost.node).toBeLessThanOrEqual(frames);
  expect(cost.wire).toBeLessThanOrEqual(2 * frames);
  expect(cost.nodeBody).toBe(0);
  expect(cost.map).toBe(0);
});

test('an edit of one of 1,000 nodes commits what it changed', async ({ netloom, page }) => {
  test.setTimeout(120_000);
  await netloom.open();
  await netloom.openProject('large edited', largeProject(1000));
  await page.keyboard.press('.');
  await expect(netloom.nodes).toHaveCount(1000, { timeout: 30_000 });
  // The last layer before the loss: nothing but the loss follows.
  const last = page.locator('#node-n997');
  const { x, y } = await netloom.middle(last);
  await page.mouse.click(x, y);
  const field = netloom.inspector.getByRole('textbox', { name: 'Name' });
  await expect(field).toHaveValue('Node 997');
  const before = await commitsOf(page);
  await field.fill('Renamed');
  await field.press('Enter');
  await expect(netloom.node('Renamed')).toBeAttached();
  await nextFrame(page);
  const cost = since(before, await commitsOf(page));
  expect(cost.nodeBody).toBeLessThanOrEqual(3);
});

test('refreshing the maps while it trains commits nothing', async ({ netloom, page }) => {
  await netloom.open();
  await netloom.train();
  await netloom.reaches('running');
  const map = netloom.map(0);
  const picture = () => map.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  await expect(map).toHaveAttribute('data-maximum', /./);
  const first = await picture();
  await expect.poll(picture).not.toBe(first);

  const before = await commitsOf(page);
  const seen = new Set<string>();
  // Five different pictures of one map.
  await expect
    .poll(async () => seen.add(await picture()).size, { timeout: 30_000, intervals: [50] })
    .toBeGreaterThanOrEqual(5);
  expect(since(before, await commitsOf(page))).toEqual({ node: 0, nodeBody: 0, wire: 0, map: 0 });
});

test('from far away wires still end where their nodes are', async ({ netloom, page }) => {
  await netloom.open();
  await netloom.openProject('far', largeProject(1000));
  await page.keyboard.press('.');
  await expect(netloom.nodes).toHaveCount(1000, { timeout: 30_000 });
  const node = await page.locator('#node-n514').boundingBox();
  const wire = await netloom.wire('Node 514', 'Node 515').locator('path.wire').boundingBox();
  if (!node || !wire) throw new Error('Nothing to be seen.');
  expect(Math.abs(wire.x - (node.x + node.width))).toBeLessThan(4);
  expect(Math.abs(wire.y - (node.y + node.height / 2))).toBeLessThan(4);
});

/** Training on the built-in digits: to more than 97 %, and every control of it while it runs. */
import { expect, test } from './support/fixtures.ts';
import { example } from './support/site.ts';

test('one click trains LeNet-5 on the digits to more than 97 %', async ({ netloom, page }) => {
  test.setTimeout(180_000);
  await netloom.open();
  await netloom.reaches('ready');
  await netloom.train();
  await netloom.reaches('running');
  await expect(netloom.button('Pause')).toBeEnabled();

  // Loss and feature maps are seen together, and move.
  await expect(netloom.loss.locator('.uplot')).toBeVisible();
  const map = netloom.maps.locator('canvas[data-channel="0"]').first();
  const picture = () => map.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const before = await picture();
  await expect.poll(picture, { timeout: 10_000 }).not.toBe(before);

  await netloom.reaches('finished', 150_000);
  const text = await page.getByRole('banner').innerText();
  const accuracy = Number(/accuracy\s+([\d.]+)\s*%/.exec(text)?.[1]);
  expect(accuracy).toBeGreaterThan(97);
  await expect(netloom.status).toContainText('Training is finished. Epoch 8 of 8');

  // Every epoch is there to be read, for eyes and for assistive technology.
  await expect(netloom.loss.getByRole('row')).toHaveCount(9);
});

test('pause, step, resume, stop; a learning rate of its own while it runs', async ({
  netloom,
  page,
}) => {
  await netloom.open();
  // Long enough that nothing here waits for its end.
  const long = await example('lenet5', (project) => {
    const [phase] = project.training.phases;
    if (phase) phase.epochs = 200;
  });
  await netloom.openProject('long', long);
  await netloom.train();
  await netloom.reaches('running');
  await expect(netloom.button('Pause')).toBeEnabled();
  await expect(netloom.button('Step')).toBeDisabled();

  await netloom.button('Pause').click();
  await netloom.reaches('paused');
  await expect(netloom.status).toHaveText('Training is paused.');
  const paused = await netloom.step();
  expect(paused).toBeGreaterThan(0);
  for (let more = 1; more <= 3; more++) {
    await netloom.button('Step').click();
    await expect.poll(() => netloom.step()).toBe(paused + more);
  }

  await netloom.button('Resume').click();
  await netloom.reaches('running');

  await netloom.action('pace').click();
  const rate = page.getByRole('spinbutton', { name: 'Learning rate, exactly' });
  await expect(rate).toHaveValue('0.001');
  await rate.fill('0.0002');
  await rate.press('Enter');
  // What the run answers, not what was typed: the rate with its schedule.
  await expect(page.getByText(/With the schedule it is (2e-4|1\.\d+e-4) now/)).toBeVisible();
  // An event of the run is no edit.
  await expect(netloom.action('undo')).toBeDisabled();
  await page.keyboard.press('Escape');

  await netloom.button('Pause').click();
  await netloom.reaches('paused');
  expect(await netloom.step()).toBeGreaterThan(paused + 3);
  await netloom.button('Stop').click();
  await netloom.reaches('stopped');
  await expect(netloom.status).toHaveText('Training was stopped.');
  await expect(netloom.button('Stop')).toBeDisabled();
  await expect(netloom.button('Train')).toBeEnabled();
});

test('slow enough to watch: one batch after the other, edits for the next run', async ({
  netloom,
  page,
}) => {
  await netloom.open();
  await netloom.action('pace').click();
  const speed = page.getByRole('slider', { name: 'Speed' });
  await speed.press('Home');
  await page.keyboard.press('Escape');
  await netloom.train();
  await netloom.reaches('running');
  await page.waitForTimeout(2500);
  await netloom.button('Pause').click();
  await netloom.reaches('paused');
  // One batch a second: a full-speed run would be hundreds of steps on.
  expect(await netloom.step()).toBeLessThan(6);

  await netloom.title('Dropout').or(netloom.title('Dense 1')).click();
  await page.keyboard.press('Control+d');
  await expect(page.getByRole('banner').locator('[data-status="pending"]')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('banner').locator('[data-status="pending"]')).toHaveCount(0);
});

/** Nothing is lost: a reload in the middle of an edit and of a training, a second window, a crash of the page. */
import { expect, test } from './support/fixtures.ts';
import { Netloom } from './support/netloom.ts';
import { example } from './support/site.ts';

test('a reload in the middle of editing keeps the edits and their undo', async ({
  netloom,
  page,
}) => {
  await netloom.open();
  await netloom.title('Dense 2').click();
  await page.keyboard.press('Delete');
  await netloom.title('Dense 1').click();
  const units = netloom.inspector.getByRole('spinbutton', { name: 'Units' });
  await units.fill('77');
  await units.press('Enter');
  await expect(netloom.node('Dense 1')).toContainText('77');
  // Backed up within a second of the last edit.
  await page.waitForTimeout(1200);
  await page.reload();
  await netloom.ready();

  await expect(netloom.node('Dense 1')).toContainText('77');
  await expect(netloom.node('Dense 2')).toHaveCount(0);
  await netloom.action('undo').click();
  await expect(netloom.node('Dense 1')).toContainText('120');
  await netloom.action('undo').click();
  await expect(netloom.node('Dense 2')).toBeVisible();
  await expect(netloom.wire('Dense 2', 'Scores')).toBeAttached();
  await expect(netloom.action('undo')).toBeDisabled();
  await netloom.action('redo').click();
  await expect(netloom.node('Dense 2')).toHaveCount(0);
});

test('a window that dies while editing is recovered, and says so', async ({ netloom, context }) => {
  await netloom.open();
  await netloom.title('Dense 2').click();
  await netloom.page.keyboard.press('Delete');
  await netloom.page.waitForTimeout(1200);
  await netloom.page.close({ runBeforeUnload: false });

  const again = new Netloom(await context.newPage(), netloom.site);
  await again.open();
  await expect(again.node('Dense 2')).toHaveCount(0);
  await expect(again.message(/recovered/)).toBeVisible();
  await again.action('undo').click();
  await expect(again.node('Dense 2')).toBeVisible();
});

test('a reload in the middle of training: resume at the step, the curve kept', async ({
  netloom,
  page,
}) => {
  test.setTimeout(120_000);
  await netloom.open();
  const long = await example('lenet5', (project) => {
    const [phase] = project.training.phases;
    if (phase) phase.epochs = 50;
  });
  await netloom.openProject('interrupted', long);
  await netloom.train();
  await netloom.reaches('running');
  // Then a checkpoint is there: 200 steps have been done, and 5 s have gone by.
  await page.waitForTimeout(6000);
  await expect.poll(async () => netloom.epoch(), { timeout: 60_000 }).toBeGreaterThan(1);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await netloom.ready();

  const resume = page.getByRole('button', { name: /Resume at step [\d,]+/ });
  await expect(resume).toBeVisible();
  const step = Number(
    (/step ([\d,]+)/.exec(await resume.innerText())?.[1] ?? 'NaN').replaceAll(',', ''),
  );
  expect(step).toBeGreaterThan(0);
  await resume.click();
  await netloom.reaches('running');
  // What was learnt is still there: not the loss of initial weights.
  await netloom.button('Pause').click();
  await netloom.reaches('paused');
  expect(await netloom.step()).toBeGreaterThanOrEqual(step);
  const loss = Number(/loss ([\d.e-]+)/.exec(await page.getByRole('banner').innerText())?.[1]);
  expect(loss).toBeLessThan(1);
  await expect(netloom.loss.getByRole('row').nth(1)).toContainText('1');
});

test('one writer a project: a second window reads, and may take over', async ({
  netloom,
  context,
}) => {
  await netloom.open();
  await netloom.title('Dense 1').click();
  await netloom.page.keyboard.press('Alt+ArrowDown');
  await netloom.page.waitForTimeout(1200);

  const second = new Netloom(await context.newPage(), netloom.site);
  await second.open();
  await expect(second.page.getByText('open in another window')).toBeVisible();
  await second.title('Dense 1').click();
  await second.page.keyboard.press('Delete');
  await expect(second.nodes).toHaveCount(11);
  await expect(second.inspector.getByRole('spinbutton', { name: 'Units' })).toBeDisabled();

  await second.button('Take over').click();
  await expect(second.page.getByText('open in another window')).toHaveCount(0);
  await expect(netloom.page.getByText('open in another window')).toBeVisible();
  await second.title('Dense 1').click();
  await second.page.keyboard.press('Delete');
  await expect(second.nodes).toHaveCount(10);
  await expect(netloom.inspector.getByRole('spinbutton', { name: 'Units' })).toBeDisabled();
});

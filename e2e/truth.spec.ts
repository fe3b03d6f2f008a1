/** What is shown is true: maps equal the command line's probe of the exported weights, and both train to the same bits. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { netloom as cli } from './support/cli.ts';
import { distance } from './support/colors.ts';
import { expect, test } from './support/fixtures.ts';
import type { Netloom } from './support/netloom.ts';
import { example } from './support/site.ts';

interface Shown {
  readonly width: number;
  readonly height: number;
  readonly pixels: readonly number[];
  readonly minimum: number;
  readonly maximum: number;
  readonly map: string;
}

/** Every channel of the grid as it is on the screen. */
function readMaps(netloom: Netloom): Promise<readonly Shown[]> {
  return netloom.maps.locator('canvas[data-channel]').evaluateAll((canvases) =>
    canvases.map((element) => {
      const canvas = element as HTMLCanvasElement;
      const { width, height, dataset } = canvas;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      return {
        width,
        height,
        pixels: [...pixels],
        minimum: Number(dataset.minimum),
        maximum: Number(dataset.maximum),
        map: dataset.map ?? '',
      };
    }),
  );
}

test('paused, every shown map equals the probe on the exported weights within 1/255', async ({
  netloom,
  page,
}) => {
  const text = await example('lenet5', (project) => {
    const [phase] = project.training.phases;
    if (phase) phase.epochs = 100;
    // Signed values too: they are shown around zero.
    const second = project.nodes.find(({ id }) => id === 'conv2');
    if (second) second.params.activation = 'linear';
  });
  await netloom.open();
  await netloom.openProject('truth', text);
  await netloom.train();
  await netloom.reaches('running');
  await page.waitForTimeout(1500);
  await netloom.button('Pause').click();
  await netloom.reaches('paused');

  await netloom.button('Export').click();
  const last = netloom.dialog('Export weights').getByText('Last', { exact: true });
  await last.click();
  await expect(netloom.dialog('Export weights')).toContainText('Read back');
  const download = page.waitForEvent('download');
  await netloom.action('save-weights').click();
  const weights = await (await download).path();
  await page.keyboard.press('Escape');
  await expect(netloom.dialog()).toHaveCount(0);
  const project = test.info().outputPath('truth.netloom');
  await writeFile(project, text);

  for (const [label, map] of [
    ['Convolution 1', 'viridis'],
    ['Convolution 2', 'diverging'],
  ] as const) {
    await netloom.title(label).click();
    await expect(netloom.map(0)).toHaveAttribute('data-map', map);
    const [probe] = await cli(
      'probe',
      project,
      '--weights',
      weights,
      '--node',
      label,
      '--sample',
      '0',
    );
    const { shape, values } = probe as { shape: number[]; values: number[] };
    const [height = 0, width = 0, channels = 0] = shape;
    await expect(netloom.maps.locator('canvas[data-channel]')).toHaveCount(channels);
    await expect
      .poll(async () => worst(await readMaps(netloom), values, [height, width, channels]))
      .toBeLessThanOrEqual(1);
  }
});

/** The largest distance of a pixel from the colour that the probe's value should have, in 1/255 of the scale. */
function worst(
  maps: readonly Shown[],
  values: readonly number[],
  [height, width, channels]: readonly [number, number, number],
): number {
  let found = 0;
  for (const [channel, shown] of maps.entries()) {
    if (shown.width !== width || shown.height !== height) return Number.POSITIVE_INFINITY;
    for (let at = 0; at < height * width; at++) {
      const value = values[at * channels + channel] ?? Number.NaN;
      // The scale holds every value: it was never clipped.
      if (!(value >= shown.minimum && value <= shown.maximum)) return Number.POSITIVE_INFINITY;
      found = Math.max(found, distance(shown.pixels.slice(at * 4, at * 4 + 3), value, shown));
    }
  }
  return found;
}

test('the same project, seed and threads: equal losses per epoch and an equal SHA-256', async ({
  netloom,
  page,
}) => {
  const text = await example('lenet5', (project) => {
    const [phase] = project.training.phases;
    if (phase) phase.epochs = 2;
  });
  const project = test.info().outputPath('same.netloom');
  await writeFile(project, text);
  const out = test.info().outputPath('same.safetensors');
  await netloom.open();
  await netloom.openProject('same', text);
  await netloom.train();
  await netloom.reaches('finished', 60_000);
  const shown = await epochsOf(netloom, page);

  await netloom.button('Export').click();
  const dialog = netloom.dialog('Export weights');
  await dialog.getByText('Last', { exact: true }).click();
  const sha256 = await dialog.getByText(/^[0-9a-f]{64}$/).innerText();

  const lines = await cli('train', project, '--threads', '2', '--out', out);
  const epochs = lines.filter(({ event }) => event === 'epoch');
  const done = lines.find(({ event }) => event === 'done');
  expect(epochs).toHaveLength(2);
  expect(shown).toEqual(epochs.map(({ loss, val_loss }) => [loss, val_loss]));
  expect(sha256).toBe(done?.weights_sha256);
  expect((await readFile(out)).length).toBeGreaterThan(200_000);
});

/** Losses of each epoch, in full, from the table that the chart saves. */
async function epochsOf(netloom: Netloom, page: Page): Promise<readonly (readonly number[])[]> {
  await netloom.loss.getByRole('button', { name: 'Save the curves' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /CSV/ }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  const [header = '', ...rows] = text.trim().split('\r\n');
  const [loss, validation] = ['loss', 'val_loss'].map((name) => header.split(',').indexOf(name));
  return rows
    .map((row) => row.split(','))
    .filter((cells) => cells[loss ?? -1] !== '')
    .map((cells) => [Number(cells[loss ?? -1]), Number(cells[validation ?? -1])]);
}

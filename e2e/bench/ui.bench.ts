/** Measures the numbers that product.md holds the window to; one row of the table a test. */
import type { Page } from '@playwright/test';
import { commitsOf, nextFrame, since } from '../support/commits.ts';
import { expect, test } from '../support/fixtures.ts';
import { largeProject } from '../support/large.ts';
import { Netloom } from '../support/netloom.ts';
import { example } from '../support/site.ts';
import { ms, percent, report } from './report.ts';
import { median, medianInterval } from './statistics.ts';
import { type Arrival, arrivalsOf, between, clockOf, listenIn } from './stream.ts';
import { traced } from './trace.ts';

/** LeNet-5 that does not end while it is measured. */
const endless = () =>
  example('lenet5', (project) => {
    const [phase] = project.training.phases;
    if (phase) phase.epochs = 10_000;
  });
/** A block by the clock, and how much of it was work: the rest waited for a processor that something else had. */
const blocked = (wall: number, work: number): string => `${ms(wall)} (work: ${ms(work)})`;
const wait = (page: Page, milliseconds: number) => page.waitForTimeout(milliseconds);

test('start', async ({ netloom, context, site }) => {
  // Warm: the browser has seen the page before.
  await netloom.open();
  const times: number[] = [];
  for (let i = 0; i < 11; i++) {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const look = () => {
        const train = document.querySelector('button[data-action="train"]:not([disabled])');
        const ready = document.querySelector('[data-status="ready"]');
        const node = document.querySelector('[data-node]');
        if (train && ready && node) Object.assign(window, { interactive: performance.now() });
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(site.address);
    await page.waitForFunction(() => 'interactive' in window);
    times.push(
      await page.evaluate(() => (window as unknown as { interactive: number }).interactive),
    );
    await page.close();
  }
  const value = median(times);
  await report({
    what: 'start to interactive (browser, warm)',
    measured: ms(value),
    bar: '≤ 1.5 s',
    met: value <= 1500,
    numbers: { median: value, times },
  });
});

test('edit of a large network', async ({ netloom, page, browser }) => {
  await netloom.open();
  await netloom.openProject('large', largeProject(1000));
  await page.keyboard.press('.');
  await expect(netloom.nodes).toHaveCount(1000, { timeout: 60_000 });
  // An early layer, so that much follows from it.
  const { x, y } = await netloom.middle(page.locator('#node-n1'));
  await page.mouse.click(x, y);
  const field = netloom.inspector.getByRole('spinbutton', { name: 'Units' });
  await expect(field).toHaveValue('8');
  await wait(page, 3000);
  const work: number[] = [];
  const longest: number[] = [];
  const longestWork: number[] = [];
  const graph: number[] = [];
  const latency: number[] = [];
  for (let i = 0; i < 10; i++) {
    await field.fill(String(9 + i));
    await nextFrame(page);
    const found = await traced(browser, async () => {
      latency.push(await commitAndWait(page, `${9 + i}`));
      await wait(page, 200);
    });
    work.push(found.page.work);
    longest.push(found.page.longest);
    longestWork.push(found.page.longestWork);
    graph.push(found.workers.graphWorker?.work ?? Number.NaN);
  }
  await report({
    what: 'edit → shapes and issues on 1,000 nodes: work (graph worker)',
    measured: ms(median(graph)),
    bar: '≤ 50 ms',
    met: median(graph) <= 50,
    numbers: { median: median(graph), times: graph },
  });
  await report({
    what: 'edit → shapes and issues on 1,000 nodes: the page’s own work',
    measured: ms(median(work)),
    bar: '',
    met: null,
    numbers: { median: median(work), times: work },
  });
  await report({
    what: 'edit → shapes and issues on 1,000 nodes: longest block of the page',
    measured: blocked(median(longest), median(longestWork)),
    bar: 'no frame blocked',
    met: median(longest) <= 50,
    numbers: { median: median(longest), times: longest, longestWork },
  });
  await report({
    what: 'edit → shapes and issues on 1,000 nodes: until it is shown',
    measured: ms(median(latency)),
    bar: '',
    met: null,
    numbers: { median: median(latency), times: latency },
  });
});

/** Presses Enter in the field that has the focus; ms until the node shows the new shape. Marks the span for the trace. */
function commitAndWait(page: Page, shape: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((done) => {
        const node = document.querySelector('#node-n1');
        performance.mark('begin');
        const start = performance.now();
        const look = () => {
          if (!node?.textContent?.includes(wanted)) return;
          observer.disconnect();
          requestAnimationFrame(() => {
            performance.mark('end');
            done(performance.now() - start);
          });
        };
        const observer = new MutationObserver(look);
        if (node) observer.observe(node, { childList: true, subtree: true, characterData: true });
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }),
        );
      }),
    shape,
  );
}

test('dragging in a large network', async ({ netloom, page, browser }) => {
  await netloom.open();
  await netloom.openProject('large', largeProject(1000));
  await page.keyboard.press('.');
  await expect(netloom.nodes).toHaveCount(1000, { timeout: 60_000 });
  await wait(page, 3000);
  const { x, y } = await netloom.middle(page.locator('#node-n514'));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 9, y);
  await nextFrame(page);
  const before = await commitsOf(page);
  const frames = 30;
  const found = await traced(browser, async () => {
    for (let i = 1; i <= frames; i++) {
      await page.mouse.move(x + 9 + i * 3, y + i * 2);
      await nextFrame(page);
    }
  });
  const cost = since(before, await commitsOf(page));
  await page.mouse.up();
  await report({
    what: 'React commits a frame while dragging one of 1,000 nodes',
    measured: `${(cost.node / frames).toFixed(2)} nodes, ${(cost.wire / frames).toFixed(2)} wires`,
    bar: '1 node’s',
    met: cost.node <= frames && cost.nodeBody === 0,
    numbers: { ...cost, frames },
  });
  await report({
    what: 'dragging one of 1,000 nodes: longest block of the page',
    measured: blocked(found.page.longest, found.page.longestWork),
    bar: '',
    met: null,
    numbers: { ...found.page },
  });
});

test('training and watching', async ({ page, site, browser }) => {
  await listenIn(page);
  const netloom = new Netloom(page, site);
  await netloom.open();
  await netloom.openProject('endless', await endless());
  await netloom.train();
  await netloom.reaches('running');
  await wait(page, 3000);
  const before = await commitsOf(page);
  const start = await clockOf(page);
  const found = await traced(browser, () => wait(page, 10_000));
  const seen = between(await arrivalsOf(page), start, start + 10_000);
  const cost = since(before, await commitsOf(page));
  await report({
    what: 'longest block of the page while training and watching (10 s)',
    measured: blocked(found.page.longest, found.page.longestWork),
    bar: '≤ 50 ms',
    met: found.page.longest <= 50,
    numbers: { ...found.page },
  });
  await report({
    what: 'React commits a refresh of the maps',
    measured: String(cost.map + cost.node + cost.wire),
    bar: '0',
    met: cost.map + cost.node + cost.nodeBody + cost.wire === 0,
    numbers: { ...cost, refreshes: Math.round(seen.framesPerSecond * 10) },
  });
  await report({
    what: 'live view of LeNet-5: refreshes',
    measured: `${seen.framesPerSecond.toFixed(1)} /s`,
    bar: '≥ 10 /s',
    met: seen.framesPerSecond >= 10,
    numbers: { ...seen },
  });
});

test('live view of ResNet-20', async ({ page, site }) => {
  await listenIn(page);
  const netloom = new Netloom(page, site);
  await netloom.open();
  await netloom.openTemplate('resnet20');
  await netloom.train();
  await netloom.reaches('running', 120_000);
  await wait(page, 10_000);
  const start = await clockOf(page);
  await wait(page, 20_000);
  const seen = between(await arrivalsOf(page), start, start + 20_000);
  await report({
    what: 'live view of ResNet-20 (32×32×3): refreshes',
    measured: `${seen.framesPerSecond.toFixed(2)} /s at ${seen.batchesPerSecond.toFixed(1)} batches/s`,
    bar: 'what the budget gives',
    met: null,
    numbers: { ...seen },
  });
});

test('cost of watching', async ({ page, site }) => {
  await listenIn(page);
  const netloom = new Netloom(page, site);
  await netloom.open();
  await netloom.openProject('endless', await endless());
  await netloom.train();
  await netloom.reaches('running');
  await wait(page, 3000);
  const pairs: { readonly on: number; readonly off: number; readonly share: number }[] = [];
  for (let i = 0; i < 20; i++) {
    // Which comes first alternates, so that a drift of the machine favours neither.
    const order = i % 2 === 0 ? [true, false] : [false, true];
    const seen = new Map<boolean, ReturnType<typeof between>>();
    for (const watching of order) seen.set(watching, await measure(netloom, watching));
    const on = seen.get(true);
    const off = seen.get(false);
    if (!on || !off) throw new Error('Nothing was measured.');
    pairs.push({ on: on.batchesPerSecond, off: off.batchesPerSecond, share: on.share });
  }
  const losses = pairs.map(({ on, off }) => 1 - on / off);
  const loss = medianInterval(losses);
  const share = pairs.at(-1)?.share ?? Number.NaN;
  await report({
    what: 'cost of watching: share of probes, as the engine counts it',
    measured: percent(share),
    bar: '≤ 2 %',
    met: share <= 0.02,
    numbers: { share, shares: pairs.map((pair) => pair.share) },
  });
  await report({
    what: 'cost of watching: end-to-end loss of batches/s, 20 × on and off',
    measured: `${percent(loss.median)} (95 %: ${percent(loss.low)} … ${percent(loss.high)})`,
    bar: '',
    met: null,
    numbers: { ...loss, losses, on: pairs.map(({ on }) => on), off: pairs.map(({ off }) => off) },
  });
});

/** Two seconds with watching at its usual budget, or without. */
async function measure(netloom: Netloom, watching: boolean): Promise<ReturnType<typeof between>> {
  const { page } = netloom;
  await page.keyboard.press('Control+,');
  const budget = page.getByRole('slider', { name: 'Time for watching' });
  await budget.press('Home');
  if (watching) for (let i = 0; i < 4; i++) await budget.press('ArrowRight');
  await expect(budget).toHaveAttribute('aria-valuetext', watching ? '2 %' : '0 %');
  await page.keyboard.press('Escape');
  await expect(netloom.dialog()).toHaveCount(0);
  await wait(page, 700);
  const start = await clockOf(page);
  await wait(page, 2000);
  const end = await clockOf(page);
  return between(await arrivalsOf(page), start, end);
}

test('from Train to the first picture', async ({ page, site }) => {
  const points: number[] = [];
  const maps: number[] = [];
  await listenIn(page);
  const netloom = new Netloom(page, site);
  await netloom.open();
  for (let i = 0; i < 7; i++) {
    await page.reload();
    await netloom.ready();
    await expect(netloom.map(0)).toHaveAttribute('data-maximum', /./);
    await wait(page, 1000);
    const { click, map } = await firstPictures(page);
    const arrivals: readonly Arrival[] = await arrivalsOf(page);
    const first = arrivals.find(({ batches, at }) => batches > 0 && at > click);
    if (!first) throw new Error('No batch was told.');
    points.push(first.at - click);
    maps.push(map - click);
    await netloom.button('Stop').click();
    await netloom.reaches('stopped');
    page.once('dialog', (dialog) => void dialog.accept());
  }
  for (const [what, times] of [
    ['Train → first point of the curve', points],
    ['Train → first changed map', maps],
  ] as const)
    await report({
      what,
      measured: ms(median(times)),
      bar: '≤ 1 s',
      met: median(times) <= 1000,
      numbers: { median: median(times), times },
    });
});

/** Presses Train; the page's clock at the click, and when the first map had other pixels. */
function firstPictures(page: Page): Promise<{ readonly click: number; readonly map: number }> {
  return page.evaluate(
    () =>
      new Promise<{ click: number; map: number }>((done, fail) => {
        const map = document.querySelector<HTMLCanvasElement>('canvas[data-channel="0"]');
        const train = document.querySelector<HTMLElement>('button[data-action="train"]');
        if (!map || !train) return fail(new Error('There is no map, or no Train.'));
        const pixels = () => {
          const data = map.getContext('2d')?.getImageData(0, 0, map.width, map.height).data;
          return data ? data.join() : '';
        };
        const before = pixels();
        const click = performance.now();
        train.click();
        const look = () => {
          if (pixels() !== before) done({ click, map: performance.now() });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}

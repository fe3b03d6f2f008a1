/** axe finds no violation anywhere: every tab, dialog and menu, dark and light, English and Chinese. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import type { Netloom } from './support/netloom.ts';

interface Place {
  readonly name: string;
  go(netloom: Netloom, page: Page): Promise<void>;
  /** Back to the canvas with nothing open. */
  leave?(netloom: Netloom, page: Page): Promise<void>;
  /** Only this is looked at: it covers the rest. */
  readonly within?: string;
}
const pressEscape = async (_: Netloom, page: Page) => {
  await page.keyboard.press('Escape');
};
const dialog = (name: string, keys: string): Place => ({
  name: `the dialog ${name}`,
  within: '[role="dialog"]',
  go: async (_, page) => {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  leave: async (_, page) => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  },
});

/** In an order in which each leaves the window as the next wants it. */
const places: readonly Place[] = [
  { name: 'the start', go: async () => {} },
  {
    name: 'a node selected',
    go: async (netloom) => netloom.title('Convolution 1').click(),
  },
  {
    name: 'its weights',
    go: async (_, page) => page.getByRole('tab').nth(1).click(),
    leave: async (_, page) => page.getByRole('tab').nth(0).click(),
  },
  {
    name: 'a context menu',
    within: '[role="menu"]',
    go: async (netloom, page) => {
      await netloom.title('Dense 1').click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
    },
    leave: pressEscape,
  },
  {
    name: 'a layer searched for',
    within: '[data-region="canvas"]',
    go: async (netloom, page) => {
      await netloom.title('Dense 1').click();
      await page.keyboard.press('/');
      await expect(page.getByRole('listbox')).toBeVisible();
    },
    leave: pressEscape,
  },
  {
    name: 'everything selected',
    go: async (_, page) => page.keyboard.press('Control+a'),
    leave: pressEscape,
  },
  {
    name: 'a wire selected',
    within: '[data-region="inspector"]',
    go: async (netloom, page) => {
      const { x, y } = await netloom.onWire(page.locator('.react-flow__edge').nth(3));
      await page.mouse.click(x, y);
    },
    leave: pressEscape,
  },
  {
    name: 'an issue and its fixes',
    go: async (netloom, page) => {
      await netloom.title('Flatten').click();
      await page.keyboard.press('Control+Backspace');
      await netloom.reaches('issues');
      await page.getByRole('tab').nth(2).click();
      await netloom.node('Dense 1').locator('button[data-severity]').click();
      await expect(page.locator('[data-fix]').first()).toBeVisible();
    },
    leave: async (netloom, page) => {
      await page.keyboard.press('Escape');
      await netloom.action('undo').click();
      await page.getByRole('tab').nth(0).click();
      await netloom.reaches('ready');
    },
  },
  {
    name: 'the Outline',
    within: 'aside',
    go: async (_, page) => {
      await page.keyboard.press('Control+Shift+O');
      await expect(page.getByRole('tree')).toBeVisible();
    },
    leave: async (_, page) => page.keyboard.press('Control+Shift+O'),
  },
  {
    name: 'a menu',
    within: '[role="menu"]',
    go: async (_, page) => {
      await page.locator('[data-menu="view"]').click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
    leave: pressEscape,
  },
  {
    name: 'speed and learning rate',
    within: '[role="dialog"]',
    go: async (netloom, page) => {
      await netloom.action('pace').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: pressEscape,
  },
  dialog('New', 'Control+Alt+n'),
  dialog('Open', 'Control+o'),
  dialog('Save as', 'Control+Shift+s'),
  dialog('Settings', 'Control+,'),
  dialog('Commands', 'Control+Shift+p'),
  dialog('Shortcuts', 'Control+/'),
  dialog('Export canvas', 'Control+Shift+e'),
  {
    name: 'the drawing pad',
    go: async (netloom) => netloom.action('draw').click(),
    leave: async (netloom) => netloom.action('end-drawing').click(),
  },
  {
    name: 'a paused run',
    go: async (netloom) => {
      await netloom.action('step').click();
      await netloom.reaches('paused');
    },
  },
  {
    name: 'the export of weights',
    within: '[role="dialog"]',
    go: async (netloom, page) => {
      await netloom.action('export').click();
      await expect(page.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
    },
    leave: pressEscape,
  },
  { name: 'presentation', go: async (_, page) => page.keyboard.press('Control+Alt+p') },
];

/** Violations as sentences: the rule, what it says and where. */
async function violations(page: Page, place: Place, rules?: string[]): Promise<readonly string[]> {
  let axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (place.within !== undefined) axe = axe.include(place.within);
  if (rules) axe = axe.withRules(rules);
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help} ${target.join(' ')} ${failureSummary}`,
    ),
  );
}

for (const locale of ['en-US', 'zh-CN'] as const)
  test.describe(locale, () => {
    test.use({ locale, contextOptions: { reducedMotion: 'reduce' } });
    test('every place, dark and light', async ({ netloom, page }) => {
      test.setTimeout(180_000);
      const found: Record<string, readonly string[]> = {};
      const note = (name: string, all: readonly string[]) => {
        if (all.length > 0) found[name] = all;
      };
      await netloom.open();
      for (const place of places) {
        await place.go(netloom, page);
        note(place.name, await violations(page, place));
        // The same elements in other colours.
        await page.emulateMedia({ colorScheme: 'light' });
        note(`${place.name}, light`, await violations(page, place, ['color-contrast']));
        await page.emulateMedia({ colorScheme: 'dark' });
        await place.leave?.(netloom, page);
      }
      expect(found).toEqual({});
    });
  });

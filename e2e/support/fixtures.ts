/** `test` of the window: a server a worker, a fresh browser context a test, and no error that goes unnoticed. */
import { test as base } from '@playwright/test';
import { Netloom } from './netloom.ts';
import { type Site, startSite } from './site.ts';
import { watchForTrouble } from './trouble.ts';

export const test = base.extend<{ netloom: Netloom; trouble: string[] }, { site: Site }>({
  site: [
    async ({ browserName: _ }, use) => {
      const site = await startSite();
      await use(site);
      await site.close();
    },
    { scope: 'worker' },
  ],
  /** Everything that went wrong in any page of the test; a test that provokes an error takes it out. */
  trouble: [
    async ({ context }, use) => {
      const trouble: string[] = [];
      await watchForTrouble(context, trouble);
      await use(trouble);
      base.expect(trouble, 'errors, and violations of the Content-Security-Policy').toEqual([]);
    },
    { auto: true },
  ],
  netloom: async ({ page, context, site, trouble: _ }, use) => {
    // The system's own pickers cannot be driven; without them the window uses downloads and file inputs.
    await context.addInitScript(() => {
      for (const name of ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'])
        Reflect.deleteProperty(window, name);
    });
    await use(new Netloom(page, site));
  },
});
export { expect } from '@playwright/test';

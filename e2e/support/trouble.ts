/** Listens to all pages and workers of a context: uncaught errors, console errors, CSP violations, foreign requests. */
import type { BrowserContext, Page } from '@playwright/test';

export async function watchForTrouble(context: BrowserContext, trouble: string[]): Promise<void> {
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(
        `Content-Security-Policy: ${event.violatedDirective} refused ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`,
      );
    });
  });
  // The same error comes with every frame: once says it.
  const note = (what: string) => {
    if (!trouble.includes(what)) trouble.push(what);
  };
  const watch = (page: Page) => {
    page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error.message}`));
    page.on('crash', () => note('the page crashed'));
    page.on('worker', (worker) => {
      worker.on('console', (message) => {
        if (message.type() === 'error') note(`worker console: ${message.text()}`);
      });
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      const local = hostname === '127.0.0.1' || protocol === 'blob:' || protocol === 'data:';
      if (!local) note(`asked another machine: ${request.url()}`);
    });
  };
  for (const page of context.pages()) watch(page);
  context.on('page', watch);
  context.on('console', (message) => {
    if (message.type() === 'error') {
      note(`console: ${message.text()} (${message.location().url})`);
    }
  });
}

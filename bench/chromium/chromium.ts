/** A headless Chromium with shared memory: names of jobs in, what the worker that did each job answers out. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { lookUp } from '../../files/served/lookup.ts';
import { buildPages } from './build.ts';

const findBrowserFile = new URL('../../scripts/findBrowser.mjs', import.meta.url).href;
const folder = fileURLToPath(new URL('../../dist/bench', import.meta.url));

/** Without these a page has no SharedArrayBuffer, hence no threads. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export interface Chromium {
  readonly version: string;
  /** Starts a worker of `chromium/` in a page of its own and posts it the job; its first message is the answer. */
  run(worker: 'ours' | 'peer', job: unknown, limit: number): Promise<unknown>;
  close(): Promise<void>;
}

/** Throws one sentence where there is no Chromium. */
export async function openChromium(): Promise<Chromium> {
  const { browserFlags, findBrowser } = (await import(findBrowserFile)) as {
    browserFlags: readonly string[];
    findBrowser(): Promise<string>;
  };
  const executablePath = await findBrowser();
  await buildPages(folder);
  const server = await serve();
  const browser = await chromium.launch({ executablePath, args: [...browserFlags] });
  return {
    version: browser.version(),
    run: (worker, job, limit) => runJob(browser, server.origin, worker, job, limit),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function runJob(
  browser: Browser,
  origin: string,
  worker: string,
  job: unknown,
  limit: number,
): Promise<unknown> {
  const page = await browser.newPage();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`not done after ${Math.round(limit / 1000)} s`);
    timer = setTimeout(() => reject(error), limit);
  });
  try {
    await page.goto(origin);
    return await Promise.race([page.evaluate(answerOf, { file: `/${worker}.js`, job }), late]);
  } finally {
    clearTimeout(timer);
    await page.close();
  }
}

/** Runs in the page. */
function answerOf({ file, job }: { file: string; job: unknown }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message || `${file} could not be loaded`));
    worker.postMessage(job);
  });
}

async function serve(): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const found = await lookUp(folder, (request.url ?? '').split('?', 1)[0] ?? '');
    if (!found) {
      response.writeHead(404, isolation).end();
      return;
    }
    response.writeHead(200, { ...isolation, 'Content-Type': found.contentType });
    response.end(await readFile(found.path));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A screenshot in, a smaller PNG of the same pixels out: without transparency, compressed as far as it goes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { decode, encode } from 'fast-png';

/** Writes `<folder>/<name>.png` of the window as it is. */
export async function save(page: Page, folder: string, name: string): Promise<void> {
  // What fades in or blinks is the same in every run.
  const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const { width, height, data, channels } = decode(shot);
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++)
    for (let part = 0; part < 3; part++) rgb[at * 3 + part] = data[at * channels + part] as number;
  await writeFile(
    join(folder, `${name}.png`),
    encode({ width, height, data: rgb, channels: 3, depth: 8 }, { zlib: { level: 9 } }),
  );
}

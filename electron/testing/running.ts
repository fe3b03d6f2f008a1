/** The whole application on the fake: started, with a built window on disk and nothing remembered. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../files/testing/scratch.ts';
import { type AppOptions, runApp } from '../app.ts';
import {
  type FakeElectron,
  type FakeOptions,
  type FakeWindow,
  fakeElectron,
} from './fakeElectron.ts';

export interface Running extends FakeElectron {
  readonly folder: string;
  readonly userData: string;
  /** The newest. */
  readonly window: FakeWindow;
}

export async function startApp(options: Partial<FakeOptions & AppOptions> = {}): Promise<Running> {
  const folder = scratchFolder();
  const userData = options.userData ?? join(folder, 'user');
  mkdirSync(userData, { recursive: true });
  const window = join(folder, 'window');
  mkdirSync(window);
  writeFileSync(join(window, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const fake = fakeElectron({ ...options, userData });
  await runApp(fake.electron, {
    platform: 'linux',
    window,
    preload: '/app/preload.cjs',
    arguments: [],
    workingFolder: folder,
    ...options,
  });
  const newest = () => {
    const found = fake.windows.at(-1);
    if (!found) throw new Error('there is no window');
    return found;
  };
  const running = Object.assign(fake, { folder, userData });
  return Object.defineProperty(running, 'window', { get: newest }) as Running;
}

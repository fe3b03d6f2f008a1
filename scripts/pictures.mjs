// `npm run pictures`: writes docs/images/*.png, pictures of the window in a real Chromium. Usage: npm run pictures -- [WORDS…]
// Words choose among the pictures. Chinese needs a font that has it, such as Debian's fonts-noto-cjk.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './findBrowser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
try {
  const browser = await findBrowser();
  const { status } = spawnSync(
    join(root, 'node_modules/.bin/playwright'),
    [
      'test',
      '--config',
      'e2e/pictures/playwright.config.mjs',
      ...(words.length > 0 ? ['-g', words.join('|')] : []),
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, NETLOOM_BROWSER: browser } },
  );
  process.exitCode = status ?? 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

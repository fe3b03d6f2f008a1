// `npm run bench:ui`: measures the window in a real Chromium and prints a table. Usage: npm run bench:ui -- [--json] [WORDS…]
// Words choose among the tests of e2e/bench. Nothing else should run on the machine meanwhile.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './findBrowser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const json = given.includes('--json');
const words = given.filter((word) => !word.startsWith('--'));

let browser;
try {
  browser = await findBrowser();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const [loadBefore] = loadavg();
const folder = mkdtempSync(join(tmpdir(), 'netloom-bench-'));
const rowsFile = join(folder, 'rows');
const { status } = spawnSync(
  join(root, 'node_modules/.bin/playwright'),
  [
    'test',
    '--config',
    'e2e/bench/playwright.config.mjs',
    ...(words.length > 0 ? ['-g', words.join('|')] : []),
  ],
  {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NETLOOM_BROWSER: browser, NETLOOM_BENCH_ROWS: rowsFile },
  },
);
let rows = [];
try {
  rows = readFileSync(rowsFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
} catch {
  process.stderr.write('Nothing was measured.\n');
}
rmSync(folder, { recursive: true, force: true });

const [{ model = 'unknown' } = {}] = cpus();
const version = spawnSync(browser, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const machine = { cores: cpus().length, model, browser: version, loadBefore };
if (json) process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`);
else process.stdout.write(table());
process.exit(status ?? 1);

/** Markdown, so that it can be pasted into docs/performance.md. */
function table() {
  const cells = rows.map(({ what, measured, bar, met }) => [
    what,
    measured,
    bar,
    met === null ? '' : met ? 'yes' : 'NO',
  ]);
  const lines = [['what', 'measured', 'bar', 'met'], ['---', '---', '---', '---'], ...cells];
  return [
    `${machine.cores} × ${model}, ${version}, load ${loadBefore?.toFixed(2)} before`,
    '',
    ...lines.map((line) => `| ${line.join(' | ')} |`),
    '',
  ].join('\n');
}

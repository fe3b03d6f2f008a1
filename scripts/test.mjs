// `npm test`: types, lint, unused code, then every test runner; ends with one line that sums them all.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './findBrowser.mjs';

const bin = (name) => join('node_modules', '.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'netloom-test-'));
let passed = 0;
let failed = 0;

/** Runs a command whose success counts as one test. */
function check(name, command, args) {
  process.stdout.write(`\n# ${name}\n`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) passed++;
  else failed++;
}

/**
 * Runs a runner that writes a JSON report; `count` reads what passed and failed out of it. A runner that ends badly
 * without a failed test counts as one failure.
 */
function runTests(name, command, args, { report, env = {}, count }) {
  process.stdout.write(`\n# ${name}\n`);
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  try {
    const counted = count(JSON.parse(readFileSync(report, 'utf8')));
    passed += counted.passed;
    failed += counted.failed;
    if (status !== 0 && counted.failed === 0) failed++;
  } catch {
    failed++;
  }
}

check('types and folder references (tsc -b)', bin('tsc'), ['-b']);
check('lint, format and import order (biome)', bin('biome'), ['check', '--error-on-warnings', '.']);
check('unused code and dependencies (knip)', bin('knip'), []);

const unit = join(reports, 'vitest.json');
runTests(
  'unit and integration tests (vitest)',
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unit}`],
  {
    report: unit,
    count: ({ numPassedTests, numFailedTests, testResults }) => ({
      passed: numPassedTests,
      failed: numFailedTests + testResults.filter(isBroken).length,
    }),
  },
);

/** A file that failed outside its tests. */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
}

const window = join(reports, 'playwright.json');
try {
  // Found, or installed, before the runner starts.
  const browser = await findBrowser();
  runTests(
    'the window in a real Chromium (playwright)',
    bin('playwright'),
    ['test', '--reporter=list,json'],
    {
      report: window,
      env: { NETLOOM_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: window },
      // A skipped test proves nothing, and a flaky one has failed once.
      count: ({ stats, errors }) => ({
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
      }),
    },
  );
} catch (error) {
  process.stdout.write(`${error.message}\n`);
  failed++;
}
rmSync(reports, { recursive: true, force: true });

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

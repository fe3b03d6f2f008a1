// `npm test`: types, lint, unused code, then every test runner; ends with one line that sums them all.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

check('types and folder references (tsc -b)', bin('tsc'), ['-b']);
check('lint, format and import order (biome)', bin('biome'), ['check', '--error-on-warnings', '.']);
check('unused code and dependencies (knip)', bin('knip'), []);

process.stdout.write('\n# unit and integration tests (vitest)\n');
const report = join(reports, 'vitest.json');
const vitest = spawnSync(
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  { stdio: 'inherit' },
);
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  const brokenFiles = result.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  failed += brokenFiles.length;
  if (vitest.status !== 0 && result.numFailedTests + brokenFiles.length === 0) failed++;
} catch {
  failed++;
}
rmSync(reports, { recursive: true, force: true });

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

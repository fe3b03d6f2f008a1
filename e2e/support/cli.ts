/** Runs the built command line; lines of its `--json` output out. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Throws when it ends badly. Objects are given as the command line prints them, one a line. */
export async function netloom(...args: string[]): Promise<readonly Record<string, unknown>[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, '--json'], {
    maxBuffer: 64 * 2 ** 20,
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

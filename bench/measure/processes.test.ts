/** Programs that print, fail and hang: what of them comes back. */
import { expect, it } from 'vitest';
import { jsonLines, output } from './processes.ts';

const node = (script: string, limit?: number) =>
  output(process.execPath, ['-e', script], limit === undefined ? {} : { limit });

it('gives what was printed, and of it the lines that are JSON', async () => {
  const text = await node('console.log("a banner"); console.log(JSON.stringify({ ms: 1.5 }))');
  expect(text).toBe('a banner\n{"ms":1.5}\n');
  expect(jsonLines(text)).toEqual([{ ms: 1.5 }]);
});
it('fails with the last words of a program that ends badly', async () => {
  await expect(node('console.error("no such model"); process.exit(3)')).rejects.toThrow(
    /^node.*: no such model$/,
  );
});
it('ends a program that takes too long', async () => {
  await expect(node('setInterval(() => {}, 1000)', 300)).rejects.toThrow('not done after 0 s');
});
it('fails where there is no such program', async () => {
  await expect(output('/no/such/program', [])).rejects.toThrow('ENOENT');
});

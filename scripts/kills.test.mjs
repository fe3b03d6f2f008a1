// Saving under `kill -9`, 100 times; `npm run kills` does it 1,000 times.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeKills, documentBytes, judgeKill, killSaves, leastInside } from './kills.mjs';

it('100 kills while projects of 1 MB are saved: nothing corrupt, nothing acknowledged lost', async () => {
  const result = await killSaves({ count: 100, seed: 20 });
  process.stdout.write(`${describeKills(result)}\n`);
  expect(result.problems).toEqual([]);
  expect(result.kills).toBe(100);
  expect(result.saves).toBeGreaterThanOrEqual(100);
  expect(result.inside).toBeGreaterThanOrEqual(leastInside);
});

const whole = (version) =>
  `${`${String(version).padStart(15, '0')}\n`.repeat(documentBytes / 16)}.`;
it.each([
  ['the acknowledged version', whole(7), null, []],
  ['a version begun but not acknowledged', whole(8), whole(7), []],
  ['a lost save', whole(6), null, [/save 7 was acknowledged, 6 is there/]],
  ['a version from nowhere', whole(9), null, [/version 9 is there before it was begun/]],
  ['a file cut off', whole(7).slice(0, -1), null, [/the file is corrupt/]],
  ['a file mixed of two', whole(7).slice(0, 16) + whole(8).slice(16), null, [/is corrupt/]],
  ['an empty file', '', null, [/is corrupt/]],
  ['a corrupt previous generation', whole(7), '', [/previous generation is corrupt/]],
])('%s is judged as what it is', (_, text, previous, problems) => {
  const folder = mkdtempSync(join(tmpdir(), 'netloom-judge-'));
  try {
    writeFileSync(join(folder, 'one'), text);
    if (previous !== null) writeFileSync(join(folder, 'one.bak'), previous);
    const found = { kills: 0, saves: 0, written: 0, renamed: 0, outside: 0, problems: [] };
    judgeKill(join(folder, 'one'), { begun: 8, done: 7, saves: 1 }, found);
    expect(found.problems).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

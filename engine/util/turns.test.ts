import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('does one after the other, also after one that failed', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const work = (name: string, fails = false) =>
    turns.take(async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const first = work('a');
  const failing = work('b', true);
  const last = work('c');
  await expect(failing).rejects.toThrow('b');
  expect(await Promise.all([first, last])).toEqual(['a', 'c']);
  await turns.done;
  expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

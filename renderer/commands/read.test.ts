/** Taking items out of a list through a draft gives what filtering gives. */

import fc from 'fast-check';
import { enablePatches, produceWithPatches } from 'immer';
import { describe, expect, it } from 'vitest';
import { read, takeOut } from './read.ts';

enablePatches();

describe('takeOut', () => {
  it('keeps the others, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (gone) => {
        const items = gone.map((out, id) => ({ id, out }));
        const [left] = produceWithPatches(items, (draft) => takeOut(draft, ({ out }) => out));
        expect(left).toEqual(items.filter(({ out }) => !out));
      }),
    );
  });

  it('writes nothing where nothing goes, and little where the last goes', () => {
    const items = Array.from({ length: 100 }, (_, id) => ({ id }));
    const [, none] = produceWithPatches(items, (draft) => takeOut(draft, () => false));
    expect(none).toEqual([]);
    const [, few] = produceWithPatches(items, (draft) => takeOut(draft, ({ id }) => id === 99));
    expect(few.length).toBeLessThan(3);
  });

  it('reads what the recipe changed so far', () => {
    produceWithPatches([{ id: 1 }], (draft) => {
      (draft[0] as { id: number }).id = 2;
      expect(read(draft)).toEqual([{ id: 2 }]);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { addConstant, handmade, state, sumAll } from '../../testing/handmade.ts';
import { chainSmallPhases } from './chains.ts';

describe('chainSmallPhases', () => {
  const { tasks, phases } = handmade({
    phases: [
      [addConstant(1, state(0), state(0), 8)],
      [sumAll(state(64), state(0), 8)],
      [addConstant(2, state(0), state(0), 8), addConstant(3, state(128), state(128), 8)],
      [sumAll(state(64), state(0), 8)],
    ],
  });

  it('joins runs of small phases, and phases of one unit, into one unit', () => {
    const chained = chainSmallPhases({ tasks, phases }, (task) => (task === 0 ? 100 : 1));
    expect(chained.phases).toEqual([[0], [5]]);
    expect(chained.tasks[5]).toMatchObject({ key: 'chain', units: 1 });
    expect(chained.tasks[5]?.words.slice(1)).toEqual(
      [1, 2, 3, 4].flatMap((index) => [
        { region: 'function', key: tasks[index]?.key },
        { region: 'task', index },
        { region: 'none', bits: tasks[index]?.units },
      ]),
    );
  });

  it('leaves long phases and single small ones alone', () => {
    const chained = chainSmallPhases({ tasks, phases }, (task) => (task === 3 ? 1 : 100));
    expect(chained.phases).toEqual(phases);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WatchBudget } from './budget.ts';

/** Trains in steps of `step` ms for `total` ms of them; looks whenever it may. */
function simulate(budget: WatchBudget, total: number, step: number, cost: () => number): number {
  let looks = 0;
  for (let time = 0; time < total; time += step) {
    budget.earn(step);
    if (!budget.allows) continue;
    budget.spend(cost());
    looks++;
  }
  return looks;
}

describe('the budget of watching', () => {
  it('is kept in the long run, whatever looks cost', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.3, noNaN: true }),
        fc.double({ min: 0.1, max: 200, noNaN: true }),
        fc.array(fc.double({ min: 0.05, max: 40, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (share, step, costs) => {
          const budget = new WatchBudget(share);
          let next = 0;
          simulate(budget, 60_000, step, () => costs[next++ % costs.length] as number);
          const most = Math.max(...costs);
          // Beyond it only the first looks, until they have taken 100 ms, and what is saved up.
          expect(budget.taken * 60_000).toBeLessThanOrEqual(share * 61_000 + 100 + 2 * most);
        },
      ),
    );
  });
  it('is used: cheap looks are made often, dear ones seldom', () => {
    expect(simulate(new WatchBudget(0.02), 10_000, 3, () => 1)).toBeGreaterThan(190);
    const dear = simulate(new WatchBudget(0.02), 10_000, 60, () => 40);
    expect(dear).toBeGreaterThanOrEqual(5);
    expect(dear).toBeLessThanOrEqual(8);
  });
  it('is not saved up for a burst', () => {
    const budget = new WatchBudget(0.02);
    for (let i = 0; i < 8; i++) budget.spend(1);
    budget.earn(3_600_000);
    let looks = 0;
    while (budget.allows) {
      budget.spend(1);
      looks++;
    }
    expect(looks).toBeLessThanOrEqual(21);
  });
  it('does not let the first looks, slow as they are, stop the next ones', () => {
    const budget = new WatchBudget(0.02);
    budget.earn(10);
    let looks = 0;
    for (; budget.allows; looks++) budget.spend(looks === 0 ? 40 : 4);
    expect(looks).toBe(8);
    budget.spendCompiling(30);
    expect(budget.allows).toBe(true);
    budget.spend(300);
    expect(budget.allows).toBe(false);
  });
  it('of 0 allows nothing, not even the first look', () => {
    const budget = new WatchBudget(0);
    budget.earn(1000);
    expect(budget.allows).toBe(false);
    budget.set(0.02);
    expect(budget.allows).toBe(true);
  });
  it('counts compiling in full, and goes on looking while that is paid', () => {
    const budget = new WatchBudget(0.02);
    budget.earn(1000);
    budget.spendCompiling(100);
    expect(budget.taken).toBeCloseTo(0.1, 12);
    const looks = simulate(budget, 10_000, 3, () => 1);
    expect(looks).toBeGreaterThan(130);
    expect(looks).toBeLessThan(180);
    simulate(budget, 60_000, 3, () => 1);
    expect(budget.taken).toBeLessThanOrEqual(0.0205);
  });
});

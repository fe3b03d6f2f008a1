import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkProject } from '../../graph/document/parse.ts';
import { scheduleDefinition } from '../../optim/index.ts';
import { ratePreview } from './ratePreview.ts';

function projectWith(schedule: object, given: { epochs?: number; every?: number } = {}) {
  const objective = {
    optimizer: { type: 'sgd', params: { learningRate: 0.5 } },
    schedule,
    every: given.every ?? 1,
  };
  const phases = [{ epochs: given.epochs ?? 4, objectives: [objective] }];
  const result = checkProject({ format: 'netloom', version: 1, training: { phases } });
  if (!('project' in result)) throw new Error('the sketch of a project is wrong');
  return result.project;
}
const first = { phase: 0, objective: 0 };

test('a constant rate is a level line from the first to the last update', () => {
  const { updates, rates, total } = ratePreview(projectWith({ type: 'constant' }), first, 5);
  expect(total).toBe(20);
  expect(updates).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(new Set(rates)).toEqual(new Set([0.5]));
});

test('step decay falls where its epochs end', () => {
  const schedule = { type: 'step', params: { every: 2, factor: 0.1 } };
  const { rates } = ratePreview(projectWith(schedule), first, 5);
  expect(rates.slice(0, 10).every((rate) => rate === 0.5)).toBe(true);
  expect(rates.slice(10).every((rate) => rate === 0.05)).toBe(true);
});

test('long trainings keep their ends, and every rate is the one of its schedule', () => {
  const { updates, rates, total } = ratePreview(
    projectWith({ type: 'cosine' }, { epochs: 50 }),
    first,
    938,
  );
  expect(total).toBe(46_900);
  expect(updates.length).toBe(121);
  expect([updates[0], updates.at(-1)]).toEqual([0, 46_899]);
  const cosine = scheduleDefinition('cosine');
  const params = cosine.params.parse({});
  const at = { stepsPerEpoch: 938, totalSteps: 46_900 };
  expect(rates).toEqual(updates.map((step) => cosine.rate(params, 0.5, { step, ...at })));
});

test('an objective that steps on every third batch has a third of the updates', () => {
  const project = projectWith({ type: 'constant' }, { epochs: 2, every: 3 });
  expect(ratePreview(project, first, 10).total).toBe(7);
});

test('updates rise and rates are finite, whatever the schedule and the size', () => {
  const types = fc.constantFrom('constant', 'step', 'exponential', 'cosine', 'warmup');
  fc.assert(
    fc.property(types, fc.integer({ min: 1, max: 300 }), fc.nat(5000), (type, epochs, steps) => {
      const { updates, rates } = ratePreview(projectWith({ type }, { epochs }), first, steps);
      expect(rates.length).toBe(updates.length);
      expect(rates.every((rate) => Number.isFinite(rate) && rate >= 0)).toBe(true);
      expect(updates.every((update, i) => i === 0 || update > (updates[i - 1] as number))).toBe(
        true,
      );
    }),
  );
});

test('what cannot be previewed is refused by name', () => {
  const wrong = projectWith({ type: 'step', params: { every: -1 } });
  expect(() => ratePreview(wrong, first, 5)).toThrow('"step" cannot be used');
  expect(() => ratePreview(projectWith({ type: 'bounce' }), first, 5)).toThrow('bounce');
  expect(() => ratePreview(wrong, { phase: 3, objective: 0 }, 5)).toThrow('no such phase');
});

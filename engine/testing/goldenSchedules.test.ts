import { expect, test } from 'vitest';
import { scheduleDefinition, schedules } from '../optim/index.ts';
import { expectClose } from './close.ts';
import { goldens } from './goldenCases.ts';

const cases = goldens('schedules');

test('every schedule has a golden', () => {
  const covered = new Set(cases.map((golden) => golden.schedule));
  expect([...schedules.keys()].filter((type) => !covered.has(type))).toEqual([]);
});

test.each(cases)('$schedule $params gives the rates of PyTorch', (golden) => {
  const { base, stepsPerEpoch, totalSteps } = golden;
  const schedule = scheduleDefinition(golden.schedule);
  const params = schedule.params.parse(golden.params);
  const rates = golden.rates.map((_, step) =>
    schedule.rate(params, base, { step, stepsPerEpoch, totalSteps }),
  );
  expect(rates.length).toBeGreaterThan(20);
  expectClose('rates', rates, golden.rates, { relative: 1e-11, absolute: 0 });
});

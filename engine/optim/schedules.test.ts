import { describe, expect, test } from 'vitest';
import { scheduleDefinition, schedules } from './index.ts';

/** The rate at `step` with params as a document has them. */
function rate(type: string, params: object, step: number, stepsPerEpoch = 10, totalSteps = 100) {
  const schedule = scheduleDefinition(type);
  return schedule.rate(schedule.params.parse(params), 0.5, { step, stepsPerEpoch, totalSteps });
}

test('constant stays', () => {
  expect(rate('constant', {}, 0)).toBe(0.5);
  expect(rate('constant', {}, 99)).toBe(0.5);
});

describe('step', () => {
  test('halves after every second epoch', () => {
    const params = { every: 2, factor: 0.5 };
    expect([0, 19, 20, 39, 40].map((at) => rate('step', params, at))).toEqual([
      0.5, 0.5, 0.25, 0.25, 0.125,
    ]);
  });
  test('counts steps where asked', () => {
    const params = { every: 3, factor: 0.5, unit: 'step' };
    expect([0, 2, 3, 6].map((at) => rate('step', params, at))).toEqual([0.5, 0.5, 0.25, 0.125]);
  });
});

test('exponential multiplies once an epoch', () => {
  const params = { factor: 0.5 };
  expect([0, 9, 10, 25].map((at) => rate('exponential', params, at))).toEqual([
    0.5, 0.5, 0.25, 0.125,
  ]);
});

describe('cosine', () => {
  test('begins at the rate, passes the middle at half, ends at the minimum', () => {
    expect(rate('cosine', {}, 0)).toBe(0.5);
    expect(rate('cosine', {}, 50)).toBeCloseTo(0.25, 15);
    expect(rate('cosine', {}, 100)).toBeCloseTo(0, 15);
    expect(rate('cosine', { minimum: 0.1 }, 100)).toBeCloseTo(0.05, 15);
  });
  test('stays at the minimum after the end', () => {
    expect(rate('cosine', { minimum: 0.1 }, 1000)).toBe(rate('cosine', { minimum: 0.1 }, 100));
  });
  test('counts a last epoch that is cut short as one', () => {
    const half = rate('cosine', { unit: 'epoch' }, 10, 10, 15);
    expect(half).toBeCloseTo(0.25, 15);
  });
  test('of no steps at all is finite', () => {
    expect(rate('cosine', { minimum: 0.2 }, 0, 0, 0)).toBeCloseTo(0.1, 15);
    expect(rate('cosine', { minimum: 0.2, unit: 'epoch' }, 0, 0, 0)).toBeCloseTo(0.1, 15);
  });
});

describe('warm-up', () => {
  test('rises in a line, then stays', () => {
    const params = { length: 4, start: 0 };
    expect([0, 1, 2, 3, 4, 50].map((at) => rate('warmup', params, at))).toEqual([
      0, 0.125, 0.25, 0.375, 0.5, 0.5,
    ]);
  });
  test('of two epochs rises over their steps', () => {
    const params = { length: 2, unit: 'epoch', start: 0 };
    expect([0, 10, 20].map((at) => rate('warmup', params, at))).toEqual([0, 0.25, 0.5]);
  });
  test('of no length is what follows it', () => {
    const followedBy = { type: 'step', params: { every: 1, factor: 0.5, unit: 'step' } };
    expect(rate('warmup', { length: 0, followedBy }, 2)).toBe(0.125);
  });
  test('lets what follows count from its end, over what is left', () => {
    const params = { length: 20, followedBy: { type: 'cosine' } };
    expect(rate('warmup', params, 20)).toBe(0.5);
    expect(rate('warmup', params, 60)).toBeCloseTo(0.25, 15);
    expect(rate('warmup', params, 100)).toBeCloseTo(0, 15);
  });
  test('refuses to be followed by a schedule that does not exist', () => {
    expect(
      scheduleDefinition('warmup').params.safeParse({ followedBy: { type: 'warmup' } }).success,
    ).toBe(false);
  });
  test('refuses a setting that the following schedule does not have', () => {
    const followedBy = { type: 'step', params: { factors: 0.5 } };
    expect(scheduleDefinition('warmup').params.safeParse({ followedBy }).success).toBe(false);
  });
});

test('a schedule that does not exist is an error with a code', () => {
  expect(() => scheduleDefinition('constructor')).toThrowError(
    expect.objectContaining({ code: 'unknown-schedule' }),
  );
});

test.each([...schedules.values()])('$type never leaves [0, base]', (schedule) => {
  const params = schedule.params.parse({});
  for (let step = 0; step <= 240; step++) {
    const found = schedule.rate(params, 0.5, { step, stepsPerEpoch: 7, totalSteps: 200 });
    expect(found).toBeGreaterThanOrEqual(0);
    expect(found).toBeLessThanOrEqual(0.5);
  }
});

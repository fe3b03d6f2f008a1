import { expect, test } from 'vitest';
import { catalogue } from '../../../engine/services/graph/catalogue.ts';
import { stepped } from '../../ui/numbers.ts';
import { stepOf } from './steps.ts';

const { nodeTypes, optimizers, schedules, metrics, initializers } = catalogue();
const fields = [...nodeTypes, ...optimizers, ...schedules, ...metrics, ...initializers].flatMap(
  ({ type, form }) =>
    form.flatMap(({ key, control, default: byDefault }) =>
      control.kind === 'number' ? [[`${type}.${key}`, control, byDefault as number] as const] : [],
    ),
);

test.each(fields)('%s: an arrow key moves it up or down and back', (_, control, start) => {
  const step = stepOf(control);
  const moves = [1, -1].map((direction) => [direction, stepped(start, direction, step, control)]);
  const moved = moves.filter(([, value]) => value !== start);
  expect(moved.length).toBeGreaterThan(0);
  for (const [direction = 0, value = 0] of moved) expect(Math.sign(value - start)).toBe(direction);
});

test('rates go by decades, shares by hundredths, counts by one', () => {
  const stepFor = (name: string) => {
    const control = fields.find(([key]) => key === name)?.[1];
    return control ? stepOf(control) : null;
  };
  expect(stepFor('adam.learningRate')).toBe('decades');
  expect(stepFor('adam.weightDecay')).toBe('decades');
  expect(stepFor('dropout.rate')).toBe(0.01);
  expect(stepFor('conv2d.filters')).toBe(1);
  expect(stepFor('normal.mean')).toBe(0.1);
});

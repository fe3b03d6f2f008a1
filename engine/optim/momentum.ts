/** Takes a parameter, its gradient and its velocity; gives one step of gradient descent with momentum. */
import * as z from 'zod';
import { add, mul, num, sub } from '../ir/construct.ts';
import { decayRate, learningRate, weightDecay, withWeightDecay } from './shared.ts';
import type { OptimizerDefinition } from './types.ts';

const params = z.strictObject({
  learningRate: learningRate(0.01),
  momentum: decayRate(0.9, 'Momentum', 'Share of the last step that goes on into the next.'),
  weightDecay: weightDecay(0),
});
type MomentumParams = z.infer<typeof params>;
type Update = OptimizerDefinition<MomentumParams>['update'];

/** v ← μv + g; the step goes along v, or along g + μv (`lookAhead`). */
const updateWith =
  (lookAhead: boolean): Update =>
  (e, settings, { parameter, gradient, slots, scalars }) => {
    const g = withWeightDecay(e, gradient, parameter, settings.weightDecay);
    const momentum = num(settings.momentum);
    const velocity = add(e, mul(e, slots.velocity as number, momentum), g);
    const direction = lookAhead ? add(e, g, mul(e, velocity, momentum)) : velocity;
    return {
      parameter: sub(e, parameter, mul(e, scalars.learningRate as number, direction)),
      slots: { velocity },
    };
  };

/** Heavy-ball momentum: v ← μv + g + λp, p ← p − ηv. */
export const momentum: OptimizerDefinition<MomentumParams> = {
  type: 'momentum',
  name: { en: 'Momentum', zh: '动量' },
  params,
  slots: [{ name: 'velocity', initial: () => 0 }],
  scalars: (_, at) => ({ learningRate: at.learningRate }),
  update: updateWith(false),
  docs: {
    summary: 'Gradient descent that keeps rolling in the direction of its past gradients.',
    reference: 'Polyak, Some Methods of Speeding up the Convergence of Iteration Methods, 1964',
  },
};

/** Nesterov momentum in the form of Sutskever et al.: v ← μv + g + λp, p ← p − η(g + λp + μv). */
export const nesterov: OptimizerDefinition<MomentumParams> = {
  type: 'nesterov',
  name: { en: 'Nesterov', zh: 'Nesterov 动量' },
  params,
  slots: [{ name: 'velocity', initial: () => 0 }],
  scalars: (_, at) => ({ learningRate: at.learningRate }),
  update: updateWith(true),
  docs: {
    summary:
      'Momentum that corrects its direction by the gradient after the move it is about to make.',
    reference:
      'Sutskever et al., On the Importance of Initialization and Momentum in Deep Learning, 2013',
  },
};

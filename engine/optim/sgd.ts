/** Takes a parameter and its gradient; gives one step of plain stochastic gradient descent. */
import * as z from 'zod';
import { mul, sub } from '../ir/construct.ts';
import { learningRate, weightDecay, withWeightDecay } from './shared.ts';
import type { OptimizerDefinition } from './types.ts';

const params = z.strictObject({ learningRate: learningRate(0.01), weightDecay: weightDecay(0) });

/** p ← p − η·(g + λp). */
export const sgd: OptimizerDefinition<z.infer<typeof params>> = {
  type: 'sgd',
  name: { en: 'SGD', zh: '随机梯度下降' },
  params,
  slots: [],
  scalars: (_, at) => ({ learningRate: at.learningRate }),
  update(e, settings, { parameter, gradient, scalars }) {
    const g = withWeightDecay(e, gradient, parameter, settings.weightDecay);
    return { parameter: sub(e, parameter, mul(e, scalars.learningRate as number, g)), slots: {} };
  },
  docs: {
    summary: 'Moves each weight against its gradient by a step of the learning rate.',
    reference: 'Robbins and Monro, A Stochastic Approximation Method, 1951',
  },
};

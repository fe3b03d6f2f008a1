/** Batch normalization: brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it. */
import * as z from 'zod';
import { add, div, mul, num, shapeOf, sqrt, stopGradient, sub, sum } from '../ir/construct.ts';
import type { Emitter, ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import {
  at,
  defineNode,
  dim,
  f32,
  needsNumbers,
  problem,
  sampleShape,
  vectorWeight,
} from './define.ts';

const params = z.strictObject({
  momentum: described(
    z.number().min(0).max(1).default(0.1),
    'Momentum',
    'Share of the newest batch in the running statistics, as in PyTorch (Keras counts the other way: 1 − this).',
  ),
  epsilon: described(
    z.number().min(1e-12).max(1).default(1e-5),
    'Epsilon',
    'Added to the variance so that it is never zero.',
  ),
});

/** 1/√(variance + ε). */
function inverseDeviation(e: Emitter, variance: ValueId, epsilon: number): ValueId {
  return div(e, num(1), sqrt(e, add(e, variance, num(epsilon))));
}
const blend = (e: Emitter, old: ValueId, fresh: ValueId, share: number): ValueId =>
  add(e, mul(e, old, num(1 - share)), mul(e, fresh, num(share)));

export default defineNode<z.infer<typeof params>>({
  type: 'batchNormalization',
  version: 1,
  category: 'normalization',
  name: { en: 'Batch normalization', zh: '批归一化' },
  synonyms: ['BatchNorm2d', 'BatchNormalization', 'BN', '批标准化', '批量归一化'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(_, inputs) {
    const input = at(inputs, 'input');
    if (input.shape.length < 2)
      return problem('needs-channels', { shape: sampleShape(input) }, { port: 'input' });
    const channels = dim(input, -1);
    return (
      needsNumbers(input, 'input') ?? {
        outputs: { output: input },
        weights: [
          vectorWeight('gamma', channels, { type: 'ones' }),
          vectorWeight('beta', channels, { type: 'zeros' }),
          vectorWeight('runningMean', channels, { type: 'zeros' }, false),
          vectorWeight('runningVariance', channels, { type: 'ones' }, false),
        ],
        multiplyAdds: 0,
      }
    );
  },
  /**
   * Two reductions of the input and one map: nothing of the input's size but `x` itself is kept for the gradient.
   * The batch is normalized with its biased variance; the running variance takes the unbiased one, as in PyTorch.
   */
  build({ emitter: e, params: p, training, inputs, weights, setWeight }) {
    const x = inputs.input?.[0] as ValueId;
    const shape = shapeOf(e, x);
    const gamma = weights.gamma as ValueId;
    const beta = weights.beta as ValueId;
    const runningMean = weights.runningMean as ValueId;
    const runningVariance = weights.runningVariance as ValueId;
    if (!training) {
      const scale = mul(e, gamma, inverseDeviation(e, runningVariance, p.epsilon));
      return { output: add(e, mul(e, sub(e, x, runningMean), scale), beta) };
    }
    const axes = shape.slice(0, -1).map((_, axis) => axis);
    const count = axes.reduce((n, axis) => n * (shape[axis] as number), 1);
    const mean = mul(e, sum(e, x, axes), num(1 / count));
    const centered = sub(e, x, mean);
    // The deviations sum to 0, so no gradient reaches the mean through the variance: not following it saves a pass.
    const deviation = sub(e, x, stopGradient(e, mean));
    const variance = mul(e, sum(e, mul(e, deviation, deviation), axes), num(1 / count));
    setWeight('runningMean', blend(e, runningMean, mean, p.momentum));
    const unbiased = mul(e, variance, num(count / Math.max(1, count - 1)));
    setWeight('runningVariance', blend(e, runningVariance, unbiased, p.momentum));
    const scale = mul(e, gamma, inverseDeviation(e, variance, p.epsilon));
    return { output: add(e, mul(e, centered, scale), beta) };
  },
  migrations: [],
  docs: {
    summary:
      'Normalizes each channel over the batch while training, with running statistics afterwards. Frozen, it ' +
      'always uses the running statistics.',
    formula: 'y = γ·(x − μ)/√(σ² + ε) + β',
    reference: 'Ioffe and Szegedy, Batch Normalization, 2015',
  },
  examples: [
    { params: {}, inputs: { input: [f32(3, 2, 2, 2)] } },
    { params: { momentum: 0.3, epsilon: 0.01 }, inputs: { input: [f32(4, 3)] } },
  ],
});

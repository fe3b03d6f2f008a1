/** Dense: a vector in, a vector of `units` numbers out, each a weighted sum of all inputs. */
import * as z from 'zod';
import { add, dot } from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { activate, activationParameter } from './activations.ts';
import {
  at,
  biasInitializer,
  biasRegularizer,
  defineNode,
  dim,
  f32,
  kernelInitializer,
  kernelRegularizer,
  needsNumbers,
  penalized,
  positiveInteger,
  problem,
  sampleShape,
  vectorWeight,
} from './define.ts';

const params = z.strictObject({
  units: described(positiveInteger.default(64), 'Units', 'How many numbers come out.'),
  useBias: described(
    z.boolean().default(true),
    'Bias',
    'Whether a number is added to each output.',
  ),
  activation: activationParameter,
  kernelInitializer: kernelInitializer('glorotUniform'),
  biasInitializer,
  kernelRegularizer,
  biasRegularizer,
});

export default defineNode<z.infer<typeof params>>({
  type: 'dense',
  version: 1,
  category: 'core',
  name: { en: 'Dense', zh: '全连接' },
  synonyms: ['Linear', 'Fully connected', '密集层', '全连接层', '线性层'],
  params,
  inputs: [{ name: 'input' }],
  outputs: [{ name: 'output' }],
  infer(p, inputs) {
    const input = at(inputs, 'input');
    if (input.shape.length !== 2)
      return problem('dense-needs-vector', { shape: sampleShape(input) }, { port: 'input' });
    const size = dim(input, 1);
    const kernel = {
      name: 'kernel',
      type: f32(size, p.units),
      initializer: p.kernelInitializer,
      fanIn: size,
      fanOut: p.units,
      trainable: true,
      ...penalized(p.kernelRegularizer),
    };
    const bias = {
      ...vectorWeight('bias', p.units, p.biasInitializer),
      ...penalized(p.biasRegularizer),
    };
    return (
      needsNumbers(input, 'input') ?? {
        outputs: { output: f32(dim(input, 0), p.units) },
        weights: p.useBias ? [kernel, bias] : [kernel],
        multiplyAdds: dim(input, 0) * size * p.units,
      }
    );
  },
  build({ emitter: e, params: p, inputs, weights }) {
    const product = dot(e, inputs.input?.[0] as ValueId, weights.kernel as ValueId);
    const biased = p.useBias ? add(e, product, weights.bias as ValueId) : product;
    return { output: activate(e, p.activation, biased) };
  },
  migrations: [],
  docs: {
    summary: 'Every output is a weighted sum of all inputs plus a bias.',
    formula: 'y = x·W + b',
    reference: 'Rosenblatt, The Perceptron, 1958',
  },
  examples: [
    { params: { units: 3 }, inputs: { input: [f32(2, 4)] } },
    { params: { units: 1, useBias: false, activation: 'tanh' }, inputs: { input: [f32(3, 2)] } },
  ],
});

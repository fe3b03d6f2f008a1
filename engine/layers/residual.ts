/** Residual: what layers computed (`main`) plus what went around them (`skip`), projected where shapes differ. */
import * as z from 'zod';
import { add, conv, dot } from '../ir/construct.ts';
import type { TensorType, ValueId } from '../ir/types.ts';
import { described } from '../util/described.ts';
import { activate, activationParameter } from './activations.ts';
import {
  at,
  defineNode,
  dim,
  f32,
  kernelInitializer,
  kernelRegularizer,
  needsNumbers,
  penalized,
  problem,
  product,
  sameDims,
  sampleShape,
} from './define.ts';

const params = z.strictObject({
  projection: described(
    z.enum(['auto', 'identity', 'conv1x1']).default('auto'),
    'Projection',
    "How `skip` gets the shape of `main`. 'identity': it has it already. 'conv1x1': a 1×1 convolution without bias. " +
      "'auto': identity where the shapes are equal, else 1×1.",
  ),
  activation: activationParameter,
  kernelInitializer: kernelInitializer('heNormal'),
  kernelRegularizer,
});
type Params = z.infer<typeof params>;

/** Strides with which a 1×1 convolution makes `main`'s spatial sizes of `skip`'s; null when none does. */
function projectionStride(main: TensorType, skip: TensorType): readonly number[] | null {
  if (main.shape.length !== skip.shape.length || main.shape.length < 2) return null;
  const strides = main.shape.slice(1, -1).map((size, i) => {
    const from = dim(skip, i + 1);
    const stride = Math.ceil(from / size);
    return Math.ceil(from / stride) === size ? stride : Number.NaN;
  });
  return strides.some(Number.isNaN) ? null : strides;
}
const projects = (p: Params, main: TensorType, skip: TensorType): boolean =>
  p.projection === 'conv1x1' || (p.projection === 'auto' && !sameDims(main.shape, skip.shape));

export default defineNode<Params>({
  type: 'residual',
  version: 1,
  category: 'merge',
  name: { en: 'Residual', zh: '残差' },
  synonyms: ['Skip connection', 'Shortcut', 'ResNet', '残差连接', '跳跃连接', '恒等映射'],
  params,
  inputs: [{ name: 'main' }, { name: 'skip' }],
  outputs: [{ name: 'output' }],
  infer(p, inputs) {
    const main = at(inputs, 'main');
    const skip = at(inputs, 'skip');
    const wrong = needsNumbers(main, 'main') ?? needsNumbers(skip, 'skip');
    if (wrong) return wrong;
    const values = { main: sampleShape(main), skip: sampleShape(skip) };
    if (!projects(p, main, skip)) {
      if (!sameDims(main.shape, skip.shape))
        return problem('residual-identity-differs', values, { parameter: 'projection' });
      return { outputs: { output: main }, weights: [], multiplyAdds: 0 };
    }
    const stride = projectionStride(main, skip);
    if (stride === null) return problem('residual-cannot-project', values, { port: 'skip' });
    const from = dim(skip, -1);
    const to = dim(main, -1);
    const kernel = {
      name: 'kernel',
      type: f32(...stride.map(() => 1), from, to),
      initializer: p.kernelInitializer,
      fanIn: from,
      fanOut: to,
      trainable: true,
      ...penalized(p.kernelRegularizer),
    };
    return {
      outputs: { output: main },
      weights: [kernel],
      multiplyAdds: product(main.shape) * from,
    };
  },
  build({ emitter: e, params: p, inputs, weights }) {
    const main = inputs.main?.[0] as ValueId;
    const skip = inputs.skip?.[0] as ValueId;
    const kernel = weights.kernel;
    const around = kernel === undefined ? skip : project(skip, kernel);
    return { output: activate(e, p.activation, add(e, around, main)) };

    function project(x: ValueId, weight: ValueId): ValueId {
      const stride = projectionStride(e.typeOf(main), e.typeOf(x)) ?? [];
      if (stride.length === 0) return dot(e, x, weight);
      const padding = stride.map(() => [0, 0] as const);
      return conv(e, x, weight, { stride, padding, dilation: stride.map(() => 1), groups: 1 });
    }
  },
  migrations: [],
  docs: {
    summary:
      'Adds what goes around some layers to what they computed, so that very deep networks learn.',
    formula: 'y = main + skip, or main + skip·W with a 1×1 convolution',
    reference: 'He et al., Deep Residual Learning for Image Recognition, 2016',
  },
  examples: [
    { params: {}, inputs: { main: [f32(2, 3, 3, 2)], skip: [f32(2, 3, 3, 2)] } },
    {
      params: { activation: 'silu' },
      inputs: { main: [f32(1, 3, 2, 3)], skip: [f32(1, 5, 4, 2)] },
    },
    { params: { projection: 'conv1x1' }, inputs: { main: [f32(2, 3)], skip: [f32(2, 4)] } },
  ],
});

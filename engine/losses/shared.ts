/** What all losses have in common: parameters, ports, the types they take, and the way from elements to samples. */
import * as z from 'zod';
import {
  broadcastTo,
  cast,
  equal,
  iota,
  mean,
  mul,
  num,
  reshape,
  select,
  shapeOf,
  sum,
} from '../ir/construct.ts';
import type { Emitter, TensorType, ValueId } from '../ir/types.ts';
import { at, dim, f32, problem, product, sameDims, sampleShape } from '../layers/define.ts';
import type {
  BuildContext,
  InferProblem,
  InferredNode,
  PortDefinition,
  PortTypes,
} from '../layers/types.ts';
import { described } from '../util/described.ts';

export const lossParams = {
  target: described(
    z.string().max(200).default(''),
    'Target',
    'Name of the field of the data to learn; empty means the only one. Unused when something is wired to `target`.',
  ),
  weight: described(
    z.number().min(0).max(1e6).default(1),
    'Weight',
    'Factor of this loss in the objective.',
  ),
};
export const fromLogits = described(
  z.boolean().default(true),
  'From scores',
  'Whether the prediction is raw scores (logits); otherwise it is probabilities.',
);

export const lossPorts: readonly PortDefinition[] = [
  { name: 'prediction' },
  { name: 'target', optional: true, data: { role: 'target', parameter: 'target' } },
  { name: 'sampleWeight', optional: true },
];
export const lossOutputs: readonly PortDefinition[] = [{ name: 'loss' }];

export type LossInference = InferredNode | { readonly problem: InferProblem };

/** The result of every loss: one number a sample. */
export function lossOf(prediction: TensorType): InferredNode {
  return { outputs: { loss: f32(dim(prediction, 0)) }, weights: [], multiplyAdds: 0 };
}
/** A problem when the weights of samples are not one number each. */
export function checkSampleWeight(inputs: PortTypes): LossInference | null {
  const weight = inputs.sampleWeight?.[0];
  if (!weight || product(sampleShape(weight)) === 1) return null;
  return problem('sample-weight-shape', { shape: sampleShape(weight) }, { port: 'sampleWeight' });
}

/** Numbers against numbers: equal shapes; [B, 1] also goes with [B]. */
export function inferValues(inputs: PortTypes, allowsClasses = false): LossInference {
  const prediction = at(inputs, 'prediction');
  const target = inputs.target?.[0];
  const wrong = checkSampleWeight(inputs);
  if (wrong || !target) return wrong ?? lossOf(prediction);
  if (target.dtype !== 'f32' && !allowsClasses)
    return problem('target-is-classes', {}, { port: 'target' });
  const values = { prediction: sampleShape(prediction), target: sampleShape(target) };
  if (!sameDims(trimmed(prediction), trimmed(target)))
    return problem('target-shape-differs', values, { port: 'prediction' });
  return lossOf(prediction);
}
/** [B, 1] as [B]. */
function trimmed({ shape }: TensorType): readonly number[] {
  return shape.length === 2 && shape[1] === 1 ? shape.slice(0, 1) : shape;
}

/** Scores of classes against class numbers: the target lacks the last axis. */
export function inferClasses(inputs: PortTypes): LossInference {
  const prediction = at(inputs, 'prediction');
  const target = inputs.target?.[0];
  const wrong = checkSampleWeight(inputs);
  if (wrong) return wrong;
  if (prediction.shape.length < 2)
    return problem(
      'prediction-needs-classes',
      { shape: sampleShape(prediction) },
      { port: 'prediction' },
    );
  if (!target) return lossOf(prediction);
  if (target.dtype === 'f32') return problem('target-is-values', {}, { port: 'target' });
  if (!sameDims(prediction.shape.slice(0, -1), target.shape))
    return problem(
      'class-positions-differ',
      { prediction: sampleShape(prediction), target: sampleShape(target) },
      { port: 'prediction' },
    );
  return lossOf(prediction);
}

/** The target as f32 in the shape of the prediction. */
export function targetValues(e: Emitter, prediction: ValueId, target: ValueId): ValueId {
  return reshape(e, cast(e, target, 'f32'), shapeOf(e, prediction));
}
/** Picks the value at each position's class: x [B, …, C], classes i32 [B, …] → [B, …]. */
export function pick(e: Emitter, x: ValueId, classes: ValueId): ValueId {
  const shape = shapeOf(e, x);
  const last = shape.length - 1;
  const wanted = broadcastTo(e, reshape(e, classes, [...shapeOf(e, classes), 1]), shape);
  return sum(e, select(e, equal(e, iota(e, shape, last), wanted), x, num(0)), [last]);
}

/** Per element to per sample: the mean over all other axes, times the sample's weight. */
export function perSample(context: BuildContext<unknown>, elements: ValueId): ValueId {
  const { emitter: e, inputs } = context;
  const [batch = 1, ...rest] = shapeOf(e, elements);
  const means = mean(
    e,
    elements,
    rest.map((_, i) => i + 1),
  );
  const weight = inputs.sampleWeight?.[0];
  return weight === undefined ? means : mul(e, means, reshape(e, weight, [batch]));
}
export const port = (context: BuildContext<unknown>, name: string): ValueId =>
  context.inputs[name]?.[0] as ValueId;

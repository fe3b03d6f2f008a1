/** A network and its weights in; which batch normalizations disappear into the layer before them, and that layer's new weights out. */

import type { InferredNetwork, NodeInference } from '../../../graph/infer/types.ts';
import type { NetworkOutput } from '../../../graph/lower/outputs.ts';
import { invariant } from '../../../util/errors.ts';
import type { LayerWeight } from './emitter.ts';

/**
 * For each convolution or dense layer the batch normalization that alone uses what it gives. With running statistics that
 * is a fixed scale and shift of each channel (Jacob et al., Quantization and Training of Neural Networks, 2018, section 3.2).
 */
export function foldableNormalizations(
  network: InferredNetwork,
  ids: readonly string[],
  outputs: readonly NetworkOutput[],
): ReadonlyMap<string, NodeInference> {
  const users = new Map<string, (NodeInference | null)[]>();
  const uses = (id: string, user: NodeInference | null) => {
    const known = users.get(id) ?? [];
    known.push(user);
    users.set(id, known);
  };
  for (const { node } of outputs) uses(node.id, null);
  for (const id of ids) {
    const node = network.nodes.get(id);
    for (const source of [...(node?.inputs.values() ?? [])].flat())
      if (node && source.kind === 'node') uses(source.node, node);
  }
  const found = new Map<string, NodeInference>();
  for (const id of ids) {
    const [user, ...others] = users.get(id) ?? [];
    if (user?.node.type !== 'batchNormalization' || others.length > 0) continue;
    if (scalesItsOutputs(network.nodes.get(id))) found.set(id, user);
  }
  return found;
}

/** Nothing stands between its products and what follows. */
function scalesItsOutputs(node: NodeInference | undefined): boolean {
  if (node?.node.type !== 'conv2d' && node?.node.type !== 'dense') return false;
  return (node.params as { readonly activation: string }).activation === 'linear';
}

type Weights = Readonly<Record<string, LayerWeight>>;

/** W·s and (b − μ)·s + β with s = γ/√(σ² + ε), in f64 and rounded once; output channels are the last axis of W. */
export function foldWeights(
  label: string,
  { kernel, bias }: Weights,
  { gamma, beta, runningMean, runningVariance }: Weights,
  epsilon: number,
): Weights {
  invariant(kernel && gamma && beta && runningMean && runningVariance, 'all weights are there');
  const channels = gamma.data.length;
  const scale = Float64Array.from(
    gamma.data,
    (value, c) => value / Math.sqrt((runningVariance.data[c] as number) + epsilon),
  );
  const shift = Float32Array.from(beta.data, (value, c) => {
    const centred = (bias?.data[c] ?? 0) - (runningMean.data[c] as number);
    return centred * (scale[c] as number) + value;
  });
  const scaled = kernel.data.map((value, i) => value * (scale[i % channels] as number));
  return {
    // Under the layer's own label: where it shares its weights, others have them unscaled.
    kernel: { ...kernel, name: `${label}/kernel`, data: scaled },
    bias: { name: `${label}/bias`, shape: [channels], data: shift },
  };
}

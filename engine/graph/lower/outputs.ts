/** Takes an inferred network; settles what predicting returns: probabilities where a loss takes scores. */
import type { Emitter, ValueId } from '../../ir/types.ts';
import { activate } from '../../layers/activations.ts';
import type { LossTraits } from '../../layers/types.ts';
import { lossesOf } from '../infer/objectives.ts';
import type { InferredNetwork, NodeInference, ValueSource } from '../infer/types.ts';

type Link = LossTraits<unknown>['link'];
type NodeSource = Extract<ValueSource, { kind: 'node' }>;

/** What turns this loss's prediction into what it means. */
export function linkOf(loss: NodeInference): Link {
  const traits = loss.definition?.loss;
  return traits?.expects(loss.params) === 'logits' ? traits.link : 'linear';
}
export function predictionOf(loss: NodeInference): NodeSource | null {
  const source = loss.inputs.get('prediction')?.[0];
  return source?.kind === 'node' ? source : null;
}
export function linked(e: Emitter, value: ValueId, link: Link): ValueId {
  return activate(e, link, value);
}

/** Params of a node, where an output's 'auto' has become what the losses make of it. */
export function settledParams(network: InferredNetwork, node: NodeInference): unknown {
  if (node.node.type !== 'output') return node.params;
  const params = node.params as { readonly as: string };
  const from = node.inputs.get('input')?.[0];
  if (params.as !== 'auto' || from?.kind !== 'node') return params;
  const loss = lossesOf(network).find((candidate) => {
    const source = predictionOf(candidate);
    return source?.node === from.node && source.port === from.port;
  });
  const link = loss ? linkOf(loss) : 'linear';
  return { ...params, as: link === 'linear' ? 'raw' : link };
}

/** One thing that predicting returns. */
export interface NetworkOutput {
  /** The node that people know it by. */
  readonly node: NodeInference;
  readonly port: string;
  /** Still to be applied. */
  readonly link: Link;
}

/** The output nodes; without any, what the losses compare, as probabilities. */
export function outputsOf(network: InferredNetwork): readonly NetworkOutput[] {
  const nodes = network.order.map((id) => network.nodes.get(id) as NodeInference);
  const outputs = nodes.filter(({ node, status }) => node.type === 'output' && status === 'ok');
  if (outputs.length > 0) return outputs.map((node) => ({ node, port: 'output', link: 'linear' }));
  const found = new Map<string, NetworkOutput>();
  for (const loss of lossesOf(network)) {
    const source = predictionOf(loss);
    const node = source && network.nodes.get(source.node);
    if (node && !found.has(node.id))
      found.set(node.id, { node, port: source.port, link: linkOf(loss) });
  }
  return [...found.values()];
}

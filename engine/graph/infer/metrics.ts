/** Takes the metrics that training asks for; gives their names in reports and the values that they compare. */
import type { MetricChoice } from '../document/schema.ts';
import type { InferredNetwork, ValueSource } from './types.ts';

/** A metric's type, with a number behind it where an earlier metric has that name. */
export function metricNames(choices: readonly { readonly type: string }[]): readonly string[] {
  const counts = new Map<string, number>();
  return choices.map(({ type }) => {
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    return count === 1 ? type : `${type} ${count}`;
  });
}

/** Where prediction and target come from; null while the nodes are not wired. `loss`: probabilities as it sees them. */
export function metricPorts(
  network: Pick<InferredNetwork, 'nodes' | 'fields'>,
  compares: MetricChoice['compares'],
): { prediction: ValueSource; target: ValueSource; loss: string | null } | null {
  if ('loss' in compares) {
    const loss = network.nodes.get(compares.loss);
    const prediction = loss?.inputs.get('prediction')?.[0];
    const target = loss?.inputs.get('target')?.[0];
    return loss?.status === 'ok' && prediction && target
      ? { prediction, target, loss: loss.id }
      : null;
  }
  const prediction = nodeSource(network, compares.prediction);
  const field =
    typeof compares.target === 'string'
      ? network.fields?.find(({ name }) => name === compares.target)
      : undefined;
  const target: ValueSource | null =
    typeof compares.target === 'string'
      ? field
        ? { kind: 'field', field }
        : null
      : nodeSource(network, compares.target);
  return prediction && target ? { prediction, target, loss: null } : null;
}
function nodeSource(
  { nodes }: Pick<InferredNetwork, 'nodes'>,
  { node, port }: { readonly node: string; readonly port: string },
): ValueSource | null {
  const found = nodes.get(node);
  return found?.status === 'ok' && found.outputs[port]
    ? { kind: 'node', node, port, edge: '' }
    : null;
}

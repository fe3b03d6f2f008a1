/** An inferred network in; the same as plain data out, for the window: batch axes gone, costs as shares. */
import { metricNames } from '../../graph/infer/metrics.ts';
import type { InferredNetwork, NodeInference } from '../../graph/infer/types.ts';
import { outputsOf } from '../../graph/lower/outputs.ts';
import { inputPorts } from '../../graph/registry.ts';
import type { TensorType } from '../../ir/types.ts';
import { sampleShape } from '../../layers/define.ts';
import { portSummary } from './catalogue.ts';
import type { NetworkSummary, NodeSummary, PortSummary, ValueSummary } from './types.ts';
import { valuesOfEdges } from './values.ts';

/** Ids may be any word, `__proto__` too, so records are made of entries, never by assignment. */
export function summaryOf(network: InferredNetwork): NetworkSummary {
  const nodes = [...network.nodes.values()];
  const edges = valuesOfEdges(network);
  return {
    nodes: Object.fromEntries(nodes.map((node) => [node.id, nodeSummary(node, network)])),
    edges: Object.fromEntries([...edges].map(([id, type]) => [id, type && valueSummary(type)])),
    order: network.order,
    issues: network.issues,
    parameters: network.parameters,
    trainableParameters: network.trainableParameters,
    multiplyAdds: network.multiplyAdds,
    metricNames: metricNames(network.project.training.metrics),
    outputs: outputsOf(network).map(({ node }) => node.id),
  };
}

export function valueSummary(type: TensorType): ValueSummary {
  return { dtype: type.dtype, shape: sampleShape(type) };
}

function nodeSummary(node: NodeInference, network: InferredNetwork): NodeSummary {
  const total = network.multiplyAdds;
  return {
    id: node.id,
    status: node.status,
    params: node.params as NodeSummary['params'],
    inputs: inputSummaries(node),
    outputs: node.definition?.outputs.map(portSummary) ?? [],
    inputValues: inputValues(node, network),
    outputValues: Object.fromEntries(
      Object.entries(node.outputs).map(([port, type]) => [port, valueSummary(type)]),
    ),
    weights: node.weights.map(({ name, type, trainable }) => ({
      name,
      shape: type.shape,
      trainable,
    })),
    owner: node.owner,
    parameters: node.parameters,
    trainableParameters: node.trainableParameters,
    multiplyAdds: node.multiplyAdds,
    share: total > 0 ? node.multiplyAdds / total : 0,
    receptiveField: node.receptiveField,
    window: node.window,
  };
}

/** Ports that follow from params are unknown where those are wrong; the ports of the defaults then stand for them. */
function inputSummaries({ definition, params }: NodeInference): readonly PortSummary[] {
  if (!definition) return [];
  if (typeof definition.inputs !== 'function') return definition.inputs.map(portSummary);
  const known = definition.params.safeParse(params);
  return inputPorts(definition, known.success ? known.data : definition.params.parse({})).map(
    portSummary,
  );
}

/** Of the ports whose every value is known. */
function inputValues(node: NodeInference, network: InferredNetwork): NodeSummary['inputValues'] {
  const known: [string, ValueSummary[]][] = [];
  for (const [port, sources] of node.inputs) {
    const values = sources.flatMap((source) => {
      if (source.kind === 'field') return { dtype: source.field.dtype, shape: source.field.shape };
      const type = network.nodes.get(source.node)?.outputs[source.port];
      return type ? valueSummary(type) : [];
    });
    if (values.length === sources.length) known.push([port, values]);
  }
  return Object.fromEntries(known);
}

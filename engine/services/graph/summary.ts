/** An inferred network in; the same as plain data out, for the window: batch axes gone, costs as shares. */
import { metricNames } from '../../graph/infer/metrics.ts';
import type { InferredNetwork, NodeInference, ValueSource } from '../../graph/infer/types.ts';
import { outputsOf } from '../../graph/lower/outputs.ts';
import { inputPorts, outputPorts } from '../../graph/registry.ts';
import type { TensorType } from '../../ir/types.ts';
import { sampleShape } from '../../layers/define.ts';
import type { NodeDefinition, PortDefinition } from '../../layers/types.ts';
import { portSummary } from './catalogue.ts';
import type { NetworkSummary, NodeSummary, PortSummary, ValueSummary } from './types.ts';
import { valuesOfEdges } from './values.ts';

/** Ids may be any word, `__proto__` too, so records are made of entries, never by assignment. */
export function summaryOf(network: InferredNetwork): NetworkSummary {
  const value = sharing(valueSummary);
  const nodes = [...network.nodes.values()].map(
    (node) => [node.id, nodeSummary(node, network, value)] as const,
  );
  const edges = [...valuesOfEdges(network)].map(([id, type]) => [id, type && value(type)] as const);
  return {
    nodes: Object.fromEntries(nodes),
    edges: Object.fromEntries(edges),
    order: network.order,
    issues: network.issues,
    parameters: network.parameters,
    trainableParameters: network.trainableParameters,
    multiplyAdds: network.multiplyAdds,
    metricNames: metricNames(network.project.training.metrics),
    outputs: outputsOf(network).map(({ node }) => node.id),
  };
}

/**
 * One object for each key: a value that several nodes name is cloned once on its way to the window, which makes the
 * summary of a large network half as long.
 */
function sharing<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}
const valueSummary = (type: TensorType): ValueSummary => ({
  dtype: type.dtype,
  shape: sampleShape(type),
});
const portSummaries = sharing((ports: readonly PortDefinition[]): readonly PortSummary[] =>
  ports.map(portSummary),
);
const none: readonly never[] = [];

function nodeSummary(
  node: NodeInference,
  network: InferredNetwork,
  value: (type: TensorType) => ValueSummary,
): NodeSummary {
  const { definition } = node;
  const total = network.multiplyAdds;
  return {
    id: node.id,
    status: node.status,
    params: node.params as NodeSummary['params'],
    inputs: definition ? portSummaries(inputsOf(definition, node.params)) : none,
    outputs: definition ? portSummaries(portsFrom(definition, node.params)) : none,
    inputValues: inputValues(node, network, value),
    outputValues: Object.fromEntries(
      Object.entries(node.outputs).map(([port, type]) => [port, value(type)]),
    ),
    weights:
      node.weights.length === 0
        ? none
        : node.weights.map(({ name, type, trainable }) => ({ name, shape: type.shape, trainable })),
    owner: node.owner,
    parameters: node.parameters,
    trainableParameters: node.trainableParameters,
    multiplyAdds: node.multiplyAdds,
    share: total > 0 ? Math.round((1000 * node.multiplyAdds) / total) / 1000 : 0,
    receptiveField: node.receptiveField,
    window: node.window,
  };
}

/** Ports that follow from params are unknown where those are wrong; the ports of the defaults then stand for them. */
function inputsOf(definition: NodeDefinition, params: unknown): readonly PortDefinition[] {
  if (typeof definition.inputs !== 'function') return definition.inputs;
  return inputPorts(definition, soundParams(definition, params));
}
function portsFrom(definition: NodeDefinition, params: unknown): readonly PortDefinition[] {
  if (typeof definition.outputs !== 'function') return definition.outputs;
  return outputPorts(definition, soundParams(definition, params));
}
function soundParams({ params: schema }: NodeDefinition, params: unknown): unknown {
  const known = schema.safeParse(params);
  return known.success ? known.data : schema.parse({});
}

/** Of the ports whose every value is known. */
function inputValues(
  node: NodeInference,
  network: InferredNetwork,
  value: (type: TensorType) => ValueSummary,
): NodeSummary['inputValues'] {
  const known: [string, ValueSummary[]][] = [];
  for (const [port, sources] of node.inputs) {
    const values = sources.flatMap((source) => valueOfSource(source, network, value) ?? []);
    if (values.length === sources.length) known.push([port, values]);
  }
  return Object.fromEntries(known);
}
function valueOfSource(
  source: ValueSource,
  { nodes }: InferredNetwork,
  value: (type: TensorType) => ValueSummary,
): ValueSummary | null {
  if (source.kind === 'field') return { dtype: source.field.dtype, shape: source.field.shape };
  const outputs = nodes.get(source.node)?.outputs ?? {};
  const type = Object.hasOwn(outputs, source.port) ? outputs[source.port] : undefined;
  return type ? value(type) : null;
}

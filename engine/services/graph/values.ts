/** An inferred network in; what its wires and output ports carry out. */
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { inputPorts } from '../../graph/registry.ts';
import type { TensorType } from '../../ir/types.ts';
import type { Endpoint, ProjectEdge } from './types.ts';

/** By edge id, null where unknown; of two wires of one id the first counts, as in the inference. */
export function valuesOfEdges(network: InferredNetwork): ReadonlyMap<string, TensorType | null> {
  const behind = firstEdges(network);
  const values = new Map<string, TensorType | null>();
  for (const { id, from } of network.project.edges)
    if (!values.has(id)) values.set(id, valueAt(network, from, behind));
  return values;
}
/** The value that an output port gives; what comes into a node that is switched off goes on. */
export function valueFrom(network: InferredNetwork, from: Endpoint): TensorType | null {
  return valueAt(network, from, firstEdges(network));
}
/** The port of a node in use where that value is made. */
export function originOf(network: InferredNetwork, from: Endpoint): Endpoint | null {
  return originAt(network, from, firstEdges(network));
}

type Behind = ReadonlyMap<string, ProjectEdge>;

/** The wire at the first port of each node that is switched off. */
function firstEdges({ project, nodes }: InferredNetwork): Behind {
  const behind = new Map<string, ProjectEdge>();
  for (const edge of project.edges) {
    const node = nodes.get(edge.to.node);
    if (node?.status !== 'disabled' || !node.definition || behind.has(node.id)) continue;
    const first = inputPorts(node.definition, node.params)[0]?.name;
    if (edge.to.port === first) behind.set(node.id, edge);
  }
  return behind;
}
function originAt({ nodes }: InferredNetwork, from: Endpoint, behind: Behind): Endpoint | null {
  let at: Endpoint | undefined = from;
  for (let passed = 0; at && passed <= behind.size; passed++) {
    const node = nodes.get(at.node);
    if (node?.status !== 'disabled') return node ? at : null;
    at = behind.get(node.id)?.from;
  }
  return null;
}
/** Ports may be called by any word, `constructor` too. */
function valueAt(network: InferredNetwork, from: Endpoint, behind: Behind): TensorType | null {
  const origin = originAt(network, from, behind);
  const outputs = origin && network.nodes.get(origin.node)?.outputs;
  return outputs && Object.hasOwn(outputs, origin.port)
    ? (outputs[origin.port] as TensorType)
    : null;
}

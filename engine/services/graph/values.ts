/** An inferred network in; what its wires and output ports carry out. */
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { inputPorts } from '../../graph/registry.ts';
import type { TensorType } from '../../ir/types.ts';
import type { Endpoint } from './types.ts';

/** By edge id, null where unknown; of two wires of one id the first counts, as in the inference. */
export function valuesOfEdges(network: InferredNetwork): ReadonlyMap<string, TensorType | null> {
  const behind = firstEdges(network);
  const values = new Map<string, TensorType | null>();
  for (const { id, from } of network.project.edges)
    if (!values.has(id)) values.set(id, valueAt(network, originAt(network, from, behind)));
  return values;
}
/** The value that an output port gives; what comes into a node that is switched off goes on. */
export function valueFrom(network: InferredNetwork, from: Endpoint): TensorType | null {
  return valueAt(network, originOf(network, from));
}
/** The port of a node in use where that value is made. */
export function originOf(network: InferredNetwork, from: Endpoint): Endpoint | null {
  return originAt(network, from, firstEdges(network));
}

/** By node that is switched off: where the value at its first port comes from. */
type Behind = Map<string, Endpoint>;

function firstEdges({ project, nodes }: InferredNetwork): Behind {
  const behind: Behind = new Map();
  for (const { from, to } of project.edges) {
    const node = nodes.get(to.node);
    if (node?.status !== 'disabled' || !node.definition || behind.has(node.id)) continue;
    const first = inputPorts(node.definition, node.params)[0]?.name;
    if (to.port === first) behind.set(node.id, from);
  }
  return behind;
}
/** Shortens the ways that it goes, so that long rows of nodes that are switched off are gone through once. */
function originAt({ nodes }: InferredNetwork, from: Endpoint, behind: Behind): Endpoint | null {
  const passed = new Set<string>();
  let at: Endpoint | undefined = from;
  while (at && nodes.get(at.node)?.status === 'disabled' && !passed.has(at.node)) {
    passed.add(at.node);
    at = behind.get(at.node);
  }
  if (!at || !nodes.has(at.node) || passed.has(at.node)) return null;
  for (const id of passed) behind.set(id, at);
  return at;
}
/** Ports may be called by any word, `constructor` too. */
function valueAt(network: InferredNetwork, origin: Endpoint | null): TensorType | null {
  const outputs = origin && network.nodes.get(origin.node)?.outputs;
  return outputs && Object.hasOwn(outputs, origin.port)
    ? (outputs[origin.port] as TensorType)
    : null;
}

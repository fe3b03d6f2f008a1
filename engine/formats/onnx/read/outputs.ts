/** A value that a graph gives in; an output node out, whose rows are in the file's order. */
import { batchGroup, dimension, type Groups, permutation } from './axes.ts';
import { cleanLabel } from './labels.ts';
import type { Network } from './network.ts';
import type { Flow, Value } from './values.ts';

/** A value at the graph's boundary. */
export interface BoundaryDraft {
  readonly name: string;
  readonly flow: Flow;
}

export function addOutput(network: Network, name: string, value: Value): BoundaryDraft {
  const label = cleanLabel(name) || 'Output';
  const given = value.kind === 'flow' ? value : constantSource(network, name);
  const flow = inFileOrder(network, given);
  const from = network.add({ type: 'output', label, inputs: { input: [flow] } });
  return { name, flow: { ...flow, from } };
}

/** Dimensions may stand in another order; what lies inside one may not. */
function inFileOrder(network: Network, flow: Flow): Flow {
  const { theirs, ours } = flow;
  if (!theirs || permutation(theirs, ours)) return flow;
  const wide = (groups: Groups) => groups.filter((group) => group.length > 0);
  if (permutation(wide(theirs), wide(ours))) return flow;
  return network.arranged(flow, theirs);
}

/** A network that answers with a constant: nothing of ours gives one. */
function constantSource(network: Network, name: string): Flow {
  const from = network.add({
    type: 'placeholder',
    params: { operator: 'Constant', inputs: 0, outputs: 1 },
    label: cleanLabel(name) || 'Constant',
    inputs: {},
  });
  const groups = [batchGroup, dimension(null)];
  return { kind: 'flow', from, theirs: groups, ours: groups };
}

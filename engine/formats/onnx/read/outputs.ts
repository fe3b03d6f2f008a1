/** A value that a graph gives in; an output node out, whose rows are in the file's order. */
import { type Groups, permutation } from './axes.ts';
import { cleanLabel } from './labels.ts';
import type { Network } from './network.ts';
import { type Flow, Unsupported, type Value } from './values.ts';

/** A value at the graph's boundary. */
export interface BoundaryDraft {
  readonly name: string;
  readonly flow: Flow;
}

/** How a file of ours has its pictures. */
export type Layout = 'nchw' | 'nhwc';

export function addOutput(
  network: Network,
  name: string,
  value: Value,
  layout: Layout | null,
): BoundaryDraft {
  const label = cleanLabel(name) || 'Output';
  const given = value.kind === 'flow' ? value : constantSource(network);
  const flow = layout ? inLayout(network, given, layout) : inFileOrder(network, given);
  const from = network.add({ type: 'output', label, inputs: { input: [flow] } });
  return { name, flow: { ...flow, from } };
}

/** As the network that was written gave it. */
function inLayout(network: Network, flow: Flow, layout: Layout): Flow {
  const { theirs } = flow;
  const [batch, channels, ...spatial] = theirs ?? [];
  if (!theirs || !batch || !channels) return flow;
  const turned = layout === 'nchw' && theirs.length === 4;
  return network.arranged(flow, turned ? [batch, ...spatial, channels] : theirs);
}

/** Dimensions may stand in another order; what lies inside one may not. */
function inFileOrder(network: Network, flow: Flow): Flow {
  const { theirs, ours } = flow;
  if (!theirs || permutation(theirs, ours)) return flow;
  const wide = (groups: Groups) => groups.filter((group) => group.length > 0);
  if (permutation(wide(theirs), wide(ours))) return flow;
  try {
    return network.arranged(flow, theirs);
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return standIn(network, 'Transpose', error.setting, [flow]);
  }
}

/** A network that answers with a constant: nothing of ours gives one. */
const constantSource = (network: Network): Flow => standIn(network, 'Constant', '', []);

function standIn(
  network: Network,
  operator: string,
  setting: string,
  inputs: readonly Flow[],
): Flow {
  const from = network.add({
    type: 'placeholder',
    params: { operator, ...(setting !== '' && { setting }), inputs: inputs.length, outputs: 1 },
    label: operator,
    inputs: { input: inputs },
  });
  return { kind: 'flow', from, theirs: null, ours: [] };
}

/** An input of a graph and what its values go through in; the node and the dimensions that it gets out. */
import { batchGroup, dimension, type Group, groupSize } from './axes.ts';
import type { DeclaredValue, Graph, Operator } from './graph.ts';
import type { Network } from './network.ts';
import type { Layout } from './outputs.ts';
import type { Flow } from './values.ts';

/** Operators whose second dimension holds channels. */
const spatialOperators: ReadonlySet<string> = new Set([
  'Conv',
  'ConvTranspose',
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'BatchNormalization',
  'InstanceNormalization',
  'Upsample',
  'Resize',
]);
/** Operators that leave the dimensions as they are. */
const transparent: ReadonlySet<string> = new Set([
  'Identity',
  'Cast',
  'Relu',
  'Clip',
  'Dropout',
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Pad',
]);
/** Colours and transparency: what tells a channel dimension from a height or width. */
const fewChannels: ReadonlySet<unknown> = new Set([1, 2, 3, 4]);

/** Dimensions of a batch; the channels are stored last. */
export function addInput(
  graph: Graph,
  declared: DeclaredValue,
  network: Network,
  label: string,
  layout: Layout | null,
): Flow {
  const { name, shape } = declared;
  const sizes = (shape ?? [])
    .slice(1)
    .map((size) => (typeof size === 'number' && size <= 1e6 ? size : null));
  const theirs = [batchGroup, ...sizes.map(dimension)];
  const rank = shape === null ? 0 : Math.max(1, shape.length);
  const own = layout === 'nchw' && rank === 4 ? 1 : rank - 1;
  const channel = rank < 3 ? null : layout ? own : channelOf(graph, name, rank, sizes);
  const order = theirs.map((_, i) => i).filter((i) => i > 0 && i !== channel);
  if (channel !== null) order.push(channel);
  const samples = rank === 1 ? [[] as Group] : order.map((i) => theirs[i] as Group);
  const known = samples.map(groupSize);
  const complete = known.length > 0 && known.length <= 7 && known.every((size) => size !== null);
  const from = network.add({
    type: 'input',
    params: {
      ...(graph.inputs.length > 1 && { field: name.slice(0, 200) }),
      ...(complete && { shape: known }),
    },
    label,
    inputs: {},
  });
  if (rank === 0) return { kind: 'flow', from, theirs: null, ours: [] };
  return { kind: 'flow', from, theirs, ours: [batchGroup, ...samples] };
}

/** The dimension of the channels: where the first convolution, pool or product looks for it, else the one of a colour's size. */
function channelOf(
  graph: Graph,
  name: string,
  rank: number,
  sizes: readonly (number | null)[],
): number | null {
  const consumers = new Map<string, Operator[]>();
  for (const operator of graph.operators) {
    for (const input of new Set(operator.inputs)) {
      const list = consumers.get(input) ?? [];
      consumers.set(input, list);
      list.push(operator);
    }
  }
  // Values under way, each with the dimension of the input that its dimensions come from.
  const open: [string, readonly number[]][] = [[name, Array.from({ length: rank }, (_, i) => i)]];
  const seen = new Set<string>();
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, axes] = next;
    if (seen.has(value)) continue;
    seen.add(value);
    for (const { type, attributes, outputs } of consumers.get(value) ?? []) {
      const [output = ''] = outputs;
      const channel = spatialOperators.has(type) ? axes[1] : type === 'MatMul' ? axes.at(-1) : null;
      if (channel !== null && channel !== undefined) return channel === 0 ? null : channel;
      const order = type === 'Transpose' ? attributes.ints('perm') : null;
      if (order?.length === rank && order.every((axis) => axes[axis] !== undefined))
        open.push([output, order.map((axis) => axes[axis] as number)]);
      else if (transparent.has(type)) open.push([output, axes]);
    }
  }
  if (rank !== 4) return null;
  if (fewChannels.has(sizes[0])) return 1;
  return fewChannels.has(sizes[2]) ? 3 : 1;
}

/** Operators that arrange values anew in: Flatten, Reshape, Transpose, Squeeze, Unsqueeze, Shape; as few layers out. */
import {
  batchGroup,
  dimension,
  type Group,
  type Groups,
  groupSize,
  isBatch,
  regroup,
  sameGroups,
  storedAs,
  withCuts,
} from '../axes.ts';
import type { Call } from '../call.ts';
import { type Extent, extentsOf, type Flow, Unsupported } from '../values.ts';

/** Nothing moves: the file's view of the value changes. */
export function transpose(call: Call): void {
  const flow = call.flow(0);
  if (!flow.theirs) {
    call.give(flow);
    return;
  }
  const rank = flow.theirs.length;
  const order = call.attributes.ints('perm') ?? flow.theirs.map((_, i) => rank - 1 - i);
  const axes = order.map((axis) => call.axis(axis, rank));
  if (axes.length !== rank || new Set(axes).size !== rank)
    throw call.malformed(`${call.who} names axes twice or leaves some out`);
  const { theirs } = flow;
  call.give({ ...flow, theirs: axes.map((axis) => theirs[axis] as Group) });
}

export function squeeze(call: Call): void {
  const flow = call.flow(0);
  const { theirs } = flow;
  if (!theirs) throw new Unsupported('a value of unknown shape');
  const axes = call.ints('axes', 1)?.map((axis) => call.axis(axis, theirs.length));
  const gone = (group: Group, i: number) => (axes ? axes.includes(i) : group.length === 0);
  const wrong = axes?.find((axis) => (groupSize(theirs[axis] as Group) ?? 1) !== 1);
  if (wrong !== undefined)
    throw call.malformed(`${call.who} drops axis ${wrong}, which has several sizes`);
  call.give({ ...flow, theirs: theirs.filter((group, i) => !gone(group, i)) });
}
export function unsqueeze(call: Call): void {
  const flow = call.flow(0);
  if (!flow.theirs) throw new Unsupported('a value of unknown shape');
  const axes = call.ints('axes', 1) ?? [];
  const rank = flow.theirs.length + axes.length;
  if (rank > 32) throw new Unsupported(`${rank} dimensions`);
  const fresh = new Set(axes.map((axis) => call.axis(axis, rank)));
  const rest = [...flow.theirs];
  const theirs = Array.from(
    { length: rank },
    (_, i): Group => (fresh.has(i) ? [] : (rest.shift() ?? [])),
  );
  call.give({ ...flow, theirs });
}

/** Its sizes, as far as they are known. */
export function shape(call: Call): void {
  const { theirs } = call.flow(0);
  if (!theirs) throw new Unsupported('a value of unknown shape');
  const start = call.attributes.int('start', 0);
  const end = call.attributes.has('end') ? call.attributes.int('end', 0) : theirs.length;
  const elements = theirs
    .map((group): Extent => (isBatch(group) ? 'batch' : (groupSize(group) ?? 'open')))
    .slice(start, end);
  call.give({ kind: 'constant', shape: [elements.length], elements });
}

/** Up to `axis` one dimension, and one behind it; only samples stay apart here. */
export function flatten(call: Call): void {
  const flow = call.flow(0);
  const rank = flow.theirs?.length;
  const axis = call.attributes.int('axis', 1);
  const isFirst = axis === 1 || (rank !== undefined && axis === 1 - rank);
  if (!isFirst) throw new Unsupported(`axis = ${axis}`);
  arrange(call, flow, [null]);
}

export function reshape(call: Call): void {
  const flow = call.flow(0);
  const listed = call.attributes.ints('shape');
  const input = call.constant(1);
  if (!listed && !input) throw call.malformed(`${call.who} has no shape`);
  const wanted: readonly Extent[] = listed ?? extentsOf(input as NonNullable<typeof input>);
  if (wanted.length > 32) throw new Unsupported(`${wanted.length} dimensions`);
  const theirs = call.theirs(flow);
  const zeroIsSize = call.attributes.int('allowzero', 0) !== 0;
  const sizes = wanted.map((size, i): Extent => {
    if (size !== 0 || zeroIsSize) return size;
    if (i === 0) return 'batch';
    const group = theirs?.[i];
    return group ? (groupSize(group) ?? 'open') : 'open';
  });
  const [first, ...rest] = sizes;
  if (rest.length === 0) throw new Unsupported('samples and values mixed');
  const samples = call.samplesDeclared;
  const inner = rest.map((size) => {
    if (size === 'batch') throw new Unsupported('samples and values mixed');
    return size === 'open' || size === -1 ? null : size;
  });
  if (inner.some((size) => size !== null && !(Number.isSafeInteger(size) && size > 0)))
    throw call.malformed(`${call.who} asks for ${wanted.join('×')}`);
  const all = theirs ? groupSize(theirs.slice(1).flat()) : null;
  const product = inner.reduce<number | null>(
    (p, n) => (p === null || n === null ? null : p * n),
    1,
  );
  const keepsSamples =
    first === 'batch' ||
    (typeof first === 'number' && first > 0 && first === samples) ||
    ((first === -1 || first === 'open') && (all === null || product === null || all === product));
  if (!keepsSamples) throw new Unsupported('samples and values mixed');
  arrange(call, flow, inner);
}

/** Each sample as dimensions of these sizes, one of which may be open. */
function arrange(call: Call, flow: Flow, sizes: readonly (number | null)[]): void {
  const theirs = call.theirs(flow);
  if (!theirs) {
    arrangeUnknown(call, flow, sizes);
    return;
  }
  const found = regroup(theirs.slice(1).flat(), sizes);
  if (!found) {
    arrangeInOrder(call, flow, sizes);
    return;
  }
  const view: Groups = [batchGroup, ...found.groups];
  const memory = withCuts(flow.ours, found.cuts);
  const stored = storedAs(view, memory.flat());
  if (!stored) {
    const ordered = call.network.arranged(flow, theirs);
    give(call, { ...ordered, theirs: view, ours: withCuts(ordered.ours, found.cuts) }, view);
    return;
  }
  give(call, { ...flow, theirs: view, ours: memory }, stored);
}

/** A node where memory gets other dimensions; those of size 1 need none. */
function give(call: Call, flow: Flow, stored: Groups): void {
  const wide = (groups: Groups) => groups.filter((group) => group.length > 0);
  const same = sameGroups(wide(flow.ours), wide(stored));
  const row = stored.length === 2 && flow.ours.length > 2;
  if (same && !row) {
    call.give(flow);
    return;
  }
  call.give(call.network.reshaped(flow, stored, call.label));
}

/** Sizes that do not nest: the values are laid in the file's order, and then cut anew. */
function arrangeInOrder(call: Call, flow: Flow, sizes: readonly (number | null)[]): void {
  const theirs = flow.theirs as Groups;
  const total = groupSize(theirs.slice(1).flat());
  const known = sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
  const open = sizes.filter((size) => size === null).length;
  if (total === null || open > 1) throw new Unsupported('sizes that depend on the input');
  if (open === 0 ? known !== total : total % known !== 0)
    throw call.malformed(
      `${call.who} arranges ${total} values as ${sizes.map((size) => size ?? '?').join('×')}`,
    );
  const view = [batchGroup, ...sizes.map((size) => dimension(size ?? total / known))];
  const ordered = call.network.arranged(flow, theirs);
  const from = call.network.reshaped(ordered, view, call.label).from;
  call.give({ kind: 'flow', from, theirs: view, ours: view });
}

/** Behind a placeholder. */
function arrangeUnknown(call: Call, flow: Flow, sizes: readonly (number | null)[]): void {
  const view = [batchGroup, ...sizes.map(dimension)];
  const from =
    sizes.length === 1
      ? call.network.add({ type: 'flatten', label: call.label, inputs: { input: [flow] } })
      : call.network.reshaped({ ...flow, ours: [] }, view, call.label).from;
  call.give({ kind: 'flow', from, theirs: view, ours: view });
}

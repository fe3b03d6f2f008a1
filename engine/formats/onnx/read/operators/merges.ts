/** Add, Sum and Concat in: of computed values the layers of that name, of a value and a constant a bias. */
import { batchGroup, dimension, type Group, type Groups, groupSize } from '../axes.ts';
import { type Call, storedOrder } from '../call.ts';
import { type Constant, type Flow, floatsOf, Unsupported } from '../values.ts';

export function add(call: Call): void {
  const values = call.values();
  const flows = values.filter((value): value is Flow => value.kind === 'flow');
  const constants = values.filter((value): value is Constant => value.kind === 'constant');
  const [constant] = constants;
  const [flow] = flows;
  if (!flow) throw new Unsupported('constants');
  if (constant && flows.length === 1 && constants.length === 1) {
    addConstant(call, flow, constant);
    return;
  }
  if (constant) throw new Unsupported('a constant');
  if (flows.length === 1) {
    call.give(flow);
    return;
  }
  sum(call, flows);
}
/** Subtracting nothing; anything else has no layer. */
export function subtract(call: Call): void {
  const constant = call.value(1);
  if (constant?.kind !== 'constant' || !isAll(constant, 0)) throw new Unsupported('');
  call.give(call.flow(0));
}
/** A product or quotient with one. */
export function scale(call: Call): void {
  const values = call.values();
  const constant = values.find((value): value is Constant => value.kind === 'constant');
  if (!constant || !isAll(constant, 1)) throw new Unsupported(constant ? 'a constant' : '');
  const dividend = call.operator.type === 'Div' ? values[0] : undefined;
  if (dividend?.kind === 'constant') throw new Unsupported('a constant');
  call.give(values.find((value): value is Flow => value.kind === 'flow') as Flow);
}
const isAll = (constant: Constant, number: number): boolean =>
  constant.shape.length <= 1 && floatsOf(constant).every((value) => value === number);

function sum(call: Call, flows: readonly Flow[]): void {
  const known = flows.find(({ theirs }) => theirs !== null);
  for (const flow of flows) {
    const theirs = call.theirs(flow);
    if (theirs && known?.theirs && !sameShape(theirs, known.theirs))
      throw new Unsupported('values of different shapes');
  }
  const aligned = call.aligned(flows);
  const from = call.network.add({
    type: 'add',
    label: call.label,
    inputs: { inputs: aligned },
  });
  const like = aligned.find(({ theirs }) => theirs !== null) ?? (aligned[0] as Flow);
  call.give({ ...like, from });
}
/** Sizes that are not known may be equal. */
function sameShape(a: Groups, b: Groups): boolean {
  if (a.length !== b.length) return false;
  return a.every((group, i) => {
    const [mine, yours] = [groupSize(group), groupSize(b[i] as Group)];
    if (mine === null || yours === null) return mine !== 1 && yours !== 1;
    return mine === yours;
  });
}

/** Behind a layer that nothing else uses, a number for each channel is its bias. */
function addConstant(call: Call, flow: Flow, constant: Constant): void {
  const values = floatsOf(constant);
  if (values.every((value) => value === 0) && broadcastsInto(constant, flow)) {
    call.give(flow);
    return;
  }
  const draft = call.network.draft(flow.from.node);
  const along = draft?.biasAlong;
  const name = call.operator.inputs.find((_, i) => call.value(i) === flow) ?? '';
  if (!draft || !along || (call.graph.uses.get(name) ?? 0) !== 1)
    throw new Unsupported('a constant');
  const channels = groupSize(along) as number;
  if (!isAlong(constant, flow, along) && values.length !== 1) throw new Unsupported('a constant');
  const bias = values.length === 1 ? new Float32Array(channels).fill(values[0] as number) : values;
  if (bias.length !== channels)
    throw call.malformed(`${call.who} adds ${bias.length} numbers to ${channels} channels`);
  call.network.spend(channels);
  draft.weights.set('bias', { shape: [channels], values: bias });
  delete draft.params.useBias;
  delete draft.biasAlong;
  call.give(flow);
}
const broadcastsInto = ({ shape }: Constant, { theirs }: Flow): boolean =>
  theirs !== null &&
  shape.length <= theirs.length &&
  shape.every((size, i) => {
    const group = theirs[theirs.length - shape.length + i] as Group;
    return size === 1 || size === groupSize(group);
  });
/** Whether the constant has more than one number along that dimension alone. */
function isAlong({ shape }: Constant, { theirs }: Flow, along: Group): boolean {
  if (!theirs || shape.length > theirs.length) return false;
  return shape.every((size, i) => {
    const group = theirs[theirs.length - shape.length + i] as Group;
    return size === 1 || (group.length === 1 && group[0] === along[0]);
  });
}

/** Along any dimension but that of the samples; what lies inside it must lie there in the file's order. */
export function concat(call: Call): void {
  const values = call.values();
  if (values.some(({ kind }) => kind === 'constant')) throw new Unsupported('a constant');
  const flows = values as readonly Flow[];
  const [first] = flows;
  if (!first) throw call.malformed(`${call.who} joins nothing`);
  if (flows.length === 1) {
    call.give(first);
    return;
  }
  const stated = call.attributes.int('axis', 1);
  const shapes = flows.map((flow) => call.theirs(flow));
  const known = shapes.find((theirs) => theirs !== null);
  if (!known || shapes.includes(null)) {
    joinUnknown(call, flows, stated);
    return;
  }
  const axis = call.axis(stated, known.length);
  if (axis === 0) throw new Unsupported('axis = 0');
  const theirs = shapes as readonly Groups[];
  if (theirs.some((groups) => groups.length !== known.length))
    throw call.malformed(`${call.who} joins values of different dimensions`);
  const order = storedOrder(flows, [axis]);
  const aligned = flows.map((flow) => call.inOrder(flow, order));
  const sizes = theirs.map((groups) => groupSize(groups[axis] as Group));
  const total = sizes.some((size) => size === null)
    ? null
    : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const joined = dimension(total);
  const place = order.indexOf(axis);
  const last = place === order.length - 1;
  const from = call.network.add({
    type: 'concat',
    ...(!last && { params: { axis: place - 1 } }),
    label: call.label,
    inputs: { inputs: aligned },
  });
  const result = known.map((group, i) => (i === axis ? joined : group));
  call.give({
    kind: 'flow',
    from,
    theirs: [batchGroup, ...result.slice(1)],
    ours: order.map((i) => result[i] as Group),
  });
}

/** Behind a placeholder: channels are joined as if they lay last. */
function joinUnknown(call: Call, flows: readonly Flow[], axis: number): void {
  if (axis !== 1 && axis !== -1) throw new Unsupported('a value of unknown shape');
  const from = call.network.add({ type: 'concat', label: call.label, inputs: { inputs: flows } });
  call.give({ kind: 'flow', from, theirs: null, ours: [] });
}

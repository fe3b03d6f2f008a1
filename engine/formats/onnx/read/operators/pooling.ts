/** Pools over windows, over whole pictures, and means over axes: operators in, pooling layers out. */
import { type Axis, batchGroup, dimension, type Group, type Groups } from '../axes.ts';
import type { Call, Picture } from '../call.ts';
import type { Flow } from '../values.ts';
import { Unsupported } from '../values.ts';
import { pairOf, type WindowSettings, windowOf } from './window.ts';

export function maxPool(call: Call): void {
  if (call.isUsed(1)) throw new Unsupported('output Indices');
  const picture = windowedPicture(call);
  const size = pairOf(call, 'kernel_shape', picture.dimensions, null, 1);
  const window = windowOf(call, picture, size);
  if (window.dilation.some((n) => n !== 1))
    throw new Unsupported(`dilations = ${window.dilation.join(', ')}`);
  pool(call, 'maxPooling2d', picture, size, window);
}

/** Behind a placeholder only the window says how many dimensions there are. */
const windowedPicture = (call: Call): Picture =>
  call.picture(0, null, 2 + (call.attributes.ints('kernel_shape')?.length ?? 2));

/** Padding that counts as zeros becomes a layer of its own; what rounding up adds behind it never counts. */
export function averagePool(call: Call): void {
  const picture = windowedPicture(call);
  const size = pairOf(call, 'kernel_shape', picture.dimensions, null, 1);
  const window = windowOf(call, picture, size);
  if (window.dilation.some((n) => n !== 1))
    throw new Unsupported(`dilations = ${window.dilation.join(', ')}`);
  const pads = call.attributes.ints('pads') ?? [];
  const counts = call.attributes.int('count_include_pad', 0) !== 0;
  if (
    !counts ||
    (call.attributes.string('auto_pad', 'NOTSET') === 'NOTSET' && pads.every((n) => n === 0))
  ) {
    pool(call, 'averagePooling2d', picture, size, window);
    return;
  }
  if (!window.pixels) throw new Unsupported('count_include_pad = 1');
  const explicit = statedSides(pads, picture.dimensions, window.pixels);
  const rest = window.pixels.map((sides, i) => {
    const [before, after] = explicit[i] as readonly [number, number];
    return [sides[0] - before, sides[1] - after] as const;
  }) as unknown as NonNullable<WindowSettings['pixels']>;
  const from = call.network.add({
    type: 'zeroPadding2d',
    params: { padding: explicit },
    label: `${call.label} padding`,
    inputs: { input: [picture.flow] },
  });
  const padded = { ...picture, flow: { ...picture.flow, from } };
  const padding = rest.flat().every((n) => n === 0) ? ('valid' as const) : rest;
  pool(call, 'averagePooling2d', padded, size, { ...window, pixels: rest, padding });
}
function statedSides(
  pads: readonly number[],
  dimensions: 1 | 2,
  otherwise: NonNullable<WindowSettings['pixels']>,
): NonNullable<WindowSettings['pixels']> {
  if (pads.length === 0) return otherwise;
  const all = dimensions === 1 ? [0, pads[0], 0, pads[1]] : pads;
  return [
    [all[0] as number, all[2] as number],
    [all[1] as number, all[3] as number],
  ];
}

function pool(
  call: Call,
  type: 'maxPooling2d' | 'averagePooling2d',
  picture: Picture,
  poolSize: readonly [number, number],
  { stride, padding, pixels, outputs }: WindowSettings,
): void {
  if (pixels?.some((sides, i) => sides.some((n) => n >= (poolSize[i] as number))))
    throw new Unsupported(`pads = ${pixels.flat().join(', ')}`);
  const from = call.network.add({
    type,
    params: { poolSize, stride, ...(padding !== 'valid' && { padding }) },
    label: call.label,
    inputs: { input: [picture.flow] },
  });
  const [height, width] = outputs.map(dimension) as [Group, Group];
  const spatial = picture.dimensions === 1 ? [width] : [height, width];
  call.give({
    kind: 'flow',
    from,
    theirs: [batchGroup, picture.channels, ...spatial],
    ours: [batchGroup, height, width, picture.channels],
  });
}

export function globalAveragePool(call: Call): void {
  const flow = call.flow(0);
  const theirs = call.theirs(flow);
  if (!theirs) {
    const picture = call.picture(0);
    mean(call, picture.flow, [picture.channels], [2, 3], true);
    return;
  }
  const [, channels] = theirs;
  if (!channels || theirs.length < 3) throw call.malformed(`${call.who} takes no picture`);
  mean(call, flow, [channels], theirs.map((_, i) => i).slice(2), true);
}

/** The largest of each map: a window as large as the picture. */
export function globalMaxPool(call: Call): void {
  const picture = call.picture(0);
  const [height, width] = picture.sizes;
  if (!height || !width) throw new Unsupported('sizes that depend on the input');
  const from = call.network.add({
    type: 'maxPooling2d',
    params: { poolSize: [height, width], stride: [height, width] },
    label: call.label,
    inputs: { input: [picture.flow] },
  });
  call.give({
    kind: 'flow',
    from,
    theirs: [batchGroup, picture.channels, ...(picture.dimensions === 1 ? [[]] : [[], []])],
    ours: [batchGroup, [], [], picture.channels],
  });
}

/** A mean over any axes of a sample is a global average pooling of a value whose last dimension holds all others. */
export function reduceMean(call: Call): void {
  const flow = call.flow(0);
  const theirs = call.theirs(flow);
  if (!theirs) throw new Unsupported('a value of unknown shape');
  const listed = call.ints('axes', 1) ?? [];
  const keeps = call.attributes.int('keepdims', 1) !== 0;
  const nothing = listed.length === 0 && call.attributes.int('noop_with_empty_axes', 0) !== 0;
  if (nothing) {
    call.give(flow);
    return;
  }
  const axes =
    listed.length === 0
      ? theirs.map((_, i) => i)
      : listed.map((axis) => call.axis(axis, theirs.length));
  if (axes.includes(0)) throw new Unsupported('a mean over the samples');
  const kept = theirs.filter((_, i) => i > 0 && !axes.includes(i));
  mean(call, flow, kept, [...new Set(axes)], keeps);
}

function mean(call: Call, flow: Flow, kept: Groups, axes: readonly number[], keeps: boolean): void {
  const theirs = flow.theirs as Groups;
  const together: Group = kept.flat();
  const last = flow.ours.at(-1) ?? [];
  // Already last, in whichever order: nothing has to be moved.
  const stored = together.length === last.length && together.every((axis) => last.includes(axis));
  const memory = flow.ours.flat();
  const place = (group: Group) => memory.indexOf(group[0] as Axis);
  const inner =
    stored && flow.ours.length > 2
      ? flow.ours.slice(1, -1)
      : axes.map((i) => theirs[i] as Group).sort((a, b) => place(a) - place(b));
  const channels = stored ? last : together;
  const from = call.network.add({
    type: 'globalAveragePooling',
    label: call.label,
    inputs: { input: [call.network.arranged(flow, [batchGroup, ...inner, channels])] },
  });
  const left = theirs.flatMap((group, i): Groups => {
    if (!axes.includes(i)) return [group];
    return keeps ? [[]] : [];
  });
  call.give({ kind: 'flow', from, theirs: left, ours: [batchGroup, channels] });
}

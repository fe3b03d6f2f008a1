/** Pad in: zeros around pictures out as Zero padding. */
import { batchGroup, dimension, type Group, type Groups, groupSize } from '../axes.ts';
import type { Call } from '../call.ts';
import { type Constant, integersOf, Unsupported } from '../values.ts';

type Sides = readonly [before: number, after: number];

export function pad(call: Call): void {
  const mode = call.attributes.string('mode', 'constant');
  if (mode !== 'constant') throw new Unsupported(`mode = ${mode}`);
  const value = call.number('value', 2) ?? 0;
  if (value !== 0) throw new Unsupported(`value = ${value}`);
  const sides = sidesOf(call);
  const padded = sides.flatMap(([before, after], i) => (before + after > 0 ? [i] : []));
  if (padded.length > 0) padDimensions(call, sides, padded);
  else call.give(call.flow(0));
}

/** For each dimension; newer files may name those that are padded. */
function sidesOf(call: Call): readonly Sides[] {
  const pads = call.ints('pads', 1) ?? call.attributes.ints('paddings') ?? [];
  const named = call.value(3) ? integersOf(call.constant(3) as Constant) : null;
  const count = pads.length / 2;
  const rank = call.theirs(call.flow(0))?.length ?? (named ? 4 : count);
  if (count !== (named?.length ?? rank))
    throw call.malformed(
      `${call.who} has ${pads.length} pads for ${named?.length ?? rank} dimensions`,
    );
  if (pads.some((n) => n < 0)) throw new Unsupported(`pads = ${pads.join(', ')}`);
  const sides = Array.from({ length: rank }, (): Sides => [0, 0]);
  for (let i = 0; i < count; i++) {
    const axis = named ? call.axis(named[i] as number, rank) : i;
    sides[axis] = [pads[i] as number, pads[i + count] as number];
  }
  return sides;
}

function padDimensions(call: Call, sides: readonly Sides[], padded: readonly number[]): void {
  const picture = sides.length === 4 || sides.length === 3;
  if (!picture || padded.includes(0) || padded.length > 2)
    throw new Unsupported('pads of these dimensions');
  const channel = [1, sides.length - 1].find((i) => !padded.includes(i));
  const spatial = sides.map((_, i) => i).filter((i) => i > 0 && i !== channel);
  if (channel === undefined || spatial.length > 2)
    throw new Unsupported('pads of these dimensions');
  const known = call.theirs(call.flow(0));
  const flow = known ? call.flow(0) : call.picture(0, null, sides.length).flow;
  const theirs = flow.theirs as Groups;
  const [height, width] = spatial.length === 2 ? spatial : [null, spatial[0] as number];
  const groups = [height, width].map((i) => (i === null ? [] : (theirs[i as number] as Group)));
  const channels = theirs[channel] as Group;
  const both = [height, width].map((i) => (i === null ? [0, 0] : sides[i as number]));
  const from = call.network.add({
    type: 'zeroPadding2d',
    params: { padding: both },
    label: call.label,
    inputs: { input: [call.network.arranged(flow, [batchGroup, ...groups, channels])] },
  });
  const grown = new Map(
    padded.map((i) => {
      const size = groupSize(theirs[i] as Group);
      const [before, after] = sides[i] as Sides;
      return [i, dimension(size === null ? null : size + before + after)] as const;
    }),
  );
  const view = theirs.map((group, i) => grown.get(i) ?? group);
  call.give({
    kind: 'flow',
    from,
    theirs: view,
    ours: [
      batchGroup,
      ...[height, width].map((i) => (i === null ? [] : (view[i as number] as Group))),
      channels,
    ],
  });
}

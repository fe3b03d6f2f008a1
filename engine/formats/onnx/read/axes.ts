/**
 * Dimensions of values as the file sees them and as Netloom stores them in; how one turns into the other out.
 *
 * A file says [batch, channels, height, width] where Netloom stores [batch, height, width, channels]. Both are written
 * as groups of the same axes, so that transposes and reshapes of the file change the file's view alone, and a node is
 * made only where a layer needs another order in memory.
 */

/** Known by its identity. */
export interface Axis {
  /** At least 2; null where the file leaves it open. */
  readonly size: number | null;
}
/** One dimension: its axes row-major; none means size 1. */
export type Group = readonly Axis[];
export type Groups = readonly Group[];

/** A dimension of its own. */
export function dimension(size: number | null): Group {
  return size === 1 ? [] : [{ size }];
}
/** The dimension that counts the samples; one for a whole network. */
const batchAxis: Axis = { size: null };
export const batchGroup: Group = [batchAxis];
export const isBatch = (group: Group | undefined): boolean =>
  group?.length === 1 && group[0] === batchAxis;

/** Null where one of them is open. */
export function groupSize(group: Group): number | null {
  let size = 1;
  for (const axis of group) {
    if (axis.size === null) return null;
    size *= axis.size;
  }
  return size;
}
export const sameGroup = (a: Group, b: Group): boolean =>
  a.length === b.length && a.every((axis, i) => axis === b[i]);
export const sameGroups = (a: Groups, b: Groups): boolean =>
  a.length === b.length && a.every((group, i) => sameGroup(group, b[i] as Group));

/** For each of `to` its place in `from`; null unless both hold the same groups. Dimensions of size 1 match in order. */
export function permutation(from: Groups, to: Groups): readonly number[] | null {
  if (from.length !== to.length) return null;
  const taken = new Set<number>();
  const order: number[] = [];
  for (const group of to) {
    const place = from.findIndex((other, i) => !taken.has(i) && sameGroup(group, other));
    if (place < 0) return null;
    taken.add(place);
    order.push(place);
  }
  return order;
}

interface Regrouped {
  readonly groups: Groups;
  /** What axes that had to be cut became. */
  readonly cuts: ReadonlyMap<Axis, Group>;
}

/** The axes in their order as dimensions of these sizes, one of which may be open; null where they do not nest. */
export function regroup(axes: Group, sizes: readonly (number | null)[]): Regrouped | null {
  const rest = [...axes];
  const cuts = new Map<Axis, Group>();
  const front: Group[] = [];
  const back: Group[] = [];
  const left = [...sizes];
  const openAt = (axis: Axis | undefined) => axis === undefined || axis.size === null;
  while (left.length > 0 && left[0] !== null) {
    const size = left[0] as number;
    if (size > 1 && openAt(rest[0])) break;
    const group = takeGroup(rest, size, 'front', cuts);
    if (!group) return null;
    front.push(group);
    left.shift();
  }
  while (left.length > 0 && left.at(-1) !== null) {
    const size = left.at(-1) as number;
    if (size > 1 && openAt(rest.at(-1))) break;
    const group = takeGroup(rest, size, 'back', cuts);
    if (!group) return null;
    back.unshift(group);
    left.pop();
  }
  if (left.length > 1 || (left.length === 0 && rest.length > 0)) return null;
  const [open] = left;
  if (left.length === 1) {
    const known = groupSize(rest);
    if (typeof open === 'number' && known !== null && known !== open) return null;
    front.push(rest);
  }
  return { groups: [...front, ...back], cuts };
}

/** Axes from one end of `rest` that make up `size`, the last of them cut where it must be. */
function takeGroup(
  rest: Axis[],
  size: number,
  end: 'front' | 'back',
  cuts: Map<Axis, Group>,
): Group | null {
  const front = end === 'front';
  const group: Axis[] = [];
  const add = (axis: Axis) => (front ? group.push(axis) : group.unshift(axis));
  let need = size;
  while (need > 1) {
    const axis = front ? rest.shift() : rest.pop();
    if (!axis || axis.size === null) return null;
    if (need % axis.size === 0) {
      add(axis);
      need /= axis.size;
    } else if (axis.size % need === 0) {
      const parts = front ? [need, axis.size / need] : [axis.size / need, need];
      const [first, second] = parts.map((part) => dimension(part)[0] as Axis) as [Axis, Axis];
      cuts.set(axis, [first, second]);
      add(front ? first : second);
      if (front) rest.unshift(second);
      else rest.push(first);
      need = 1;
    } else return null;
  }
  return group;
}

/** The groups with cut axes replaced by their parts. */
export function withCuts(groups: Groups, cuts: ReadonlyMap<Axis, Group>): Groups {
  if (cuts.size === 0) return groups;
  const parts = (axis: Axis): Group => cuts.get(axis)?.flatMap(parts) ?? [axis];
  return groups.map((group) => group.flatMap(parts));
}

/**
 * The new view's dimensions in the order of memory, if each lies together there; null where one is scattered. Sizes of 1
 * stand where channels-last pictures have them, if that is the order.
 */
export function storedAs(view: Groups, memory: Group): Groups | null {
  const natural = view.map((_, i) => i);
  const channelsLast = [...natural.filter((i) => i !== 1), ...(view.length > 2 ? [1] : [])];
  const candidates = view.length > 2 ? [channelsLast, natural] : [natural];
  for (const order of candidates) {
    const groups = order.map((i) => view[i] as Group);
    const found = liesAs(groups, memory);
    if (found) return found;
  }
  return together(view, memory);
}
/** The groups, each with its axes in memory's order, if they lie one behind the other. */
function liesAs(groups: Groups, memory: Group): Groups | null {
  let at = 0;
  const found = groups.map((group) => {
    const part = memory.slice(at, at + group.length);
    at += group.length;
    return part;
  });
  return found.every((part, i) => holdsSame(part, groups[i] as Group)) ? found : null;
}
const holdsSame = (a: Group, b: Group): boolean =>
  a.length === b.length && a.every((axis) => b.includes(axis));

function together(view: Groups, memory: Group): Groups | null {
  const owner = new Map(view.flatMap((group) => group.map((axis) => [axis, group] as const)));
  const found: Axis[][] = [];
  let last: Group | undefined;
  const seen = new Set<Group>();
  for (const axis of memory) {
    const group = owner.get(axis);
    if (!group) return null;
    if (group === last) {
      found.at(-1)?.push(axis);
      continue;
    }
    if (seen.has(group)) return null;
    seen.add(group);
    found.push([axis]);
    last = group;
  }
  return [...found, ...view.filter((group) => group.length === 0)];
}

/**
 * For each element of a row that is stored in the order of `stored`, its number in the file's row; 'same' where both are in
 * one order, 'open' where too many sizes are open to say. `length` is that of the row.
 */
export function rowOrder(
  theirs: Group,
  stored: Group,
  length: number,
): Int32Array | 'same' | 'open' {
  if (sameGroup(theirs, stored)) return 'same';
  const runs = runsOf(theirs, stored);
  const open = runs.filter((run) => groupSize(run) === null);
  const known = runs.reduce((product, run) => product * (groupSize(run) ?? 1), 1);
  if (open.length > 1 || length % known !== 0) return 'open';
  const sizeOf = (run: Group) => groupSize(run) ?? length / known;
  const strides = new Map<Group, number>();
  let stride = 1;
  for (const run of [...runs].reverse()) {
    strides.set(run, stride);
    stride *= sizeOf(run);
  }
  if (stride !== length) return 'open';
  const inMemory = [...runs].sort(
    (a, b) => stored.indexOf(a[0] as Axis) - stored.indexOf(b[0] as Axis),
  );
  let rows = new Int32Array(1);
  for (const run of inMemory) {
    const size = sizeOf(run);
    const step = strides.get(run) as number;
    const next = new Int32Array(rows.length * size);
    for (let i = 0; i < next.length; i++)
      next[i] = (rows[Math.floor(i / size)] as number) + (i % size) * step;
    rows = next;
  }
  return rows;
}
/** Axes that follow each other in both orders go together, so that open sizes among them do not matter. */
function runsOf(theirs: Group, stored: Group): Group[] {
  const runs: Axis[][] = [];
  for (const axis of theirs) {
    const last = runs.at(-1);
    const before = last?.at(-1);
    const follows = before && stored[stored.indexOf(before) + 1] === axis;
    if (last && follows) last.push(axis);
    else runs.push([axis]);
  }
  return runs;
}

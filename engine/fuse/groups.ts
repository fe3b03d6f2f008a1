/** What becomes one kernel: groups of values computed together, and the rules by which a value may join one. */
import type { Expression, Pattern } from './expressions.ts';
import { addLeaves, MAX_BODY, MAX_READS, SAME } from './expressions.ts';
import type { Node, NodeId } from './nodes.ts';
import { type Boundaries, type Box, mergeBoundaries, resolves } from './views.ts';

/** A value that some kernel stores; of a concat or pad, one part of it. */
export interface Root {
  /** Number of its own: the node's, or for a part one that no node has. */
  readonly id: NodeId;
  /** The node whose elements are computed; null: the constant `fill`. */
  readonly source: Node | null;
  readonly fill: number;
  readonly size: number;
  readonly expression: Expression;
  readonly boundaries: Boundaries;
  /** For a part: the node it belongs to and where in it. */
  readonly part: { readonly of: Node; readonly box: Box } | null;
}

export type GroupKind = 'map' | 'reduce' | 'contraction' | 'window';

export interface Group {
  readonly kind: GroupKind;
  /** The op that the kernel is built around (of horizontally fused reductions, several). */
  readonly anchors: Node[];
  /** For each of a reduce's anchors, what it folds. */
  readonly reduced: Expression[];
  /** When it runs: positions in the Program, with fractions where kernels had to be put between. */
  time: number;
  /** Elements of the result over which the roots are computed, and how its axes split. */
  readonly size: number;
  boundaries: Boundaries;
  /** Length of the last axis of a contraction's or a window's result. */
  readonly lastAxis: number;
  readonly roots: Root[];
  /** What the anchors read: operands, or the reads of what is reduced. */
  readonly operands: Map<NodeId, Pattern>;
  /** What the roots read, and what they inline. */
  readonly leaves: Map<NodeId, Pattern>;
  readonly inlined: Set<NodeId>;
  /** Other groups that read a value stored here. */
  readonly consumers: Set<Group>;
}

/** Times of new groups between two positions. */
const INSTANT = 2 ** -20;

/** Knows which group stores what, and so what is available when. */
export class Groups {
  readonly all = new Set<Group>();
  /** The groups that store a node: one, or for a concat or pad one for each part. */
  private readonly producers = new Map<NodeId, Set<Group>>();
  /** For a value that an update writes to a param: that param's node. */
  private readonly updates: ReadonlyMap<NodeId, readonly NodeId[]>;

  constructor(updates: ReadonlyMap<NodeId, readonly NodeId[]>) {
    this.updates = updates;
  }

  producersOf(id: NodeId): ReadonlySet<Group> {
    return this.producers.get(id) ?? NONE;
  }
  /** When the value is complete; before everything for what the Program is given. */
  timeOf(id: NodeId): number {
    let time = -1;
    for (const { time: produced } of this.producersOf(id)) time = Math.max(time, produced);
    return time;
  }
  /** The first moment at which all these values are there. */
  after(leaves: Iterable<NodeId>): number {
    let time = -1;
    for (const id of leaves) time = Math.max(time, this.timeOf(id));
    return time + INSTANT;
  }

  create(fields: Pick<Group, 'kind' | 'time' | 'size' | 'boundaries' | 'lastAxis'>): Group {
    const group: Group = {
      ...fields,
      anchors: [],
      reduced: [],
      roots: [],
      operands: new Map(),
      leaves: new Map(),
      inlined: new Set(),
      consumers: new Set(),
    };
    this.all.add(group);
    return group;
  }
  addAnchor(group: Group, anchor: Node, operands: ReadonlyMap<NodeId, Pattern>): void {
    group.anchors.push(anchor);
    for (const id of anchor.instruction.outputs) this.setProducer(id, group);
    addLeaves(group.operands, operands);
    this.markConsumed(operands.keys(), group);
  }
  addRoot(group: Group, root: Root): void {
    group.roots.push(root);
    group.boundaries = mergeBoundaries(group.boundaries, root.boundaries) ?? group.boundaries;
    addLeaves(group.leaves, root.expression.leaves);
    for (const id of root.expression.inlined) group.inlined.add(id);
    this.setProducer(root.part?.of.id ?? root.id, group);
    this.markConsumed(root.expression.leaves.keys(), group);
  }
  private setProducer(id: NodeId, group: Group): void {
    const set = this.producers.get(id);
    if (set === undefined) this.producers.set(id, new Set([group]));
    else set.add(group);
  }
  private markConsumed(leaves: Iterable<NodeId>, group: Group): void {
    for (const id of leaves)
      for (const producer of this.producersOf(id))
        if (producer !== group) producer.consumers.add(group);
  }

  /** The value is at hand inside the group's kernel: an accumulator, or the value of another root. */
  isWithin(group: Group, id: NodeId): boolean {
    if (!this.producersOf(id).has(group)) return false;
    return group.anchors.some((anchor) => anchor.id === id) || group.roots.some((r) => r.id === id);
  }

  /** Whether the root can be computed in the group's kernel, at the group's time. */
  accepts(group: Group, root: Root): boolean {
    if (root.size !== group.size) return false;
    if (group.kind === 'map') {
      if (mergeBoundaries(group.boundaries, root.boundaries) === null) return false;
    } else if (!resolves(group.boundaries, root.boundaries)) return false;
    let reads = this.readsOf(group);
    for (const [id, pattern] of root.expression.leaves) {
      if (this.isWithin(group, id)) {
        if (pattern !== SAME) return false;
        continue;
      }
      if (this.timeOf(id) >= group.time) return false;
      if (!followsResult(group, pattern)) return false;
      if (!group.leaves.has(id)) reads++;
    }
    if (group.kind === 'contraction' || group.kind === 'window') {
      if (root.expression.positional || root.boundaries.some((b) => b !== group.lastAxis))
        return false;
      if (root.part !== null && root.part.box.dims.length > 1) return false;
    }
    if (reads > MAX_READS) return false;
    if (!fits(group.inlined, root.expression.inlined)) return false;
    return this.updatesSafely(group, root);
  }

  private readsOf(group: Group): number {
    let count = 0;
    for (const id of group.leaves.keys()) if (!this.isWithin(group, id)) count++;
    return count;
  }

  /** An update overwrites its param: only a map may do so to what it reads, and then only element by element. */
  private updatesSafely(group: Group, root: Root): boolean {
    for (const param of this.updates.get(root.id) ?? []) {
      if (group.operands.has(param)) return false;
      const own = root.expression.leaves.get(param);
      const others = group.leaves.get(param);
      if (own === undefined && others === undefined) continue;
      if (group.kind !== 'map') return false;
      if ((own ?? SAME) !== SAME || (others ?? SAME) !== SAME) return false;
    }
    return true;
  }

  /** Computes the roots of an earlier map in `group` instead, where nothing else has used them yet. */
  absorb(group: Group, earlier: Group): boolean {
    if (group.kind !== 'map' || earlier.kind !== 'map' || earlier === group) return false;
    if (earlier.size !== group.size || earlier.time >= group.time) return false;
    for (const consumer of earlier.consumers) if (consumer !== group) return false;
    if (mergeBoundaries(group.boundaries, earlier.boundaries) === null) return false;
    const reads = new Set([...group.leaves.keys(), ...earlier.leaves.keys()]);
    for (const root of group.roots) reads.delete(root.id);
    for (const root of earlier.roots) {
      const pattern = group.leaves.get(root.part?.of.id ?? root.id);
      if (pattern !== undefined && (pattern !== SAME || root.part !== null)) return false;
      if (!this.updatesSafely(group, root)) return false;
      reads.delete(root.id);
    }
    for (const root of group.roots) if (!this.updatesSafely(earlier, root)) return false;
    if (reads.size > MAX_READS || !fits(group.inlined, earlier.inlined)) return false;
    this.all.delete(earlier);
    for (const { id, part } of earlier.roots)
      this.producers.get(part?.of.id ?? id)?.delete(earlier);
    for (const id of earlier.leaves.keys())
      for (const producer of this.producersOf(id)) producer.consumers.delete(earlier);
    group.consumers.delete(group);
    const roots = [...earlier.roots, ...group.roots];
    group.roots.length = 0;
    for (const root of roots) this.addRoot(group, root);
    return true;
  }
}
const NONE: ReadonlySet<Group> = new Set();

/** Epilogues read tensors laid out like the result, one value for each position of the last axis, or one value. */
function followsResult(group: Group, pattern: Pattern): boolean {
  if (group.kind === 'map' || group.kind === 'reduce') return true;
  return pattern === SAME || pattern === 1 || pattern === group.lastAxis;
}

function fits(a: ReadonlySet<NodeId>, b: ReadonlySet<NodeId>): boolean {
  if (a.size + b.size <= MAX_BODY) return true;
  let union = a.size;
  for (const id of b) if (!a.has(id)) union++;
  return union <= MAX_BODY;
}

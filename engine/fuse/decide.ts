/** The graph comes in; groups go out: which values are stored, which are recomputed, and what shares a kernel. */
import { invariant } from '../util/errors.ts';
import {
  type Expression,
  expressionOf,
  isMisfit,
  isView,
  leafExpression,
  nodeView,
  type Pattern,
  SAME,
} from './expressions.ts';
import { type Group, Groups, type Root } from './groups.ts';
import type { Graph, Node, NodeId } from './nodes.ts';
import { partsOf } from './parts.ts';
import { reductionSpace, sameReduction } from './reduction.ts';
import { isWorthStoring, type Uses, wouldMerge } from './storing.ts';
import { boundariesOf, mergeBoundaries, NO_BOUNDARIES, sizeOf, type View } from './views.ts';

/** Up to here values are cheap to keep: they are computed as soon as they can be. */
const SMALL = 4096;
/** Maps further apart than this do not merge for the sake of a shared read: results would wait in memory. */
const NEAR = 64;
export interface Decisions {
  readonly groups: ReadonlySet<Group>;
  /** For movement ops, how their operand is reached. */
  readonly views: ReadonlyMap<NodeId, View>;
}

/** Walks the graph once, in order of dependence. */
export function decide(graph: Graph, updates: ReadonlyMap<NodeId, readonly NodeId[]>): Decisions {
  const walk = new Walk(graph, updates);
  for (const node of graph.nodes) if (node.result === 0) walk.visit(node);
  return { groups: walk.groups.all, views: walk.views };
}

class Walk {
  readonly groups: Groups;
  readonly views = new Map<NodeId, View>();
  private readonly expressions = new Map<NodeId, Expression>();
  /** Reads of values in memory. */
  private readonly leaves = new Map<NodeId, Expression>();
  private readonly graph: Graph;
  private readonly stored = new Set<NodeId>();
  private readonly mapsReading = new Map<NodeId, Group[]>();
  private readonly reductionsOf = new Map<NodeId, Group[]>();
  private readonly uses: Uses;
  private nextPart = -1;

  constructor(graph: Graph, updates: ReadonlyMap<NodeId, readonly NodeId[]>) {
    this.graph = graph;
    this.groups = new Groups(updates);
    const isComputed = (id: NodeId) => this.groups.producersOf(id).size > 0;
    this.uses = { graph, isComputed };
  }

  visit(node: Node): void {
    const { op } = node.instruction;
    switch (op) {
      case 'input':
      case 'param':
        this.stored.add(node.id);
        return;
      case 'sum':
      case 'reduceMax':
      case 'argmax':
        this.reduce(node);
        return;
      case 'dot':
      case 'conv':
      case 'convGradInput':
      case 'convGradWeight':
      case 'windowMax':
      case 'windowMaxGrad':
      case 'windowSum':
      case 'windowSumGrad':
        this.contract(node);
        return;
      case 'pad':
      case 'concat':
        this.assemble(node);
        return;
      case 'constant':
        if (node.instruction.attributes.data.length > 1) this.stored.add(node.id);
        else this.point(node);
        return;
      default:
        this.point(node);
    }
  }

  /** What a consumer sees of an operand: a read, or the operand's own expression. */
  private readonly seen = (id: NodeId): Expression => {
    const expression = this.stored.has(id) ? undefined : this.expressions.get(id);
    return expression ?? this.leaf(id);
  };
  private leaf(id: NodeId): Expression {
    let leaf = this.leaves.get(id);
    if (leaf === undefined) {
      leaf = leafExpression(id);
      this.leaves.set(id, leaf);
    }
    return leaf;
  }

  private point(node: Node): void {
    for (;;) {
      const expression = expressionOf(node, this.seen);
      if (isMisfit(expression)) {
        this.store(expression.store);
        continue;
      }
      this.expressions.set(node.id, expression);
      if (isView(node))
        this.views.set(node.id, nodeView(node, this.seen(node.operands[0] as NodeId)));
      break;
    }
    if (isWorthStoring(node, this.expressions.get(node.id) as Expression, this.uses))
      this.store(node.id);
  }

  private store(id: NodeId): void {
    const source = this.graph.byId.get(id) as Node;
    const expression = this.expressions.get(id) as Expression;
    invariant(expression !== undefined && !this.stored.has(id), () => `value ${id} is stored once`);
    this.stored.add(id);
    const { size } = source;
    const { boundaries } = expression;
    this.land({ id, source, fill: 0, size, expression, boundaries, part: null }, source.position);
  }

  /** Finds the kernel in which a root is computed: one whose values it uses, one that reads the same, or its own. */
  private land(root: Root, position: number): void {
    const group =
      this.newestProducer(root) ??
      this.nearestReader(root, position) ??
      this.otherPart(root) ??
      this.newMap(root, position);
    const { leaves } = root.expression;
    this.groups.addRoot(group, root);
    for (const [id, pattern] of leaves) {
      if (pattern === SAME)
        for (const producer of [...this.groups.producersOf(id)])
          this.groups.absorb(group, producer);
      if (group.kind !== 'map') continue;
      const maps = this.mapsReading.get(id);
      if (maps === undefined) this.mapsReading.set(id, [group]);
      else if (maps.at(-1) !== group) maps.push(group);
    }
  }
  private newestProducer(root: Root): Group | undefined {
    let newest: Group | undefined;
    for (const id of root.expression.leaves.keys())
      for (const group of this.groups.producersOf(id))
        if (newest === undefined || group.time > newest.time) newest = group;
    if (newest === undefined || !this.groups.accepts(newest, root)) return undefined;
    return newest.kind !== 'map' && wouldMerge(root, this.uses) ? undefined : newest;
  }
  private nearestReader(root: Root, position: number): Group | undefined {
    let nearest: Group | undefined;
    for (const id of root.expression.leaves.keys()) {
      const leaf = this.graph.byId.get(id) as Node;
      if (leaf.size * 2 <= root.size) continue;
      const maps = this.mapsReading.get(id) ?? [];
      for (let i = Math.max(0, maps.length - 4); i < maps.length; i++) {
        const group = maps[i] as Group;
        if (nearest !== undefined && group.time <= nearest.time) continue;
        if (root.size > SMALL && group.time < position - NEAR) continue;
        if (this.groups.all.has(group) && this.groups.accepts(group, root)) nearest = group;
      }
    }
    return nearest;
  }
  /** A map that writes another part of the same whole: the two sides that a pad adds to an axis are often alike. */
  private otherPart(root: Root): Group | undefined {
    if (root.part === null) return undefined;
    for (const group of this.groups.producersOf(root.part.of.id))
      if (group.kind === 'map' && this.groups.accepts(group, root)) return group;
    return undefined;
  }
  private newMap(root: Root, position: number): Group {
    const soonest = this.groups.after(root.expression.leaves.keys());
    const time = root.size <= SMALL ? soonest : Math.max(position, soonest);
    const { size, boundaries } = root;
    return this.groups.create({ kind: 'map', time, size, boundaries, lastAxis: 1 });
  }

  private assemble(node: Node): void {
    for (const { operand, fill, size, box } of partsOf(node)) {
      if (
        operand !== null &&
        mergeBoundaries(this.seen(operand).boundaries, boundariesOf(box.dims)) === null
      )
        this.store(operand);
      const expression = operand === null ? CONSTANT : this.seen(operand);
      const root: Root = {
        id: this.nextPart--,
        source: operand === null ? null : (this.graph.byId.get(operand) as Node),
        fill,
        size,
        expression,
        boundaries: mergeBoundaries(expression.boundaries, boundariesOf(box.dims)) ?? NO_BOUNDARIES,
        part: { of: node, box },
      };
      this.land(root, node.position);
    }
    this.stored.add(node.id);
  }

  private contract(node: Node): void {
    const operands = new Map<NodeId, Pattern>(node.operands.map((id) => [id, SAME]));
    const dims = node.type.shape;
    const group = this.groups.create({
      kind: node.instruction.op.startsWith('window') ? 'window' : 'contraction',
      time: Math.max(node.position, this.groups.after(operands.keys())),
      size: node.size,
      boundaries: boundariesOf(dims),
      lastAxis: dims.at(-1) ?? 1,
    });
    this.groups.addAnchor(group, node, operands);
    for (const id of node.instruction.outputs) this.stored.add(id);
  }

  private reduce(node: Node): void {
    const operand = node.operands[0] as NodeId;
    let space = reductionSpace(node, this.seen(operand).boundaries);
    if (space === null) {
      this.store(operand);
      space = reductionSpace(node, NO_BOUNDARIES);
    }
    invariant(space !== null, 'what is in memory can be reduced over any axes');
    const expression = this.seen(operand);
    this.stored.add(node.id);
    const group = this.sameReductionBefore(node, expression) ?? this.newReduction(node, expression);
    const { outerBoundaries } = space;
    group.boundaries = mergeBoundaries(group.boundaries, outerBoundaries) ?? group.boundaries;
    group.reduced.push(expression);
    this.groups.addAnchor(group, node, expression.leaves);
  }
  private newReduction(node: Node, expression: Expression): Group {
    const soonest = this.groups.after(expression.leaves.keys());
    const group = this.groups.create({
      kind: 'reduce',
      time: Math.max(node.position, soonest),
      size: node.size,
      boundaries: NO_BOUNDARIES,
      lastAxis: 1,
    });
    for (const id of expression.leaves.keys()) {
      const reductions = this.reductionsOf.get(id);
      if (reductions === undefined) this.reductionsOf.set(id, [group]);
      else reductions.push(group);
    }
    return group;
  }
  /** A kernel that already reduces something read here over the same axes: run then, or moved to now. */
  private sameReductionBefore(node: Node, expression: Expression): Group | undefined {
    const size = sizeOf(node.operandShapes[0] as readonly number[]);
    const leaves = [...expression.leaves.keys()];
    const soonest = this.groups.after(leaves);
    for (const id of leaves) {
      if ((this.graph.byId.get(id) as Node).size * 2 <= size) continue;
      for (const group of (this.reductionsOf.get(id) ?? []).slice(-4)) {
        if (!sameReduction(group, node, expression)) continue;
        if (soonest <= group.time) return group;
        if (group.consumers.size > 0) continue;
        if (leaves.some((leaf) => this.groups.producersOf(leaf).has(group))) continue;
        group.time = Math.max(node.position, soonest);
        return group;
      }
    }
    return undefined;
  }
}
const CONSTANT: Expression = {
  leaves: new Map(),
  inlined: new Set(),
  work: 0,
  expensive: false,
  positional: false,
  boundaries: NO_BOUNDARIES,
};

/**
 * A node and what its operands' expressions are come in; what computing the node inside some kernel would take goes
 * out: the values in memory that it reads and how, the ops it inlines, the axes it must tell apart.
 */
import { invariant } from '../util/errors.ts';
import type { Node, NodeId } from './nodes.ts';
import {
  type Boundaries,
  boundariesOf,
  mergeBoundaries,
  NO_BOUNDARIES,
  repeatsWhole,
  resolves,
  type View,
  type ViewOp,
  viewOf,
} from './views.ts';

/**
 * How an expression's element number follows to the element it reads of a value in memory: SAME, the number modulo
 * a period (1: a scalar; the channels: a bias), or SCATTERED.
 */
export type Pattern = number;
export const SAME: Pattern = 0;
export const SCATTERED: Pattern = -1;

export interface Expression {
  /** Values in memory that are read. */
  readonly leaves: ReadonlyMap<NodeId, Pattern>;
  /** Nodes computed on the way. */
  readonly inlined: ReadonlySet<NodeId>;
  /** How many of them compute something: not constants, positions or movements. */
  readonly work: number;
  /** Holds an op worth storing rather than computing twice. */
  readonly expensive: boolean;
  /** Depends on the position itself (iota, random), not on reads alone. */
  readonly positional: boolean;
  readonly boundaries: Boundaries;
}

export const MAX_BODY = 64;
export const MAX_READS = 12;

const EXPENSIVE: ReadonlySet<string> = new Set([
  'exp',
  'log',
  'tanh',
  'erf',
  'sigmoid',
  'pow',
  'sin',
  'cos',
  'random',
]);
const VIEW_OPS: ReadonlySet<string> = new Set(['transpose', 'broadcast', 'slice', 'reverse']);
export const isView = (node: Node): boolean => VIEW_OPS.has(node.instruction.op);

export const leafExpression = (id: NodeId): Expression => ({
  leaves: new Map([[id, SAME]]),
  inlined: new Set(),
  work: 0,
  expensive: false,
  positional: false,
  boundaries: NO_BOUNDARIES,
});

/** An operand that must be in memory, because its expression does not fit into its consumer's. */
export interface Misfit {
  readonly store: NodeId;
}
export const isMisfit = (result: Expression | Misfit): result is Misfit => 'store' in result;

/** The expression of an elementwise op, a view, a constant, iota or random. */
export function expressionOf(
  node: Node,
  seen: (operand: NodeId) => Expression,
): Expression | Misfit {
  const { op } = node.instruction;
  if (VIEW_OPS.has(op)) return viewExpression(node, seen(node.operands[0] as NodeId));
  if (op === 'random') {
    const draws = elementwiseExpression(node, seen);
    if (isMisfit(draws)) return draws;
    return { ...draws, leaves: withPattern(draws.leaves, 1), positional: true };
  }
  if (op !== 'iota') return elementwiseExpression(node, seen);
  const { axis } = node.instruction.attributes;
  const { shape } = node.type;
  const inner = shape.slice(axis + 1).reduce((n, d) => n * d, 1);
  return {
    ...EMPTY,
    inlined: new Set([node.id]),
    positional: true,
    boundaries: boundariesOf([
      node.size / inner / (shape[axis] as number),
      shape[axis] as number,
      inner,
    ]),
  };
}
const EMPTY: Expression = {
  leaves: new Map(),
  inlined: new Set(),
  work: 0,
  expensive: false,
  positional: false,
  boundaries: NO_BOUNDARIES,
};

function withPattern(
  leaves: ReadonlyMap<NodeId, Pattern>,
  pattern: Pattern,
): ReadonlyMap<NodeId, Pattern> {
  return new Map([...leaves.keys()].map((id) => [id, pattern]));
}

function elementwiseExpression(
  node: Node,
  seen: (operand: NodeId) => Expression,
): Expression | Misfit {
  const leaves = new Map<NodeId, Pattern>();
  const inlined = new Set<NodeId>([node.id]);
  const { operands } = node;
  let { op } = node.instruction as { op: string };
  if (node.operands.length === 0) op = 'constant';
  let work = op === 'constant' ? 0 : 1;
  let expensive = EXPENSIVE.has(op);
  let positional = false;
  let boundaries: Boundaries = NO_BOUNDARIES;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i] as NodeId;
    // x·x sees x once.
    if (operands.indexOf(operand) < i) continue;
    const expression = seen(operand);
    const merged = mergeBoundaries(boundaries, expression.boundaries);
    if (merged === null) return { store: operand };
    boundaries = merged;
    addLeaves(leaves, expression.leaves);
    for (const id of expression.inlined) inlined.add(id);
    work += expression.work;
    expensive ||= expression.expensive;
    positional ||= expression.positional;
  }
  if (inlined.size > MAX_BODY || leaves.size > MAX_READS) return { store: largest(operands, seen) };
  return { leaves, inlined, work, expensive, positional, boundaries };
}
export function addLeaves(to: Map<NodeId, Pattern>, leaves: ReadonlyMap<NodeId, Pattern>): void {
  for (const [id, pattern] of leaves) {
    const known = to.get(id);
    to.set(id, known === undefined || known === pattern ? pattern : SCATTERED);
  }
}
/** The operand whose storing leaves least to inline. */
function largest(operands: readonly NodeId[], seen: (operand: NodeId) => Expression): NodeId {
  let best: NodeId | undefined;
  let most = 0;
  for (const operand of operands) {
    const { inlined, leaves } = seen(operand);
    const size = inlined.size + leaves.size;
    if (inlined.size === 0 || size <= most) continue;
    most = size;
    best = operand;
  }
  invariant(best !== undefined, 'a body over the limit has an operand to store');
  return best;
}

/** The view that a movement op is, kept fine enough for what it is a view of. */
export function nodeView({ instruction, operandShapes, type }: Node, operand: Expression): View {
  return viewOf(
    instruction as typeof instruction & { op: ViewOp },
    operandShapes[0] as readonly number[],
    type.shape,
    operand.boundaries,
  );
}

function viewExpression(node: Node, operand: Expression): Expression | Misfit {
  if (!resolves(boundariesOf(node.operandShapes[0] as readonly number[]), operand.boundaries))
    return { store: node.operands[0] as NodeId };
  const view = nodeView(node, operand);
  const period = repeatsWhole(view) ? view.axes.reduce((n, axis) => n * axis.length, 1) : 0;
  const leaves = new Map<NodeId, Pattern>();
  for (const [id, pattern] of operand.leaves)
    leaves.set(id, period === 0 ? scattered(pattern) : pattern === SAME ? period : pattern);
  return {
    ...operand,
    leaves,
    inlined: new Set([...operand.inlined, node.id]),
    boundaries: boundariesOf(view.outDims),
  };
}
/** A scalar stays one wherever it is read from. */
const scattered = (pattern: Pattern): Pattern => (pattern === 1 ? 1 : SCATTERED);

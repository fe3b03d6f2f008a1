/** A computed value and its users come in; whether to keep it in memory or to compute it where it is used goes out. */
import { type Expression, isView, SAME } from './expressions.ts';
import type { Root } from './groups.ts';
import type { Graph, Node, NodeId } from './nodes.ts';

export interface Uses {
  readonly graph: Graph;
  /** Some kernel computes and could store it: it is not given. */
  readonly isComputed: (id: NodeId) => boolean;
}

/** A repeated value of at most so many ops is recomputed where it is repeated to few elements. */
const TRIVIAL_WORK = 2;
const FEW_ELEMENTS = 16384;

/**
 * Values that must be in memory are stored, and those that several users would compute again at a cost: with an
 * expensive op, or from more than one tensor of their size. One user computes what it needs itself.
 */
export function isWorthStoring(node: Node, expression: Expression, uses: Uses): boolean {
  const users = uses.graph.usersOf(node.id);
  if (uses.graph.isResult(node.id) || users.some(needsMemory)) return true;
  if (users.some((user) => repeatsWork(user, node, expression))) return true;
  if (users.length < 2) return false;
  if (expression.expensive) return true;
  let full = 0;
  for (const [id, pattern] of expression.leaves) {
    const leaf = uses.graph.byId.get(id) as Node;
    if (leaf.size * 2 > node.size) full++;
    // Storing this instead of what it is made of takes no more memory, and saves computing it again.
    if (pattern === SAME && uses.isComputed(id) && isOnlyWithin(id, expression, uses)) return true;
  }
  return full > 1;
}

/**
 * The value is only used element by element, as far as two ops ahead, in maps that will compute it themselves where
 * they merge; beside a reduction or contraction whose result is needed anyway it would have to be stored for them.
 */
export function wouldMerge({ id, source, part, expression }: Root, uses: Uses): boolean {
  if (part !== null || source === null || uses.graph.isResult(id)) return false;
  const merges = (user: Node) => user.size === source.size && isElementwise(user);
  for (const user of uses.graph.usersOf(id))
    if (!merges(user) || !uses.graph.usersOf(user.id).every(merges)) return false;
  for (const leaf of expression.leaves.keys())
    if (uses.isComputed(leaf) && isOnlyWithin(leaf, expression, uses)) return false;
  return true;
}

/** Nothing outside the expression uses the value. */
function isOnlyWithin(id: NodeId, { inlined }: Expression, { graph }: Uses): boolean {
  return !graph.isResult(id) && graph.usersOf(id).every((user) => inlined.has(user.id));
}

/** Contractions and windows walk their operands in ways of their own. */
function needsMemory({ instruction: { op } }: Node): boolean {
  return op === 'dot' || op.startsWith('conv') || op.startsWith('window');
}
/** A computed value that is repeated many times over is computed once. */
function repeatsWork(user: Node, node: Node, expression: Expression): boolean {
  if (user.instruction.op !== 'broadcast' || user.size < 2 * node.size) return false;
  if (expression.work === 0 || expression.leaves.size === 0) return false;
  return expression.expensive || expression.work > TRIVIAL_WORK || user.size > FEW_ELEMENTS;
}
function isElementwise(user: Node): boolean {
  return !isView(user) && !needsMemory(user) && !OTHER_CONSUMERS.has(user.instruction.op);
}
const OTHER_CONSUMERS: ReadonlySet<string> = new Set([
  'sum',
  'reduceMax',
  'argmax',
  'pad',
  'concat',
]);

/** A draft and the document it shall become in; assigns only what differs, so that the undo step stays small. */
import type { Project, ProjectEdge } from '../../engine/index.ts';
import { equal, isPlain } from '../store/equal.ts';
import { read, takeOut } from './read.ts';

type Plain = Record<string, unknown>;
interface Identified {
  readonly id: string;
}

/** The order of nodes means nothing, and that of wires only at one port: there it becomes that of `next`. */
export function becomeProject(draft: Project, next: Project): void {
  const { nodes, edges, ...rest } = next;
  becomeById(draft.nodes, nodes);
  becomeById(draft.edges, edges);
  if (!sameOrderAtPorts(read(draft.edges), edges)) draft.edges = structuredClone(edges);
  const { nodes: _, edges: __, ...others } = read(draft);
  if (!equal(others, rest))
    become(draft as unknown as Plain, rest as unknown as Plain, ['nodes', 'edges']);
}

function becomeById(draft: Identified[], next: readonly Identified[]): void {
  const wanted = new Map(next.map((item) => [item.id, item]));
  takeOut(draft, ({ id }) => !wanted.has(id));
  const now = read(draft);
  now.forEach((item, index) => {
    const target = wanted.get(item.id) as Identified;
    if (!equal(item, target)) become(draft[index] as unknown as Plain, target as unknown as Plain);
  });
  const known = new Set(now.map(({ id }) => id));
  const added = next.filter(({ id }) => !known.has(id));
  if (added.length > 0) draft.push(...added.map((item) => structuredClone(item)));
}
function sameOrderAtPorts(a: readonly ProjectEdge[], b: readonly ProjectEdge[]): boolean {
  const byPort = (edges: readonly ProjectEdge[]) => {
    const orders = new Map<string, string>();
    for (const { id, to } of edges) {
      const port = `${to.node} ${to.port}`;
      orders.set(port, `${orders.get(port) ?? ''} ${id}`);
    }
    return orders;
  };
  const [first, second] = [byPort(a), byPort(b)];
  return a.length === b.length && [...first].every(([port, ids]) => second.get(port) === ids);
}

function become(draft: Plain, next: Plain, except: readonly string[] = []): void {
  for (const key of Object.keys(draft))
    if (!Object.hasOwn(next, key) && !except.includes(key)) delete draft[key];
  for (const [key, value] of Object.entries(next)) {
    const old = Object.hasOwn(draft, key) ? draft[key] : undefined;
    if (isPlain(old) && isPlain(value)) become(old, value);
    else if (
      !equal(isPlain(old) || Array.isArray(old) ? read(old) : old, value) ||
      !Object.hasOwn(draft, key)
    )
      draft[key] = structuredClone(value);
  }
}

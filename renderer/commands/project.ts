/** A draft and the document it shall become in; assigns only what differs, so that the undo step stays small. */
import type { Project, ProjectEdge } from '../../engine/index.ts';
import { equal, isPlain } from './equal.ts';

type Plain = Record<string, unknown>;
interface Identified {
  readonly id: string;
}

/** The order of nodes means nothing, and that of wires only at one port: there it becomes that of `next`. */
export function becomeProject(draft: Project, next: Project): void {
  const { nodes, edges, ...rest } = next;
  becomeById(draft.nodes, nodes);
  becomeById(draft.edges, edges);
  if (!sameOrderAtPorts(draft.edges, edges)) draft.edges = structuredClone(edges);
  become(draft as unknown as Plain, rest as unknown as Plain, ['nodes', 'edges']);
}

function becomeById(draft: Identified[], next: readonly Identified[]): void {
  const wanted = new Map(next.map((item) => [item.id, item]));
  for (let i = draft.length - 1; i >= 0; i--)
    if (!wanted.has((draft[i] as Identified).id)) draft.splice(i, 1);
  const known = new Set(draft.map(({ id }) => id));
  for (const item of draft)
    become(item as unknown as Plain, wanted.get(item.id) as unknown as Plain);
  for (const item of next) if (!known.has(item.id)) draft.push(structuredClone(item));
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
    else if (!equal(old, value) || !Object.hasOwn(draft, key)) draft[key] = structuredClone(value);
  }
}

/** Takes who feeds whom; gives an order in which everything comes after what feeds it, and the circles there are. */

/**
 * Strongly connected components in topological order (Tarjan, Depth-First Search and Linear Graph Algorithms, 1972),
 * without recursion. `sourcesOf` names what a node is fed by; names that are not in `ids` are ignored.
 */
export function componentsInOrder(
  ids: readonly string[],
  sourcesOf: (id: string) => readonly string[],
): readonly (readonly string[])[] {
  const known = new Set(ids);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const components: string[][] = [];
  const work: { id: string; sources: readonly string[]; next: number }[] = [];

  const enter = (id: string): void => {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    stack.push(id);
    onStack.add(id);
    work.push({ id, sources: sourcesOf(id).filter((source) => known.has(source)), next: 0 });
  };
  const lower = (id: string, to: number | undefined): void => {
    low.set(id, Math.min(low.get(id) as number, to as number));
  };
  const leave = (id: string): void => {
    work.pop();
    const parent = work.at(-1);
    if (parent) lower(parent.id, low.get(id));
    if (low.get(id) !== index.get(id)) return;
    const members = stack.splice(stack.lastIndexOf(id));
    for (const member of members) onStack.delete(member);
    components.push(members);
  };
  for (const id of ids) {
    if (!index.has(id)) enter(id);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const source = top.sources[top.next++];
      if (source === undefined) leave(top.id);
      else if (!index.has(source)) enter(source);
      else if (onStack.has(source)) lower(top.id, index.get(source));
    }
  }
  return components;
}

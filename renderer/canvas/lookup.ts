/** Lookups into the document that many nodes and wires ask for at once: built once for each document, not once for each asker. */
import type { Project, ProjectEdge, ProjectNode } from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';

function cached<K extends object, V>(build: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = build(key);
      made.set(key, value);
    }
    return value;
  };
}

/** The first node of each id. */
export const nodesById = cached(
  (nodes: readonly ProjectNode[]): ReadonlyMap<string, ProjectNode> => {
    const map = new Map<string, ProjectNode>();
    for (const node of nodes) if (!map.has(node.id)) map.set(node.id, node);
    return map;
  },
);
export const edgesById = cached(
  (edges: readonly ProjectEdge[]): ReadonlyMap<string, ProjectEdge> =>
    new Map(edges.map((edge) => [edge.id, edge])),
);
const noEdges: readonly ProjectEdge[] = [];
function grouped(end: 'from' | 'to') {
  return cached((edges: readonly ProjectEdge[]): ReadonlyMap<string, readonly ProjectEdge[]> => {
    const map = new Map<string, ProjectEdge[]>();
    for (const edge of edges) {
      const list = map.get(edge[end].node);
      if (list) list.push(edge);
      else map.set(edge[end].node, [edge]);
    }
    return map;
  });
}
const bySource = grouped('from');
const byTarget = grouped('to');
export const edgesFrom = (
  { edges }: Pick<Project, 'edges'>,
  node: string,
): readonly ProjectEdge[] => bySource(edges).get(node) ?? noEdges;
export const edgesInto = (
  { edges }: Pick<Project, 'edges'>,
  node: string,
): readonly ProjectEdge[] => byTarget(edges).get(node) ?? noEdges;

export const useNode = (id: string): ProjectNode | undefined =>
  useDocument(({ project }) => nodesById(project.nodes).get(id));
/** Names of the ports of a node where something is wired, joined by spaces: equal texts cause no commit. */
export const useWiredPorts = (id: string): string =>
  useDocument(({ project }) =>
    [
      ...edgesInto(project, id).map(({ to }) => to.port),
      ...edgesFrom(project, id).map(({ from }) => from.port),
    ].join(' '),
  );

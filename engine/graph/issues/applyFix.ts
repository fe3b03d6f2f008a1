/** A project and a fix in, the mended project out; nothing is changed in place. */
import { freshIds, freshLabel } from '../document/fresh.ts';
import type { Endpoint, Project, ProjectEdge, ProjectNode } from '../document/schema.ts';
import { inputPorts, nodeTypes, outputPorts } from '../registry.ts';
import type { Fix } from './issue.ts';

/** A fix for something that is no longer there changes nothing. `newId` is for the node that the fix adds. */
export function applyFix(project: Project, fix: Fix, newId?: string): Project {
  switch (fix.kind) {
    case 'set-parameter':
      return updateNode(project, fix.node, (node) => ({
        ...node,
        params: withParameter(node.params, fix.parameter, fix.value),
      }));
    case 'rename':
      return updateNode(project, fix.node, (node) => ({ ...node, label: fix.label }));
    case 'change-type':
      return updateNode(project, fix.node, (node) => ({
        ...node,
        type: fix.type,
        version: nodeTypes.get(fix.type)?.version ?? 1,
        params: { ...fix.params },
      }));
    case 'remove-edge':
      return { ...project, edges: without(project.edges, fix.edge) };
    case 'insert-node':
      return insertNode(project, fix, newId);
    case 'add-node':
      return addNode(project, fix, newId);
    case 'remove-node':
      return removeNode(project, fix.node);
    default:
      return fix satisfies never;
  }
}

/** The first node of that id; a second one is not what inference looked at. */
function updateNode(
  project: Project,
  id: string,
  change: (node: ProjectNode) => ProjectNode,
): Project {
  const index = project.nodes.findIndex((node) => node.id === id);
  return { ...project, nodes: project.nodes.map((node, i) => (i === index ? change(node) : node)) };
}
/** Undefined takes the parameter away. */
function withParameter(
  params: Readonly<Record<string, unknown>>,
  parameter: string,
  value: unknown,
): Record<string, unknown> {
  const { [parameter]: _, ...rest } = params;
  return value === undefined ? rest : { ...rest, [parameter]: value };
}
/** The last edge of that id: the one that repeats an id comes later. */
function without(edges: readonly ProjectEdge[], id: string): ProjectEdge[] {
  const index = edges.findLastIndex((edge) => edge.id === id);
  return edges.filter((_, i) => i !== index);
}

function insertNode(
  project: Project,
  fix: Extract<Fix, { kind: 'insert-node' }>,
  newId: string | undefined,
): Project {
  const edge = project.edges.find(({ id }) => id === fix.edge);
  const port = portsOf(fix.type, fix.params);
  if (!edge || !port) return project;
  const node = newNode(project, fix, [edge.from.node, edge.to.node], newId);
  const [before, after] = freshIds(project.edges, 'e', 2);
  return {
    ...project,
    nodes: [...project.nodes, node],
    edges: project.edges.flatMap((other) =>
      other === edge
        ? [
            { id: before as string, from: edge.from, to: { node: node.id, port: port.input } },
            { id: after as string, from: { node: node.id, port: port.output }, to: edge.to },
          ]
        : [other],
    ),
  };
}
function addNode(
  project: Project,
  fix: Extract<Fix, { kind: 'add-node' }>,
  newId: string | undefined,
): Project {
  const node = newNode(project, fix, [fix.from.node], newId);
  const [id] = freshIds(project.edges, 'e', 1);
  const edge = { id: id as string, from: fix.from, to: { node: node.id, port: fix.port } };
  return { ...project, nodes: [...project.nodes, node], edges: [...project.edges, edge] };
}

/** What came in at the node's first port goes on to everything that its outputs fed. */
function removeNode(project: Project, id: string): Project {
  const index = project.nodes.findIndex((node) => node.id === id);
  const removed = project.nodes[index];
  if (!removed) return project;
  const port = portsOf(removed.type, removed.params)?.input;
  const source = project.edges.find(({ to }) => to.node === id && to.port === port)?.from;
  const onward = source && source.node !== id ? source : undefined;
  return {
    ...project,
    nodes: project.nodes.filter((_, i) => i !== index),
    edges: project.edges.flatMap((edge) => {
      if (edge.to.node === id) return [];
      if (edge.from.node !== id) return [edge];
      return onward ? [{ ...edge, from: onward satisfies Endpoint }] : [];
    }),
  };
}

function portsOf(type: string, params: unknown): { input: string; output: string } | null {
  const definition = nodeTypes.get(type);
  const parsed = definition?.params.safeParse(params);
  if (!definition || !parsed?.success) return null;
  const input = inputPorts(definition, parsed.data)[0]?.name;
  const output = outputPorts(definition, parsed.data)[0]?.name;
  return input && output ? { input, output } : null;
}
/** Between its neighbours, or to the right of the only one. */
function newNode(
  project: Project,
  { type, params }: { readonly type: string; readonly params: Readonly<Record<string, unknown>> },
  neighbours: readonly string[],
  id = freshIds(project.nodes, 'n', 1)[0] as string,
): ProjectNode {
  const places = neighbours.flatMap(
    (id) => project.nodes.find((node) => node.id === id)?.position ?? [],
  );
  const mean = (of: (place: { x: number; y: number }) => number) =>
    places.reduce((sum, place) => sum + of(place), 0) / Math.max(1, places.length);
  const shift = places.length === 1 ? 200 : 0;
  const definition = nodeTypes.get(type);
  const taken = new Set(project.nodes.map(({ label }) => label));
  return {
    id,
    type,
    version: definition?.version ?? 1,
    params: { ...params },
    label: freshLabel(definition?.name.en ?? type, taken),
    position: { x: Math.min(1e7, mean(({ x }) => x) + shift), y: mean(({ y }) => y) },
    disabled: false,
    trainable: true,
  };
}

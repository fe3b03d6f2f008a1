/** Nodes of a project in; the project with a Residual around them out, or the reason why there can be none. */
import type { Field } from '../../data/types.ts';
import { freshIds, freshLabel } from '../../graph/document/fresh.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import { issueSentence } from '../../graph/issues/issue.ts';
import { nodeTypes, outputPorts } from '../../graph/registry.ts';
import type { NodeDefinition } from '../../layers/types.ts';
import { NetloomError } from '../../util/errors.ts';
import { directionOf, makeRoomBehind } from './room.ts';
import type { Endpoint, Project, ProjectEdge, ProjectNode } from './types.ts';

/** Throws NetloomError 'residual-cannot-wrap'. */
export function wrapResidual(
  project: Project,
  fields: readonly Field[] | null,
  ids: readonly string[],
): Project {
  const inside = new Set(ids);
  const members = project.nodes.filter(({ id }) => inside.has(id));
  if (members.length === 0) throw refusal('Select the layers that the Residual shall go around.');
  refuseLosses(members);
  if (!areConnected(members, project.edges))
    throw refusal('The selected layers are not all connected with each other.');
  const entry = entryOf(project.edges, inside);
  const exit = exitOf(members, project.edges, inside);
  const wrapped = withResidual(project, inside, entry, exit);
  refuseWrongShapes(wrapped, fields);
  return wrapped.project;
}

function refusal(sentence: string): NetloomError {
  return new NetloomError('residual-cannot-wrap', sentence);
}
function refuseLosses(members: readonly ProjectNode[]): void {
  const end = members.find(({ type }) => nodeTypes.get(type)?.loss);
  if (end) throw refusal(`"${end.label}" is a loss, and nothing goes on behind it.`);
}

/** Along wires between the members, in either direction. */
function areConnected(members: readonly ProjectNode[], edges: readonly ProjectEdge[]): boolean {
  const beside = new Map<string, string[]>(members.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    if (!beside.has(from.node) || !beside.has(to.node)) continue;
    beside.get(from.node)?.push(to.node);
    beside.get(to.node)?.push(from.node);
  }
  const reached = new Set<string>();
  const waiting = members.slice(0, 1).map(({ id }) => id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    waiting.push(...(beside.get(id) ?? []));
  }
  return reached.size === beside.size;
}

/** The one value that comes in from outside. */
function entryOf(edges: readonly ProjectEdge[], inside: ReadonlySet<string>): Endpoint {
  const entering = edges.filter(({ from, to }) => inside.has(to.node) && !inside.has(from.node));
  const [entry, another] = distinct(entering.map(({ from }) => from));
  if (!entry)
    throw refusal('No value comes into the selected layers that could be led around them.');
  if (another)
    throw refusal('Several values come into the selected layers; a Residual goes around with one.');
  return entry;
}
/** The one value that goes out, or that could where nothing is wired behind yet. */
function exitOf(
  members: readonly ProjectNode[],
  edges: readonly ProjectEdge[],
  inside: ReadonlySet<string>,
): Endpoint {
  const leaving = edges.filter(({ from, to }) => inside.has(from.node) && !inside.has(to.node));
  const wired = new Set(edges.map(({ from }) => from.node));
  const loose = members.flatMap(({ id, type, params }) => {
    const definition = nodeTypes.get(type);
    const port = definition && outputPorts(definition, params)[0]?.name;
    return wired.has(id) || port === undefined ? [] : [{ node: id, port }];
  });
  const [exit, another] = distinct([...leaving.map(({ from }) => from), ...loose]);
  if (!exit) throw refusal('No value comes out of the selected layers.');
  if (another)
    throw refusal('Several values come out of the selected layers; a Residual adds to one.');
  return exit;
}
function distinct(ends: readonly Endpoint[]): readonly Endpoint[] {
  return [...new Map(ends.map((end) => [JSON.stringify([end.node, end.port]), end])).values()];
}

interface Wrapped {
  readonly project: Project;
  readonly residual: ProjectNode;
}
function withResidual(
  project: Project,
  inside: ReadonlySet<string>,
  entry: Endpoint,
  exit: Endpoint,
): Wrapped {
  const definition = nodeTypes.get('residual') as NodeDefinition;
  const last = project.nodes.find(({ id }) => id === exit.node) as ProjectNode;
  const labels = new Set(project.nodes.map(({ label }) => label));
  const [toMain, toSkip] = freshIds(project.edges, 'e', 2) as [string, string];
  const room = makeRoomBehind(project, last.position, directionOf(project));
  const residual: ProjectNode = {
    id: freshIds(project.nodes, 'n', 1)[0] as string,
    type: 'residual',
    version: definition.version,
    params: {},
    label: freshLabel(definition.name.en, labels),
    position: room.place,
    disabled: false,
    trainable: true,
  };
  const { id } = residual;
  const redirected = project.edges.map((edge) =>
    inside.has(edge.from.node) && !inside.has(edge.to.node)
      ? { ...edge, from: { node: id, port: 'output' } }
      : edge,
  );
  const edges = [
    ...redirected,
    { id: toMain, from: exit, to: { node: id, port: 'main' } },
    { id: toSkip, from: entry, to: { node: id, port: 'skip' } },
  ];
  return {
    project: { ...room.project, nodes: [...room.project.nodes, residual], edges },
    residual,
  };
}

/** What cannot be added with any projection is refused; shapes that are not known yet are not. */
function refuseWrongShapes({ project, residual }: Wrapped, fields: readonly Field[] | null): void {
  const { issues } = inferNetwork(project, fields);
  const wrong = issues.find(({ node, severity }) => node === residual.id && severity === 'error');
  if (wrong) throw refusal(issueSentence(wrong));
}

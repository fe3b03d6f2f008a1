/** Takes the document's edges; gives each node in use the sources of its ports, and issues about edges. */
import type { Endpoint, Project, ProjectEdge } from '../document/schema.ts';
import { type Issue, issue } from '../issues/issue.ts';
import { inputPorts, outputPorts } from '../registry.ts';
import type { Draft, ValueSource } from './types.ts';

type NodeSource = Extract<ValueSource, { kind: 'node' }>;
/** Edges that end at each port of each node. */
type Incoming = Map<string, Map<string, ProjectEdge[]>>;
/** By disabled node what goes on through it; null where nothing does. */
type Origins = Map<string, Endpoint | null>;

/** Fills `inputs` of every draft in use; a disabled node is replaced by what comes in at its first port. */
export function wire(project: Project, drafts: Map<string, Draft>, issues: Issue[]): void {
  const incoming: Incoming = new Map();
  const ids = new Set<string>();
  for (const edge of project.edges) {
    if (ids.has(edge.id))
      issues.push(issue('duplicate-edge-id', { id: edge.id }, { edge: edge.id }));
    else if (isSound(edge, drafts, incoming, issues)) {
      const ports = incoming.get(edge.to.node) ?? new Map<string, ProjectEdge[]>();
      const edges = ports.get(edge.to.port);
      if (edges) edges.push(edge);
      else ports.set(edge.to.port, [edge]);
      incoming.set(edge.to.node, ports);
    }
    ids.add(edge.id);
  }
  const origins: Origins = new Map();
  for (const draft of drafts.values()) {
    if (draft.status === 'disabled') continue;
    const ports = incoming.get(draft.id) ?? new Map<string, ProjectEdge[]>();
    const inputs = new Map<string, readonly ValueSource[]>();
    for (const [port, edges] of ports) {
      const sources = edges.flatMap((edge) => sourceOf(edge, drafts, incoming, origins) ?? []);
      if (sources.length > 0) inputs.set(port, sources);
    }
    draft.inputs = inputs;
  }
}

/** Whether both ends exist and the port is free; nodes of unknown types may have any port. */
function isSound(
  edge: ProjectEdge,
  drafts: Map<string, Draft>,
  incoming: Incoming,
  issues: Issue[],
): boolean {
  const fix = [{ kind: 'remove-edge', edge: edge.id } as const];
  const from = drafts.get(edge.from.node);
  const to = drafts.get(edge.to.node);
  if (!from || !to) {
    const [direction, id] = from ? ['to', edge.to.node] : ['from', edge.from.node];
    const near = from ?? to;
    const place = { edge: edge.id, ...(near ? { node: near.id } : {}) };
    issues.push(issue('edge-node-missing', { direction, id }, place, fix));
    return false;
  }
  const missing = (draft: Draft, side: string, port: string, names: readonly string[]): boolean => {
    if (!hasKnownPorts(draft) || names.includes(port)) return false;
    const values = { layer: draft.node.label, side, port, ports: names.join(', ') || 'none' };
    issues.push(issue('edge-port-missing', values, { edge: edge.id, node: draft.id, port }, fix));
    return true;
  };
  const wirable = portsOf(to).filter(({ name }) => isWirable(to, name));
  const inputNames = wirable.map(({ name }) => name);
  const outputNames = portsFrom(from).map(({ name }) => name);
  if (missing(from, 'output', edge.from.port, outputNames)) return false;
  if (missing(to, 'input', edge.to.port, inputNames)) return false;
  const port = wirable.find(({ name }) => name === edge.to.port);
  const taken = incoming.get(to.id)?.get(edge.to.port);
  if (!taken || !port || port.variadic) return true;
  const values = { layer: to.node.label, port: port.name };
  const place = { node: to.id, port: port.name, edge: edge.id };
  issues.push(issue('port-taken-twice', values, place, fix));
  return false;
}
/** Ports that follow from params are unknown where those are wrong. */
const hasKnownPorts = ({ definition, status }: Draft): boolean =>
  definition !== null &&
  (status !== 'issue' ||
    (typeof definition.inputs !== 'function' && typeof definition.outputs !== 'function'));
const portsOf = (draft: Draft) =>
  draft.definition && hasKnownPorts(draft) ? inputPorts(draft.definition, draft.params) : [];
const portsFrom = (draft: Draft) =>
  draft.definition && hasKnownPorts(draft) ? outputPorts(draft.definition, draft.params) : [];
/** Inputs take their field from the data alone. */
const isWirable = (draft: Draft, port: string): boolean =>
  draft.definition?.type !== 'input' || port !== 'field';

/** Goes back over disabled nodes; null when nothing is behind them. */
function sourceOf(
  { id, from }: ProjectEdge,
  drafts: Map<string, Draft>,
  incoming: Incoming,
  origins: Origins,
): NodeSource | null {
  const origin = originOf(from, drafts, incoming, origins);
  return origin ? { kind: 'node', node: origin.node, port: origin.port, edge: id } : null;
}
function originOf(
  from: Endpoint,
  drafts: Map<string, Draft>,
  incoming: Incoming,
  origins: Origins,
): Endpoint | null {
  const passed: string[] = [];
  let at: Endpoint | null = from;
  while (at) {
    const draft = drafts.get(at.node);
    if (draft?.status !== 'disabled') break;
    const known = origins.get(draft.id);
    if (known !== undefined) {
      at = known;
      break;
    }
    // Known from here on, so that a circle ends.
    origins.set(draft.id, null);
    passed.push(draft.id);
    const first = draft.definition && inputPorts(draft.definition, draft.params)[0]?.name;
    at = (first && incoming.get(draft.id)?.get(first)?.[0]?.from) || null;
  }
  for (const id of passed) origins.set(id, at);
  return at;
}

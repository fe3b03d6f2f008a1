/** A project and the fields of its data in; types, weights, cost and receptive field of every node, and issues out. */
import type { Field } from '../../data/types.ts';
import type { TensorType } from '../../ir/types.ts';
import { product, sampleShape } from '../../layers/define.ts';
import type { InferProblem, InferredNode, PortDefinition } from '../../layers/types.ts';
import type { Project } from '../document/schema.ts';
import { type Issue, issue } from '../issues/issue.ts';
import { fixesFor } from '../issues/suggest.ts';
import { inputPorts } from '../registry.ts';
import { checkNetwork } from './checks.ts';
import { fieldFor, typeOfField } from './data.ts';
import { draftNodes } from './nodes.ts';
import { componentsInOrder } from './order.ts';
import { receptiveFieldOf, receptiveFieldOfInput } from './receptiveField.ts';
import { shareWeights } from './sharing.ts';
import { checkTraining } from './training.ts';
import type { Draft, InferredNetwork, ValueSource } from './types.ts';
import { wire } from './wiring.ts';

/** Numbers in one value of one sample: 4 GiB in f32. */
const largestValue = 2 ** 30;

/**
 * Never throws on a project that parses: what is wrong becomes issues, each cause once; nodes behind a cause are
 * 'unknown'. `fields` are those of the data, or null while there are none.
 */
export function inferNetwork(project: Project, fields: readonly Field[] | null): InferredNetwork {
  const issues: Issue[] = [];
  const nodes = draftNodes(project, issues);
  wire(project, nodes, issues);
  const order = orderNodes(nodes, issues);
  const context = { nodes, fields, issues };
  for (const id of order) inferNode(nodes.get(id) as Draft, context);
  shareWeights(nodes, order, issues);
  for (const draft of nodes.values()) countParameters(draft);
  const drafts = [...nodes.values()];
  const total = (of: (draft: Draft) => number) => drafts.reduce((sum, draft) => sum + of(draft), 0);
  const network: InferredNetwork = {
    project,
    fields,
    order,
    nodes,
    issues,
    parameters: total((draft) => draft.parameters),
    trainableParameters: total((draft) => draft.trainableParameters),
    multiplyAdds: total((draft) => draft.multiplyAdds),
  };
  issues.push(...checkNetwork(network, issues));
  issues.push(...checkTraining(network));
  return network;
}

/** What keeps the network from being trained: errors, and what is not finished. */
export function blockingIssues(network: InferredNetwork): readonly Issue[] {
  return network.issues.filter(({ blocksTraining }) => blocksTraining);
}

/** Ids in use in topological order; each circle is one issue, shown at its first node. */
function orderNodes(nodes: Map<string, Draft>, issues: Issue[]): readonly string[] {
  const used = [...nodes.values()].filter(({ status }) => status !== 'disabled');
  const sourcesOf = (id: string): readonly string[] =>
    nodeSources(nodes.get(id) as Draft).map(({ node }) => node);
  const components = componentsInOrder(
    used.map(({ id }) => id),
    sourcesOf,
  );
  const order: string[] = [];
  for (const members of components) {
    const [first = ''] = members;
    if (members.length === 1 && !sourcesOf(first).includes(first)) order.push(first);
    else issues.push(circle(members, nodes));
  }
  return order;
}
function nodeSources(draft: Draft) {
  return [...draft.inputs.values()].flat().filter((source) => source.kind === 'node');
}
function circle(members: readonly string[], nodes: Map<string, Draft>): Issue {
  const inside = new Set(members);
  for (const id of members) (nodes.get(id) as Draft).status = 'issue';
  const [first = ''] = members;
  const edge = nodeSources(nodes.get(first) as Draft).find(({ node }) => inside.has(node))?.edge;
  const labels = members.map((id) => `"${(nodes.get(id) as Draft).node.label}"`).reverse();
  const layers = labels.length > 5 ? [...labels.slice(0, 5), '…'] : labels;
  const fix = edge ? [{ kind: 'remove-edge', edge } as const] : [];
  return issue('cycle', { layers: layers.join(', ') }, { node: first }, fix);
}

interface Context {
  readonly nodes: Map<string, Draft>;
  readonly fields: readonly Field[] | null;
  readonly issues: Issue[];
}

function inferNode(draft: Draft, context: Context): void {
  const { definition } = draft;
  if (!definition || draft.status !== 'ok') return;
  const wrong = definition.check?.(draft.params);
  if (wrong) {
    refuse(draft, wrong.problem, context);
    return;
  }
  const ports = inputPorts(definition, draft.params);
  draft.status = fillPorts(draft, ports, context);
  if (draft.status !== 'ok') return;
  const types: Record<string, readonly TensorType[]> = {};
  for (const [port, sources] of draft.inputs)
    types[port] = sources.map((source) => typeOfSource(source, context.nodes));
  const result = definition.infer(draft.params, types);
  if ('problem' in result) {
    refuse(draft, result.problem, context);
    return;
  }
  const sizes = [...Object.values(result.outputs), ...result.weights.map(({ type }) => type)];
  const largest = Math.max(0, ...sizes.map(({ shape }) => product(shape)));
  if (largest > largestValue) {
    const values = { layer: draft.node.label, size: largest };
    context.issues.push(issue('too-large', values, { node: draft.id }));
    draft.status = 'issue';
    return;
  }
  accept(draft, result, types, context.nodes);
}

function refuse(draft: Draft, problem: InferProblem, { issues, nodes }: Context): void {
  const { code, port, parameter, values } = problem;
  const place = { node: draft.id, ...(port ? { port } : {}), ...(parameter ? { parameter } : {}) };
  const found = issue(code, { layer: draft.node.label, ...values }, place);
  issues.push({ ...found, fixes: fixesFor(found, draft, nodes) });
  draft.status = found.severity === 'error' ? 'issue' : 'unfinished';
}

function accept(
  draft: Draft,
  result: InferredNode,
  types: Readonly<Record<string, readonly TensorType[]>>,
  nodes: Map<string, Draft>,
): void {
  draft.outputs = result.outputs;
  draft.weights = result.weights;
  draft.multiplyAdds = result.multiplyAdds;
  draft.window = result.window ?? null;
  const [output] = Object.values(result.outputs);
  if (draft.definition?.category === 'data' && nodeSources(draft).length === 0) {
    draft.receptiveField = output ? receptiveFieldOfInput(output.shape) : null;
    return;
  }
  const inputs = [...draft.inputs].flatMap(([port, sources]) =>
    sources.map((source, i) => ({
      fields: source.kind === 'node' ? (nodes.get(source.node)?.receptiveField ?? null) : null,
      shape: types[port]?.[i]?.shape ?? [],
    })),
  );
  draft.receptiveField = receptiveFieldOf(inputs, result);
}

/** Binds fields of the data to free ports; the status says whether everything needed is there and known. */
function fillPorts(
  draft: Draft,
  ports: readonly PortDefinition[],
  { nodes, fields, issues }: Context,
): Draft['status'] {
  const inputs = new Map(draft.inputs);
  let status: Draft['status'] = 'ok';
  for (const port of ports) {
    if (inputs.has(port.name)) continue;
    if (port.data && fields) {
      const field = fieldFor(draft, port, fields);
      if ('code' in field) {
        issues.push(field);
        return 'issue';
      }
      inputs.set(port.name, [{ kind: 'field', field }]);
    } else if (!port.optional) {
      const values = { layer: draft.node.label, port: port.name };
      issues.push(issue('port-unconnected', values, { node: draft.id, port: port.name }));
      status = 'unfinished';
    }
  }
  draft.inputs = inputs;
  const known = nodeSources(draft).every(({ node }) => nodes.get(node)?.status === 'ok');
  return status === 'ok' && !known ? 'unknown' : status;
}
function typeOfSource(source: ValueSource, nodes: Map<string, Draft>): TensorType {
  if (source.kind === 'field') return typeOfField(source.field);
  const type = nodes.get(source.node)?.outputs[source.port];
  if (!type) throw new Error(`Internal error: ${source.node} gives no ${source.port}.`);
  return type;
}

/** Frozen nodes keep all their numbers; shared ones are counted where they live. */
function countParameters(draft: Draft): void {
  if (draft.owner !== draft.id) return;
  for (const { type, trainable } of draft.weights) {
    const size = product(type.shape);
    draft.parameters += size;
    if (trainable && draft.node.trainable) draft.trainableParameters += size;
  }
}
/** Shape of what a node gives for one sample, as shown beside it. */
export function shownShape(draft: Pick<Draft, 'outputs'>): readonly number[] | null {
  const [output] = Object.values(draft.outputs);
  return output ? sampleShape(output) : null;
}

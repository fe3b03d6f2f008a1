/** A project and one of its residuals in; the same network with Add, a projection and an activation in its place out. */
import type { Field } from '../../data/types.ts';
import { freshIds, freshLabel } from '../../graph/document/fresh.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { nodeTypes } from '../../graph/registry.ts';
import type { ActivationName } from '../../layers/activations.ts';
import type { InitializerChoice, WeightDefinition } from '../../layers/types.ts';
import { NetloomError } from '../../util/errors.ts';
import { directionOf, freePlaceBeside, makeRoomBehind } from './room.ts';
import type { Endpoint, Project, ProjectEdge, ProjectNode } from './types.ts';
import { valueFrom } from './values.ts';

interface ResidualParams {
  readonly activation: ActivationName;
  readonly kernelInitializer: InitializerChoice;
  readonly kernelRegularizer: { readonly l1: number; readonly l2: number };
}
interface Wires {
  readonly main: ProjectEdge;
  readonly skip: ProjectEdge;
}

/**
 * The projection keeps the residual's id: weights bind to ids, so trained ones, and the random first ones, stay what
 * they are. Without a projection Add keeps it. Throws NetloomError 'residual-cannot-expand'.
 */
export function expandResidual(
  project: Project,
  fields: readonly Field[] | null,
  id: string,
): Project {
  const residual = project.nodes.find((node) => node.id === id);
  if (residual?.type !== 'residual') throw refusal('There is no such Residual any more.', id);
  const { network, params, wires } = understood(project, fields, residual);
  const kernel = network.nodes.get(id)?.weights.find(({ name }) => name === 'kernel');
  if (kernel) refuseSharing(project, residual);
  return rebuilt(project, residual, wires, {
    activation: params.activation,
    projection: kernel ? projectionOf(residual, params, kernel, network, wires) : null,
  });
}

function refusal(sentence: string, place: string): NetloomError {
  return new NetloomError('residual-cannot-expand', sentence, place);
}

/** Whether it projects follows from what comes in, so both ports must be wired and known; switched off or not. */
function understood(
  project: Project,
  fields: readonly Field[] | null,
  { id, label }: ProjectNode,
): { network: InferredNetwork; params: ResidualParams; wires: Wires } {
  const nodes = project.nodes.map((node) => (node.id === id ? { ...node, disabled: false } : node));
  const network = inferNetwork({ ...project, nodes }, fields);
  const node = network.nodes.get(id);
  const main = wireTo(network, id, 'main');
  const skip = wireTo(network, id, 'skip');
  if (!main || !skip)
    throw refusal(`"${label}" can be expanded once main and skip are both connected.`, id);
  if (node?.status !== 'ok')
    throw refusal(`"${label}" can be expanded once the shapes of main and skip are known.`, id);
  return { network, params: node.params as ResidualParams, wires: { main, skip } };
}
/** The wire that inference accepted there. */
function wireTo({ project, issues }: InferredNetwork, node: string, port: string) {
  const refused = new Set(issues.flatMap(({ edge }) => edge ?? []));
  return project.edges.find(
    ({ id, to }) => to.node === node && to.port === port && !refused.has(id),
  );
}
/** A convolution cannot share the kernel of a Residual, nor the other way round. */
function refuseSharing(project: Project, { id, label, sharesWith }: ProjectNode): void {
  const shared = sharesWith !== undefined || project.nodes.some((node) => node.sharesWith === id);
  if (shared)
    throw refusal(`"${label}" shares its weights with another Residual; end that first.`, id);
}

/** Type and params of the layer that computes what the residual's kernel did. */
function projectionOf(
  { id, label }: ProjectNode,
  { kernelInitializer, kernelRegularizer }: ResidualParams,
  kernel: WeightDefinition,
  network: InferredNetwork,
  { main, skip }: Wires,
): Pick<ProjectNode, 'type' | 'params'> {
  const width = kernel.type.shape.at(-1) as number;
  const params = { useBias: false, kernelInitializer, kernelRegularizer };
  const axes = kernel.type.shape.length - 2;
  if (axes === 0) return { type: 'dense', params: { units: width, ...params } };
  if (axes !== 2)
    throw refusal(`"${label}" cannot be expanded: only pictures and rows of numbers can.`, id);
  const sizes = (from: Endpoint) => valueFrom(network, from)?.shape.slice(1, 3) ?? [];
  const wanted = sizes(main.from);
  const stride = sizes(skip.from).map((size, i) => Math.ceil(size / (wanted[i] ?? size)));
  return { type: 'conv2d', params: { filters: width, kernelSize: [1, 1], stride, ...params } };
}

interface Parts {
  readonly activation: ActivationName;
  readonly projection: Pick<ProjectNode, 'type' | 'params'> | null;
}

function rebuilt(project: Project, residual: ProjectNode, wires: Wires, parts: Parts): Project {
  const { id, label, position } = residual;
  const bends = parts.activation !== 'linear';
  const axis = directionOf(project);
  const room = makeRoomBehind(project, position, axis);
  const fresh = freshIds(project.nodes, 'n', 2);
  const labels = new Set(project.nodes.map((node) => node.label));
  const add: ProjectNode = {
    ...plainNode(residual, 'add', parts.projection ? (fresh[0] as string) : id),
    label,
    position,
  };
  const projection = parts.projection && {
    ...plainNode(residual, parts.projection.type, id),
    params: parts.projection.params,
    label: freshLabel(`${label} projection`.slice(-180), labels),
    position: freePlaceBeside(project, position, axis, -0.5),
  };
  const bend = bends && {
    ...plainNode(residual, 'activation', fresh[1] as string),
    params: { activation: parts.activation },
    label: freshLabel(`${label} activation`.slice(-180), labels),
    position: room.place,
  };
  const end = bend ? bend.id : add.id;
  const roomy = bends ? room.project : project;
  const nodes = [projection, add, bend].filter((node) => node !== null && node !== false);
  return {
    ...roomy,
    nodes: roomy.nodes.flatMap((node) => (node.id === id ? nodes : [node])),
    edges: rewired(project.edges, id, wires, add.id, projection ? id : null, end),
    blocks: project.blocks.map((block) => ({
      ...block,
      nodes: block.nodes.flatMap((member) =>
        member === id ? nodes.map((node) => node.id) : [member],
      ),
    })),
    training: retargeted(project.training, id, end),
  };
}
/** A node that is in use, and learns, as the residual did. */
function plainNode({ disabled, trainable }: ProjectNode, type: string, id: string): ProjectNode {
  const version = nodeTypes.get(type)?.version ?? 1;
  const position = { x: 0, y: 0 };
  return { id, type, version, params: {}, label: type, position, disabled, trainable };
}

/** Wires keep their ids; `main` comes first at Add, for it is what goes on where Add is switched off. */
function rewired(
  edges: readonly ProjectEdge[],
  residual: string,
  { main, skip }: Wires,
  add: string,
  projection: string | null,
  end: string,
): ProjectEdge[] {
  const [toAdd, toEnd] = freshIds(edges, 'e', 2) as [string, string];
  const sum = { node: add, port: 'inputs' };
  const output = (node: string) => ({ node, port: 'output' });
  const inside: ProjectEdge[] = [
    { ...main, to: sum },
    ...(projection
      ? [
          { ...skip, to: { node: projection, port: 'input' } },
          { id: toAdd, from: output(projection), to: sum },
        ]
      : [{ ...skip, to: sum }]),
    ...(end === add ? [] : [{ id: toEnd, from: output(add), to: { node: end, port: 'input' } }]),
  ];
  const first = edges.find((edge) => edge === main || edge === skip);
  return edges.flatMap((edge) => {
    if (edge === first) return inside;
    if (edge === main || edge === skip) return [];
    return [edge.from.node === residual ? { ...edge, from: output(end) } : edge];
  });
}

/** Metrics that compare what the residual gave compare what its end gives. */
function retargeted(training: Project['training'], id: string, end: string): Project['training'] {
  const moved = (from: Endpoint): Endpoint => (from.node === id ? { ...from, node: end } : from);
  const metrics = training.metrics.map((metric) => {
    if ('loss' in metric.compares) return metric;
    const { prediction, target } = metric.compares;
    const compares = {
      prediction: moved(prediction),
      target: typeof target === 'string' ? target : moved(target),
    };
    return { ...metric, compares };
  });
  return { ...training, metrics };
}

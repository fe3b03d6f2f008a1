/** An end of a wire that is being drawn in; the palette's items that could stand at its other end out, best first. */
import type { Field } from '../../data/types.ts';
import { checkProject } from '../../graph/document/parse.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import type { InferredNetwork, NodeInference } from '../../graph/infer/types.ts';
import { inputPorts, nodeTypes, outputPorts } from '../../graph/registry.ts';
import type { TensorType } from '../../ir/types.ts';
import { f32, i32, sampleShape } from '../../layers/define.ts';
import type { NodeDefinition, PortDefinition } from '../../layers/types.ts';
import { invariant, NetloomError } from '../../util/errors.ts';
import { palette } from './palette.ts';
import type { Endpoint, Fit, PaletteItem, Project } from './types.ts';
import { valueFrom } from './values.ts';

type Fields = readonly Field[] | null;
export type OpenEnd = { readonly from: Endpoint } | { readonly to: Endpoint };

/** Throws NetloomError 'node-missing' or 'port-missing'. */
export function fits(project: Project, fields: Fields, end: OpenEnd): readonly Fit[] {
  const network = inferNetwork(project, fields);
  return 'from' in end ? takersOf(network, end.from) : giversFor(network, end.to);
}

function nodeAt(network: InferredNetwork, id: string): NodeInference {
  const node = network.nodes.get(id);
  if (!node) throw new NetloomError('node-missing', 'The layer is no longer there.', id);
  return node;
}
function noPort(node: NodeInference, port: string): NetloomError {
  return new NetloomError('port-missing', `"${node.node.label}" has no port "${port}".`, node.id);
}

/** Items that take the value; where that is not known yet, everything that takes anything. */
function takersOf(network: InferredNetwork, from: Endpoint): readonly Fit[] {
  const node = nodeAt(network, from.node);
  if (
    node.definition &&
    !outputPorts(node.definition, paramsOf(node, node.definition)).some(
      ({ name }) => name === from.port,
    )
  )
    throw noPort(node, from.port);
  const value = valueFrom(network, from);
  const ranked = palette.flatMap((item, order) => {
    const port = portFor(item);
    const rank = port && (value ? rankOf(item, port, value, network.fields) : 1);
    return port && rank ? [{ rank, order, fit: fitOf(item, port) }] : [];
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.order - b.order).map(({ fit }) => fit);
}
const fitOf = ({ key, type }: PaletteItem, port: string): Fit => ({ key, type, port });

/** The first port that a wire can end at; an Input takes its field from the data alone. */
function portFor({ type, params }: PaletteItem): string | null {
  const definition = nodeTypes.get(type) as NodeDefinition;
  if (type === 'input') return null;
  return inputPorts(definition, definition.params.parse(params))[0]?.name ?? null;
}

/**
 * Null where the node would be wrong; 1 first: losses that are made for prediction and target, then layers, what ends
 * a network, losses that would do, and last those that a number which can still be changed keeps from it.
 */
function rankOf(item: PaletteItem, port: string, value: TensorType, fields: Fields): number | null {
  const definition = nodeTypes.get(item.type) as NodeDefinition;
  const params = definition.params.parse(item.params);
  const others = inputPorts(definition, params).filter(({ optional }) => !optional);
  const alone = definition.infer(params, { ...filled(others, value), [port]: [value] });
  if ('problem' in alone) return null;
  if (!definition.loss) return item.category === 'data' ? 3 : 2;
  const targets = (fields ?? []).filter(({ role }) => role === 'target');
  if (targets.length === 0) return 4;
  const ranks = targets.map((target) => rankOfLoss(item, port, value, target));
  return ranks.reduce((best, rank) => (best && rank ? Math.min(best, rank) : (best ?? rank)), null);
}
/** Compares with this field of the data. */
function rankOfLoss(
  item: PaletteItem,
  port: string,
  value: TensorType,
  target: Field,
): number | null {
  const feature: Field = {
    name: 'value',
    dtype: value.dtype === 'i32' ? 'i32' : 'f32',
    shape: sampleShape(value),
    role: 'feature',
  };
  const network = inferNetwork(tryout(item, port), [feature, target]);
  if (network.nodes.get('new')?.status !== 'ok') return null;
  const wrong = network.issues.some(({ severity, node }) => severity === 'error' && node === 'new');
  if (wrong) return 5;
  const measures = network.nodes.get('new')?.definition?.loss?.link === 'linear';
  return measures === (target.dtype === 'f32') ? 1 : 4;
}

/** The new node behind an Input that gives the value, which is all that it would see of the real network. */
function tryout({ type, params }: PaletteItem, port: string): Project {
  const result = checkProject({
    format: 'netloom',
    version: 1,
    nodes: [
      { id: 'value', type: 'input', label: 'value' },
      { id: 'new', type, label: 'new', params },
    ],
    edges: [{ id: 'wire', from: { node: 'value', port: 'output' }, to: { node: 'new', port } }],
  });
  invariant('project' in result, 'a palette item can be tried');
  return result.project;
}

/** Values of every kind that a layer might get: a number, a row, a sequence, a picture; and class numbers. */
const probes: readonly TensorType[] = [
  f32(1),
  f32(1, 16),
  f32(1, 16, 16),
  f32(1, 16, 16, 16),
  i32(1),
];

/** Items whose value the port takes, for some value that they might get themselves. */
function giversFor(network: InferredNetwork, to: Endpoint): readonly Fit[] {
  const node = nodeAt(network, to.node);
  const { definition } = node;
  if (!definition) return palette.flatMap((item) => giverOf(item, () => true) ?? []);
  const params = paramsOf(node, definition);
  const ports = inputPorts(definition, params);
  const port = ports.find(({ name }) => name === to.port);
  if (!port || definition.type === 'input') throw noPort(node, to.port);
  const takes = (value: TensorType) => takesAt(definition, params, ports, port, value);
  return palette.flatMap((item) => giverOf(item, takes) ?? []);
}

function giverOf(item: PaletteItem, takes: (value: TensorType) => boolean): Fit | null {
  const definition = nodeTypes.get(item.type) as NodeDefinition;
  const params = definition.params.parse(item.params);
  const port = outputPorts(definition, params)[0]?.name;
  if (!port || definition.loss || item.type === 'output') return null;
  const ports = inputPorts(definition, params);
  const given = probes.some((probe) => {
    const inferred = definition.infer(params, filled(ports, probe));
    const value = 'problem' in inferred ? null : inferred.outputs[port];
    return value ? takes(value) : false;
  });
  return given ? fitOf(item, port) : null;
}
/** The defaults where the node's own are wrong. */
function paramsOf({ params }: NodeInference, definition: NodeDefinition): unknown {
  const known = definition.params.safeParse(params);
  return known.success ? known.data : definition.params.parse({});
}
/** Whether the kind of value is right; sizes that do not match what else comes in are settled later. */
function takesAt(
  definition: NodeDefinition,
  params: unknown,
  ports: readonly PortDefinition[],
  port: PortDefinition,
  value: TensorType,
): boolean {
  const others = ports.filter(({ name, optional }) => name !== port.name && !optional);
  return [value, ...probes].some((other) => {
    const inputs = { ...filled(others, other), [port.name]: [value] };
    return !('problem' in definition.infer(params, inputs));
  });
}
function filled(ports: readonly PortDefinition[], value: TensorType) {
  const needed = ports.filter(({ optional, data }) => !optional || data?.role === 'feature');
  return Object.fromEntries(needed.map(({ name }) => [name, [value]]));
}

/** A project and the fields of its data in; the project with a new last layer that fits the target, and a loss, out. */
import type { Field } from '../../data/types.ts';
import { freshIds, freshLabel } from '../../graph/document/fresh.ts';
import { findHead } from '../../graph/document/head.ts';
import { product } from '../../layers/define.ts';
import { NetloomError } from '../../util/errors.ts';
import { placeBeside } from './room.ts';
import type { Project, ProjectEdge, ProjectNode } from './types.ts';

export interface HeadOptions {
  /** Keep all other weights as they are: feature extraction. Without it everything learns: fine-tuning. */
  readonly freeze: boolean;
}

/**
 * The last Dense or Conv2D in front of the first output gives way to a new Dense or Conv2D of another name, so that no
 * weights of a file are its beginning; it has an output for each class, or for each number of the target. Softmax and other
 * activations behind the old one go, for the loss takes scores. Throws NetloomError 'head-missing', 'target-missing'.
 */
export function replaceHead(
  project: Project,
  fields: readonly Field[] | null,
  { freeze }: HeadOptions,
): Project {
  const target = fields?.find(({ role }) => role === 'target');
  if (!target) {
    throw new NetloomError(
      'target-missing',
      'Choose data with a target first: it says how many outputs the new last layer has.',
    );
  }
  const found = findHead(project);
  if (!found) {
    throw new NetloomError(
      'head-missing',
      'There is no Dense or Conv2D in front of an output that could be replaced.',
      project.nodes.find(({ type }) => type === 'output')?.id,
    );
  }
  const { head, behind, end } = found;
  const [headId = '', lossId = ''] = freshIds(project.nodes, 'n', 2);
  const taken = new Set(project.nodes.map(({ label }) => label));
  const made: ProjectNode = {
    ...head,
    id: headId,
    label: freshLabel('Head', taken),
    params: { ...head.params, ...widthFor(head, target), activation: 'linear' },
    trainable: true,
  };
  delete made.sharesWith;
  const gone = new Set([head.id, ...behind.map(({ id }) => id)]);
  const nodes = project.nodes.flatMap((node): ProjectNode[] => {
    if (node.id === head.id) return [made];
    if (gone.has(node.id)) return [];
    return [freeze ? { ...node, trainable: false } : node];
  });
  const from = { node: headId, port: 'output' };
  const edges = project.edges.flatMap((edge): ProjectEdge[] => {
    if (edge.to.node === head.id) return [{ ...edge, to: { ...edge.to, node: headId } }];
    if (gone.has(edge.to.node)) return [];
    return [gone.has(edge.from.node) ? { ...edge, from } : edge];
  });
  return withLoss({ ...project, nodes, edges }, { from, end, id: lossId, target, taken });
}

/** One output for each class, or as many as the target has numbers. */
function widthFor({ type }: ProjectNode, { classes, shape }: Field): Record<string, number> {
  const count = classes?.length ?? product(shape);
  return type === 'dense' ? { units: count } : { filters: count };
}

interface Place {
  readonly from: { readonly node: string; readonly port: string };
  readonly end: ProjectNode;
  readonly id: string;
  readonly target: Field;
  readonly taken: Set<string>;
}
/** A loss that fits the target, beside the output, unless one takes the scores already. */
function withLoss(project: Project, { from, end, id, target, taken }: Place): Project {
  const has = project.edges.some(
    (edge) => edge.from.node === from.node && edge.to.port === 'prediction',
  );
  if (has) return project;
  const classed = target.dtype === 'i32';
  const loss: ProjectNode = {
    id,
    type: classed ? 'sparseCategoricalCrossentropy' : 'meanSquaredError',
    version: 1,
    params: classed ? { fromLogits: true } : {},
    label: freshLabel(classed ? 'Crossentropy' : 'Mean squared error', taken),
    position: placeBeside(end.position, 'x', 0, 1),
    disabled: false,
    trainable: true,
  };
  const [edge = ''] = freshIds(project.edges, 'e', 1);
  return {
    ...project,
    nodes: [...project.nodes, loss],
    edges: [...project.edges, { id: edge, from, to: { node: id, port: 'prediction' } }],
  };
}

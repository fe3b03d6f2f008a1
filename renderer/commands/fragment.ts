/** A selection in, the part of the document that it is out (for the clipboard); and such a part put into a draft again. */
import type { MetricChoice, Project, ProjectNode } from '../../engine/index.ts';
import { freshIds, freshLabel, limits } from '../../engine/vocabulary.ts';
import { nodeHeight, nodeWidth, type Point, wholePoint } from '../canvas/geometry.ts';
import { addNaturalMetric } from './metrics.ts';
import type { Kinds } from './ports.ts';
import { read } from './read.ts';

/**
 * A document with only these nodes, the wires among them and the metrics that belong to them. It is a project like any
 * other, so that whatever reads projects also checks what comes from the clipboard.
 */
export function fragmentOf(project: Project, ids: ReadonlySet<string>): Project {
  return {
    ...project,
    nodes: project.nodes
      .filter(({ id }) => ids.has(id))
      .map(({ sharesWith, ...node }) =>
        sharesWith !== undefined && ids.has(sharesWith) ? { ...node, sharesWith } : node,
      ),
    edges: project.edges.filter(({ from, to }) => ids.has(from.node) && ids.has(to.node)),
    blocks: [],
    notes: [],
    data: { source: null, options: {} },
    training: { ...project.training, metrics: metricsAmong(project, ids) },
  };
}
function metricsAmong({ training }: Project, ids: ReadonlySet<string>): MetricChoice[] {
  return training.metrics.filter(({ compares }) => {
    if ('loss' in compares) return ids.has(compares.loss);
    const { prediction, target } = compares;
    return ids.has(prediction.node) && (typeof target === 'string' || ids.has(target.node));
  });
}

/** Where the middle of its nodes lies. */
export function middleOf(nodes: readonly { readonly position: Point }[]): Point {
  const xs = nodes.map(({ position }) => position.x);
  const ys = nodes.map(({ position }) => position.y);
  const middle = (values: readonly number[], size: number) =>
    (values.reduce((a, b) => Math.min(a, b), Infinity) +
      values.reduce((a, b) => Math.max(a, b), -Infinity) +
      size) /
    2;
  return nodes.length === 0
    ? { x: 0, y: 0 }
    : { x: middle(xs, nodeWidth), y: middle(ys, nodeHeight) };
}
/** Whether the document may hold so much more. */
export function fitsLimits(project: Project, fragment: Pick<Project, 'nodes' | 'edges'>): boolean {
  return (
    project.nodes.length + fragment.nodes.length <= limits.nodes &&
    project.edges.length + fragment.edges.length <= limits.edges
  );
}

/** Copies with ids and labels of their own, moved by `offset`; from old ids to new ones. */
export function pasteFragment(
  draft: Project,
  kinds: Kinds,
  fragment: Project,
  offset: Point,
): ReadonlyMap<string, string> {
  const { nodes, edges } = read(draft);
  const fresh = freshIds(nodes, 'n', fragment.nodes.length);
  const ids = new Map(fragment.nodes.map(({ id }, i) => [id, fresh[i] as string]));
  const taken = new Set(nodes.map(({ label }) => label));
  draft.nodes.push(...fragment.nodes.map((node) => copyOf(node, ids, taken, offset)));
  const wires = freshIds(edges, 'e', fragment.edges.length);
  const copies = fragment.edges.flatMap(({ from, to }, i) => {
    const [source, target] = [ids.get(from.node), ids.get(to.node)];
    if (source === undefined || target === undefined) return [];
    const [start, end] = [from.port, to.port];
    return {
      id: wires[i] as string,
      from: { node: source, port: start },
      to: { node: target, port: end },
    };
  });
  draft.edges.push(...copies);
  for (const metric of fragment.training.metrics) {
    const compares = renamed(metric.compares, ids);
    if (compares && draft.training.metrics.length < 1000)
      draft.training.metrics.push({ ...structuredClone(metric), compares });
  }
  const added = fragment.nodes.map(({ id, type }) => ({ id: ids.get(id) as string, type }));
  addNaturalMetric(draft, kinds, added);
  return ids;
}
function copyOf(
  { sharesWith, ...node }: ProjectNode,
  ids: ReadonlyMap<string, string>,
  taken: Set<string>,
  offset: Point,
): ProjectNode {
  const owner = sharesWith === undefined ? undefined : ids.get(sharesWith);
  return {
    ...structuredClone(node),
    id: ids.get(node.id) as string,
    label: freshLabel(stemOf(node.label, taken), taken),
    position: wholePoint({ x: node.position.x + offset.x, y: node.position.y + offset.y }),
    ...(owner !== undefined && { sharesWith: owner }),
  };
}
/** "Dense 2" becomes "Dense 3", not "Dense 2 2". */
function stemOf(label: string, taken: ReadonlySet<string>): string {
  const stem = label.replace(/ \d+$/, '');
  return taken.has(label) && stem !== '' ? stem : label;
}
function renamed(
  compares: MetricChoice['compares'],
  ids: ReadonlyMap<string, string>,
): MetricChoice['compares'] | null {
  if ('loss' in compares) {
    const loss = ids.get(compares.loss);
    return loss === undefined ? null : { loss };
  }
  const { prediction, target } = compares;
  const node = ids.get(prediction.node);
  if (node === undefined) return null;
  if (typeof target === 'string') return { prediction: { ...prediction, node }, target };
  const other = ids.get(target.node);
  if (other === undefined) return null;
  return { prediction: { ...prediction, node }, target: { ...target, node: other } };
}

/**
 * Copies beside the originals. Unlike pasted ones they are fed as the originals are, share weights as these do, and
 * belong to the same objectives: a second branch. From old ids to new ones.
 */
export function duplicateNodes(
  draft: Project,
  kinds: Kinds,
  ids: ReadonlySet<string>,
  offset: Point,
): ReadonlyMap<string, string> {
  const original = read(draft);
  const copies = pasteFragment(draft, kinds, fragmentOf(original, ids), offset);
  const incoming = original.edges.filter(({ from, to }) => ids.has(to.node) && !ids.has(from.node));
  const wires = freshIds(read(draft.edges), 'e', incoming.length);
  const fed = incoming.map(({ from, to }, i) => ({
    id: wires[i] as string,
    from: { ...from },
    to: { node: copies.get(to.node) as string, port: to.port },
  }));
  draft.edges.push(...fed);
  const places = new Map(read(draft.nodes).map(({ id }, index) => [id, index]));
  for (const { id, sharesWith } of original.nodes) {
    if (!ids.has(id) || sharesWith === undefined || ids.has(sharesWith)) continue;
    const copy = draft.nodes[places.get(copies.get(id) ?? '') ?? -1];
    if (copy) copy.sharesWith = sharesWith;
  }
  joinObjectives(draft, copies);
  return copies;
}
function joinObjectives({ training }: Project, copies: ReadonlyMap<string, string>): void {
  for (const { objectives } of training.phases)
    for (const objective of objectives)
      for (const list of [objective.losses, objective.parameters]) {
        if (list === 'all') continue;
        for (const [id, copy] of copies) if (list.includes(id)) list.push(copy);
      }
}

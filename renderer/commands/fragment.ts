/** A selection in, the part of the document that it is out (for the clipboard); and such a part put into a draft again. */
import { current, isDraft } from 'immer';
import type { MetricChoice, Project, ProjectNode } from '../../engine/index.ts';
import { freshIds, freshLabel, limits } from '../../engine/vocabulary.ts';
import { nodeHeight, nodeWidth, type Point, wholePoint } from '../canvas/geometry.ts';
import { addNaturalMetric } from './metrics.ts';
import type { Kinds } from './ports.ts';

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
  const fresh = freshIds(draft.nodes, 'n', fragment.nodes.length);
  const ids = new Map(fragment.nodes.map(({ id }, i) => [id, fresh[i] as string]));
  const taken = new Set(draft.nodes.map(({ label }) => label));
  for (const node of fragment.nodes) draft.nodes.push(copyOf(node, ids, taken, offset));
  const wires = freshIds(draft.edges, 'e', fragment.edges.length);
  fragment.edges.forEach(({ from, to }, i) => {
    const [source, target] = [ids.get(from.node), ids.get(to.node)];
    if (source === undefined || target === undefined) return;
    draft.edges.push({
      id: wires[i] as string,
      from: { node: source, port: from.port },
      to: { node: target, port: to.port },
    });
  });
  for (const metric of fragment.training.metrics) {
    const compares = renamed(metric.compares, ids);
    if (compares && draft.training.metrics.length < 1000)
      draft.training.metrics.push({ ...structuredClone(metric), compares });
  }
  for (const id of fresh) addNaturalMetric(draft, kinds, id);
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
  // Plain values: what follows reads them while the draft changes.
  const original = isDraft(draft) ? current(draft) : structuredClone(draft);
  const copies = pasteFragment(draft, kinds, fragmentOf(original, ids), offset);
  const incoming = original.edges.filter(({ from, to }) => ids.has(to.node) && !ids.has(from.node));
  const wires = freshIds(draft.edges, 'e', incoming.length);
  incoming.forEach(({ from, to }, i) => {
    const target = copies.get(to.node) as string;
    draft.edges.push({
      id: wires[i] as string,
      from: { ...from },
      to: { node: target, port: to.port },
    });
  });
  for (const node of original.nodes) {
    const copy = draft.nodes.find(({ id }) => id === copies.get(node.id));
    if (copy && node.sharesWith !== undefined && !ids.has(node.sharesWith))
      copy.sharesWith = node.sharesWith;
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

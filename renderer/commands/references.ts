/** A draft and the nodes that have just left it in; mends whatever still names them: training, metrics, shared weights. */
import type { Project } from '../../engine/index.ts';
import { metricNames } from '../../engine/vocabulary.ts';
import { read } from './read.ts';

export function forgetNodes(draft: Project, removed: ReadonlySet<string>): void {
  forgetInObjectives(draft, removed);
  forgetInMetrics(draft, removed);
  read(draft.blocks).forEach(({ nodes }, index) => {
    const block = draft.blocks[index];
    if (block && nodes.some((id) => removed.has(id)))
      block.nodes = nodes.filter((id) => !removed.has(id));
  });
}

/** A list that loses its last loss means 'all' again, unless other objectives say who learns what. */
function forgetInObjectives(draft: Project, removed: ReadonlySet<string>): void {
  for (const { objectives } of draft.training.phases)
    for (const objective of objectives) {
      const { losses, parameters } = objective;
      if (losses !== 'all' && losses.some((id) => removed.has(id))) {
        const left = losses.filter((id) => !removed.has(id));
        objective.losses = left.length === 0 && objectives.length === 1 ? 'all' : left;
      }
      if (parameters !== 'all' && parameters.some((id) => removed.has(id)))
        objective.parameters = parameters.filter((id) => !removed.has(id));
    }
}

/** Metrics that compare something gone go too; early stopping keeps its metric, whose name may have changed, or the loss. */
function forgetInMetrics({ training }: Project, removed: ReadonlySet<string>): void {
  const metrics = read(training.metrics);
  const kept = metrics.flatMap(({ compares }, index) => {
    if ('loss' in compares) return removed.has(compares.loss) ? [] : [index];
    const { prediction, target } = compares;
    const gone =
      removed.has(prediction.node) || (typeof target !== 'string' && removed.has(target.node));
    return gone ? [] : [index];
  });
  if (kept.length === metrics.length) return;
  const before = metricNames(metrics);
  training.metrics = metrics.filter((_, index) => kept.includes(index));
  const stopping = training.earlyStopping;
  if (!stopping) return;
  const prefix = stopping.monitor.startsWith('val_') ? 'val_' : '';
  const watched = before.indexOf(stopping.monitor.slice(prefix.length));
  if (watched < 0) return;
  const name = metricNames(training.metrics)[kept.indexOf(watched)] ?? 'loss';
  if (stopping.monitor !== prefix + name) stopping.monitor = prefix + name;
}

/**
 * Call before the nodes go. Who used a removed node's weights uses those that it used itself; else the first of them
 * keeps weights of its own, and the others use that one's.
 */
export function inheritSharedWeights(draft: Project, removed: ReadonlySet<string>): void {
  const nodes = read(draft.nodes);
  const uses = new Map(nodes.map(({ id, sharesWith }) => [id, sharesWith]));
  const heirs = new Map<string, string>();
  nodes.forEach(({ id, sharesWith }, index) => {
    if (removed.has(id) || sharesWith === undefined) return;
    const passed = new Set<string>();
    let owner: string | undefined = sharesWith;
    let last = owner;
    while (owner !== undefined && removed.has(owner) && !passed.has(owner)) {
      passed.add(owner);
      last = owner;
      owner = uses.get(owner);
    }
    const node = draft.nodes[index];
    if (passed.size === 0 || !node) return;
    const survivor = owner !== undefined && !removed.has(owner) ? owner : heirs.get(last);
    if (survivor !== undefined && survivor !== id) node.sharesWith = survivor;
    else {
      delete node.sharesWith;
      heirs.set(last, id);
    }
  });
}

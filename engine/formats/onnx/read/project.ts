/** Nodes as the reader gathered them in; the project and its weights out, without what leads nowhere. */
import { freshLabels } from '../../../graph/document/fresh.ts';
import { checkProject } from '../../../graph/document/parse.ts';
import { invariant } from '../../../util/errors.ts';
import type { ImportedBoundary, ImportedModel } from '../../types.ts';
import { type Groups, permutation } from './axes.ts';
import { cleanLabel } from './labels.ts';
import type { Draft } from './network.ts';
import type { BoundaryDraft } from './outputs.ts';

interface Parts {
  readonly name: string;
  readonly inputs: readonly BoundaryDraft[];
  readonly outputs: readonly BoundaryDraft[];
  readonly place: string;
}

export function finish(
  drafts: readonly Draft[],
  { name, inputs, outputs }: Parts,
): Pick<ImportedModel, 'project' | 'weights' | 'inputs' | 'outputs'> {
  const used = usedDrafts(drafts);
  const fresh = freshLabels(new Set());
  const labels = new Map(used.map(({ id, label, type }) => [id, fresh(cleanLabel(label) || type)]));
  const nodes = used.map(({ id, type, params }) => ({ id, type, label: labels.get(id), params }));
  const edges = used.flatMap(({ id, wires }) =>
    wires.map(({ port, from }) => ({ from, to: { node: id, port } })),
  );
  const result = checkProject({
    format: 'netloom',
    version: 1,
    name: cleanLabel(name),
    nodes,
    edges: edges.map((edge, i) => ({ id: `e${i + 1}`, ...edge })),
  });
  invariant('project' in result, 'what is read from a model is a project');
  return {
    project: result.project,
    weights: used.flatMap(({ id, weights }) =>
      [...weights].map(([weight, { shape, values }]) => ({
        name: `${labels.get(id)}/${weight}`,
        dtype: 'F32' as const,
        shape,
        data: values,
      })),
    ),
    inputs: inputs.map(boundaryOf),
    outputs: outputs.map(boundaryOf),
  };
}

/** All inputs, and what outputs depend on. */
function usedDrafts(drafts: readonly Draft[]): readonly Draft[] {
  const used = new Set(drafts.filter(({ type }) => type === 'output' || type === 'input'));
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const open = [...used];
  for (let draft = open.pop(); draft; draft = open.pop()) {
    for (const { from } of draft.wires) {
      const source = byId.get(from.node);
      if (!source || used.has(source)) continue;
      used.add(source);
      open.push(source);
    }
  }
  return drafts.filter((draft) => used.has(draft));
}

function boundaryOf({ name, flow }: BoundaryDraft): ImportedBoundary {
  return { node: flow.from.node, name, dimensions: dimensionsOf(flow.theirs, flow.ours) };
}
/** Dimensions of size 1 that ours lack are left out. */
function dimensionsOf(theirs: Groups | null, ours: Groups): readonly number[] | null {
  if (!theirs) return null;
  const whole = permutation(theirs, ours);
  if (whole) return whole;
  const kept = theirs.flatMap((group, i) => (group.length > 0 ? [i] : []));
  const order = permutation(
    kept.map((i) => theirs[i] ?? []),
    ours.filter((group) => group.length > 0),
  );
  return order?.map((i) => kept[i] as number) ?? null;
}

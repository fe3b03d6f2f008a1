/** What to look at: the situation of the window in, what to ask of the run and of the preview out; pure. */
import type { NodeWatch } from '../../engine/index.ts';

export interface Situation {
  /** Nodes that are ready, each after all that feed it. */
  readonly ready: readonly string[];
  /** Nodes whose small pictures can be seen. */
  readonly visible: readonly string[];
  /** Always looked at: inputs and outputs, for the dock. */
  readonly always: readonly string[];
  /** Shown with every channel, or null. */
  readonly focus: string | null;
  /** Whose weights are shown, or null. */
  readonly weightsOf: string | null;
  readonly hasRun: boolean;
  /** Nodes that the run does not have as they are drawn. */
  readonly outdated: ReadonlySet<string>;
}
export interface Wanted {
  readonly nodes: readonly NodeWatch[];
  readonly weightsOf: string | null;
}
export interface WatchPlan {
  /** Null: there is nothing to ask. */
  readonly run: Wanted | null;
  readonly preview: Wanted | null;
}

/** Networks up to this size are watched whole, so that what scrolls into sight is already there. */
export const mostWatched = 200;

export function planWatch(situation: Situation): WatchPlan {
  const { ready, focus, hasRun, outdated, weightsOf } = situation;
  const nodes = chosen(situation).map(
    (node): NodeWatch => ({ node, detail: node === focus ? 'full' : 'thumbnail' }),
  );
  const inRun = (node: string) => hasRun && !outdated.has(node);
  const wanted = (which: boolean): Wanted | null => {
    const part = nodes.filter(({ node }) => inRun(node) === which);
    const weights = weightsOf !== null && inRun(weightsOf) === which ? weightsOf : null;
    return part.length === 0 && weights === null ? null : { nodes: part, weightsOf: weights };
  };
  return { run: hasRun ? wanted(true) : null, preview: ready.length > 0 ? wanted(false) : null };
}

function chosen({ ready, visible, always, focus }: Situation): readonly string[] {
  if (ready.length <= mostWatched) return ready;
  const some = new Set([...(focus === null ? [] : [focus]), ...always, ...visible]);
  return ready.filter((id) => some.has(id)).slice(0, mostWatched);
}

/** Nodes and wires in; the last layer with weights in front of an output, which a new one may replace, out. */

interface Drawn<N> {
  readonly nodes: readonly N[];
  readonly edges: readonly {
    readonly from: { readonly node: string };
    readonly to: { readonly node: string };
  }[];
}
export interface Head<N> {
  readonly head: N;
  /** What stands between the scores and the output, from the output on. */
  readonly behind: readonly N[];
  readonly end: N;
}

/** Layers whose last one gives the scores. */
const withWeights: ReadonlySet<string> = new Set(['dense', 'conv2d']);
/** What may stand between the scores and the output. */
const behindScores: ReadonlySet<string> = new Set(['activation', 'dropout', 'clip', 'flatten']);

/** Back from the first output; null where no Dense or Conv2D is in front of it. */
export function findHead<N extends { readonly id: string; readonly type: string }>({
  nodes,
  edges,
}: Drawn<N>): Head<N> | null {
  const sourceOf = ({ id }: N) => {
    const edge = edges.find(({ to }) => to.node === id);
    return edge && nodes.find((node) => node.id === edge.from.node);
  };
  const end = nodes.find(({ type }) => type === 'output');
  const behind: N[] = [];
  let node = end && sourceOf(end);
  while (node && behindScores.has(node.type) && behind.length < nodes.length) {
    behind.push(node);
    node = sourceOf(node);
  }
  return end && node && withWeights.has(node.type) ? { head: node, behind, end } : null;
}

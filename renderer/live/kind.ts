/** What kind of small picture a node gets: its type and the shape of its value in, the kind out. */

/** What is known of the node from the document and inference. */
export interface NodeNature {
  readonly type: string;
  readonly category: string | null;
  readonly params: Readonly<Record<string, unknown>>;
}
/** What of its view decides; null while there is none. */
export interface ViewNature {
  readonly shape: readonly number[];
  readonly hasBefore: boolean;
  readonly hasMask: boolean;
}
export type ThumbnailKind =
  /** Nothing to show yet. */
  | 'none'
  /** The input as people see it: grey or coloured. */
  | 'picture'
  /** Fixed channels side by side. */
  | 'planes'
  /** A vector as cells of colour. */
  | 'strip'
  /** Classes with their names. */
  | 'bars'
  /** Before and after normalization. */
  | 'histograms'
  /** The loss of the run. */
  | 'curve'
  /** One number. */
  | 'number';

/** Whether the node's value is an answer: what the network returns, or probabilities. */
export const isAnswer = ({ type, params }: NodeNature): boolean =>
  type === 'output' || params.activation === 'softmax';

export function thumbnailKind(node: NodeNature, view: ViewNature | null): ThumbnailKind {
  if (node.category === 'loss') return 'curve';
  if (!view) return 'none';
  const { shape } = view;
  if (view.hasBefore) return 'histograms';
  if (shape.every((size) => size === 1)) return 'number';
  if (shape.length >= 3) {
    const [height = 0, width = 0, channels = 0] = shape;
    if (height === 1 && width === 1) return 'strip';
    return node.type === 'input' && (channels === 1 || channels === 3) ? 'picture' : 'planes';
  }
  if (shape.length === 2) return 'planes';
  if (isAnswer(node)) return 'bars';
  return 'strip';
}

/** Height, width and number of planes of a value; a table is one plane. */
export function planeShape(shape: readonly number[]): {
  readonly height: number;
  readonly width: number;
  readonly count: number;
} {
  if (shape.length >= 3) {
    const [height = 0, width = 0, count = 0] = shape.slice(-3);
    return { height, width, count };
  }
  const [height = 1, width = 1] = shape.length === 2 ? shape : [1, shape[0] ?? 1];
  return { height, width, count: 1 };
}

/**
 * Places, in a view that holds `channels` of `count`, of the three that a node shows: the same whether it was asked for
 * three or for all of them.
 */
export function fixedPlanes(channels: readonly number[], count: number): readonly number[] {
  if (channels.length <= 3) return channels.map((_, i) => i);
  return [0, Math.floor(count / 3), Math.floor((2 * count) / 3)]
    .map((channel) => channels.indexOf(channel))
    .filter((place) => place >= 0);
}

/** Takes what a watch Program gave for one sample; gives the views of its nodes, predictions and target. */
import type { TensorData } from '../../backends/types.ts';
import type { InferredNetwork, NodeInference } from '../../graph/infer/types.ts';
import { outputsOf } from '../../graph/lower/outputs.ts';
import { fieldsBehind } from '../../graph/lower/watch.ts';
import {
  asFloats,
  channelsShown,
  histogramOf,
  planeSize,
  survey,
  unite,
  writePlanes,
} from './numbers.ts';
import type { WatchedSample } from './samples.ts';
import type { NodeView, NodeWatch, OutputView, Range, SampleView } from './types.ts';

type Outputs = Readonly<Record<string, TensorData>>;

/** Longer predictions are pictures of their own: the node's view shows them. */
const mostPredicted = 4096;

/** What is shown of one port of a node. */
interface Part {
  readonly node: NodeInference;
  readonly port: string;
  readonly shape: readonly number[];
  readonly channels: readonly number[];
  /** Numbers in the planes of these channels. */
  readonly shown: number;
  readonly values: Float32Array;
  readonly mask: Float32Array | null;
}
const lengthOf = ({ shown, mask }: Part): number => (mask ? 2 * shown : shown);

/** Makes views of one network; remembers the ranges of everything it has shown. */
export class Viewer {
  private readonly network: InferredNetwork;
  private readonly ranges = new Map<string, Range>();
  private readonly needs: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(network: InferredNetwork) {
    this.network = network;
    this.needs = fieldsBehind(network);
  }

  /** Nodes that depend on fields which the sample does not have are left out. */
  sample(outputs: Outputs, sample: WatchedSample, watched: readonly NodeWatch[]): SampleView {
    const has = (id: string) => this.isKnown(id, sample);
    const wanted = watched.filter(({ node }) => this.network.nodes.has(node) && has(node));
    const parts = wanted.flatMap((watch) => this.parts(outputs, watch));
    // One array for all: it is handed over as a whole.
    const room = new Float32Array(parts.reduce((sum, part) => sum + lengthOf(part), 0));
    const nodes: NodeView[] = [];
    let from = 0;
    for (const part of parts) {
      const to = from + lengthOf(part);
      nodes.push(this.view(part, outputs, room.subarray(from, to)));
      from = to;
    }
    return { nodes, outputs: this.predictions(outputs, has), target: sample.target };
  }
  /** The range of this key, widened by what is seen now. */
  widen(key: string, now: Range): Range {
    const seen = this.ranges.get(key);
    const range = seen ? unite(seen, now) : now;
    this.ranges.set(key, range);
    return range;
  }
  rangeSeen(key: string): Range | undefined {
    return this.ranges.get(key);
  }

  /** One for each port of the node. */
  private parts(outputs: Outputs, { node: id, detail }: NodeWatch): readonly Part[] {
    const node = this.network.nodes.get(id) as NodeInference;
    return Object.entries(node.outputs).flatMap(([port, type]) => {
      const values = outputs[`probe:${id}:${port}`];
      if (!values) return [];
      const mask = outputs[`mask:${id}`];
      const shape = type.shape.slice(1);
      const channels = channelsShown(shape, detail);
      const shown = channels.length * planeSize(shape);
      return [
        {
          node,
          port,
          shape,
          channels,
          shown,
          values: asFloats(values),
          mask: mask ? asFloats(mask) : null,
        },
      ];
    });
  }
  private view(part: Part, outputs: Outputs, room: Float32Array): NodeView {
    const { node, port, shape, channels, shown, values, mask } = part;
    const now = survey(values);
    const planes = room.subarray(0, shown);
    writePlanes(values, shape, channels, planes);
    if (mask) writePlanes(mask, shape, channels, room.subarray(shown));
    return {
      node: node.id,
      port,
      shape,
      channels,
      values: planes,
      range: this.widen(`${node.id}:${port}`, now.range),
      histogram: histogramOf(now),
      before: this.before(node, outputs),
      mask: mask ? room.subarray(shown) : null,
    };
  }

  /** What came into a batch normalization. */
  private before(node: NodeInference, outputs: Outputs) {
    if (node.node.type !== 'batchNormalization') return null;
    const source = sourceOf(node);
    const given = source && outputs[`probe:${source.node}:${source.port}`];
    return given ? histogramOf(survey(asFloats(given))) : null;
  }

  private predictions(outputs: Outputs, has: (id: string) => boolean): readonly OutputView[] {
    const target = this.network.fields?.find(({ role }) => role === 'target');
    const names = target?.classes ?? [];
    return outputsOf(this.network).flatMap(({ node }) => {
      const values = outputs[`output:${node.id}`];
      if (!values || values.length > mostPredicted || !has(node.id)) return [];
      const numbers = Array.from(values);
      const { label } = node.node;
      if (names.length !== numbers.length) return [{ label, values: numbers, classes: [] }];
      const best = numbers.indexOf(Math.max(...numbers));
      return [{ label, values: numbers, classes: names, ...(best >= 0 && { best }) }];
    });
  }

  private isKnown(id: string, { values }: WatchedSample): boolean {
    for (const field of this.needs.get(id) ?? []) if (!Object.hasOwn(values, field)) return false;
    return true;
  }
}

/** The node that feeds the first port. */
export function sourceOf(node: NodeInference): { node: string; port: string } | null {
  const [sources] = node.inputs.values();
  const [source] = sources ?? [];
  return source?.kind === 'node' ? source : null;
}

/** The nodes whose values must be computed to show these: batch normalizations also show what came in. */
export function nodesToProbe(
  network: InferredNetwork,
  watched: readonly { readonly node: string }[],
): readonly string[] {
  const ids = new Set<string>();
  for (const { node: id } of watched) {
    const node = network.nodes.get(id);
    if (node?.status !== 'ok') continue;
    ids.add(id);
    const source = node.node.type === 'batchNormalization' ? sourceOf(node) : null;
    if (source) ids.add(source.node);
  }
  return network.order.filter((id) => ids.has(id));
}

/** Nodes that operators become, with wires and weights, gathered in order; values moved into the order that a layer needs. */
import type { Endpoint } from '../../../graph/document/schema.ts';
import { NetloomError } from '../../../util/errors.ts';
import {
  batchGroup,
  dimension,
  type Group,
  type Groups,
  groupSize,
  permutation,
  sameGroup,
  sameGroups,
} from './axes.ts';
import { type Flow, Unsupported } from './values.ts';

export interface ImportedWeight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
/** A node of the project to be. */
export interface Draft {
  readonly id: string;
  readonly type: string;
  readonly params: Record<string, unknown>;
  readonly label: string;
  readonly wires: readonly { readonly port: string; readonly from: Endpoint }[];
  readonly weights: Map<string, ImportedWeight>;
  /** The dimension that a bias would be added along, while it has none. */
  biasAlong?: Group;
}
export interface NodeRequest {
  readonly type: string;
  readonly params?: Record<string, unknown>;
  readonly label: string;
  /** By port; several at a port that takes several. */
  readonly inputs: Readonly<Record<string, readonly Flow[]>>;
  readonly weights?: Readonly<Record<string, ImportedWeight>>;
}

export class Network {
  readonly drafts: Draft[] = [];
  private readonly byId = new Map<string, Draft>();
  private readonly place: string;
  /** Orders made already, by node and port. */
  private readonly arrangements = new Map<string, Flow[]>();
  /** Values that have been given other dimensions, by the node that did it. */
  private readonly reshapes = new Map<string, Flow>();
  private elementsLeft: number;

  /** `elements`: what weights and folded constants together may hold, so that a small file stays small in memory. */
  constructor(place: string, elements: number) {
    this.place = place;
    this.elementsLeft = elements;
  }

  draft(id: string): Draft | undefined {
    return this.byId.get(id);
  }

  /** Counts numbers that are about to be held; throws 'onnx-too-complex'. */
  spend(elements: number): void {
    this.elementsLeft -= elements;
    if (this.elementsLeft >= 0) return;
    throw new NetloomError(
      'onnx-too-complex',
      `${this.place} repeats its weights so often that they would not fit into memory.`,
      this.place,
    );
  }

  /** Its first output. */
  add({ type, params = {}, label, inputs, weights = {} }: NodeRequest): Endpoint {
    const id = `n${this.drafts.length + 1}`;
    const wires = Object.entries(inputs).flatMap(([port, flows]) =>
      flows.map(({ from }) => ({ port, from })),
    );
    for (const { values } of Object.values(weights)) this.spend(values.length);
    const draft = { id, type, params, label, wires, weights: new Map(Object.entries(weights)) };
    this.drafts.push(draft);
    this.byId.set(id, draft);
    return { node: id, port: 'output' };
  }

  /** The value with its dimensions in memory as wanted, through as few nodes as that takes. */
  arranged(flow: Flow, wanted: Groups): Flow {
    if (sameGroups(flow.ours, wanted)) return flow;
    const key = `${flow.from.node} ${flow.from.port}`;
    const known = this.arrangements.get(key) ?? [];
    this.arrangements.set(key, known);
    const made = known.find(({ ours }) => sameGroups(ours, wanted)) ?? this.arrange(flow, wanted);
    if (!known.includes(made)) known.push(made);
    return { ...made, theirs: flow.theirs };
  }

  private arrange(given: Flow, wanted: Groups): Flow {
    const flow = this.beforeReshapes(given);
    if (sameGroups(flow.ours, wanted)) return flow;
    if (sameGroup(flow.ours.flat(), wanted.flat())) return this.reshaped(flow, wanted);
    const order = permutation(flow.ours, wanted);
    if (order) return this.permuted(flow, order, wanted);
    const single = (groups: Groups): Groups => groups.flat().map((axis) => [axis]);
    const split = this.arranged(flow, single(flow.ours));
    const moved = permutation(split.ours, single(wanted));
    if (!moved) throw new Unsupported('values in an order that cannot be followed');
    return this.arranged(this.permuted(split, moved, single(wanted)), wanted);
  }

  /** As the value was before it got other dimensions: that saves making them twice. */
  private beforeReshapes(flow: Flow): Flow {
    const axes = flow.ours.flat();
    let first = flow;
    for (let next: Flow | undefined = flow; next; next = this.reshapes.get(next.from.node))
      if (sameGroup(next.ours.flat(), axes)) first = next;
    return first;
  }

  /** The same memory with other dimensions; a row that became a picture is taken again. */
  reshaped(flow: Flow, ours: Groups, label?: string): Flow {
    const before = ours.length === 2 ? this.reshapes.get(flow.from.node) : undefined;
    if (before && sameGroups(before.ours, ours)) return { ...flow, from: before.from, ours };
    const sizes = ours.slice(1).map(groupSize);
    if (sizes.filter((size) => size === null).length > 1)
      throw new Unsupported('sizes that depend on the input');
    const flat = ours.length === 2 && flow.ours.length > 2;
    const from = this.add({
      type: flat ? 'flatten' : 'reshape',
      params: flat ? {} : { shape: sizes.map((size) => size ?? -1) },
      label: label ?? (flat ? 'Flatten' : 'Reshape'),
      inputs: { input: [flow] },
    });
    this.reshapes.set(from.node, flow);
    return { ...flow, from, ours };
  }

  private permuted(flow: Flow, order: readonly number[], ours: Groups): Flow {
    if (order[0] !== 0) throw new Unsupported('samples that do not come first');
    const from = this.add({
      type: 'permute',
      params: { order: order.slice(1).map((place) => place - 1) },
      label: 'Permute',
      inputs: { input: [flow] },
    });
    return { ...flow, from, ours };
  }
}

/** Dimensions for a value of which nothing is known but its rank: stored as a picture is. */
export function assumedGroups(
  rank: number,
  channels: number | null,
): { theirs: Groups; ours: Groups } {
  const channelGroup = dimension(channels);
  const spatial = Array.from({ length: rank - 2 }, () => dimension(null));
  return {
    theirs: [batchGroup, channelGroup, ...spatial],
    ours: [batchGroup, ...spatial, channelGroup],
  };
}

/** One operator while it is turned into nodes: its inputs as values, its attributes, and where its results go. */

import type { TensorProto } from '../proto.ts';
import type { Attributes } from './attributes.ts';
import {
  batchGroup,
  type Group,
  type Groups,
  groupSize,
  isBatch,
  permutation,
  sameGroup,
  sameGroups,
} from './axes.ts';
import { type Graph, malformed, type Operator, shown } from './graph.ts';
import { assumedGroups, type ImportedWeight, type Network } from './network.ts';
import {
  type Constant,
  type Flow,
  floatsOf,
  integersOf,
  Unsupported,
  type Value,
} from './values.ts';

/** A picture as convolutions and pools take it: stored [batch, height, width, channels]. */
export interface Picture {
  readonly flow: Flow;
  readonly channels: Group;
  /** Height and width. */
  readonly spatial: readonly [Group, Group];
  readonly sizes: readonly (number | null)[];
  /** 1 or 2, as the file has it; with one, the height is 1. */
  readonly dimensions: 1 | 2;
}

export class Call {
  readonly operator: Operator;
  readonly attributes: Attributes;
  readonly graph: Graph;
  readonly network: Network;
  readonly label: string;
  readonly place: string;
  private readonly lookUp: (name: string) => Value;
  private readonly decode: (tensor: TensorProto) => Constant;
  private readonly results = new Map<number, Value>();

  constructor(parts: {
    readonly operator: Operator;
    readonly graph: Graph;
    readonly network: Network;
    readonly label: string;
    readonly place: string;
    readonly lookUp: (name: string) => Value;
    readonly decode: (tensor: TensorProto) => Constant;
  }) {
    this.operator = parts.operator;
    this.attributes = parts.operator.attributes;
    this.graph = parts.graph;
    this.network = parts.network;
    this.label = parts.label;
    this.place = parts.place;
    this.lookUp = parts.lookUp;
    this.decode = parts.decode;
  }

  get opset(): number {
    return this.graph.opset;
  }

  /** Samples that the file was written for, where it says a number. */
  get samplesDeclared(): number | null {
    const [size] = this.graph.inputs[0]?.shape ?? [];
    return typeof size === 'number' ? size : null;
  }
  readTensor(tensor: TensorProto): Constant {
    return this.decode(tensor);
  }

  /** Undefined where it is left out. */
  value(index: number): Value | undefined {
    const name = this.operator.inputs[index];
    return name ? this.lookUp(name) : undefined;
  }
  values(): readonly Value[] {
    return this.operator.inputs.flatMap((_, i) => this.value(i) ?? []);
  }
  flow(index: number): Flow {
    const value = this.value(index);
    if (value?.kind === 'flow') return value;
    if (value) throw new Unsupported('a constant input');
    throw this.malformed(`${this.who} has no input ${index + 1}`);
  }
  /** Undefined where it is left out; throws Unsupported for a value that is computed. */
  constant(index: number): Constant | undefined {
    const value = this.value(index);
    if (value?.kind === 'flow') throw new Unsupported('settings that are computed');
    return value;
  }
  floats(index: number): Constant & { readonly elements: Float32Array } {
    const value = this.constant(index);
    if (!value) throw this.malformed(`${this.who} has no input ${index + 1}`);
    return { ...value, elements: floatsOf(value) };
  }
  /** From an attribute, or in newer operators from an input. */
  ints(attribute: string, index: number): readonly number[] | null {
    const listed = this.attributes.ints(attribute);
    if (listed) return listed;
    const input = this.constant(index);
    return input ? integersOf(input) : null;
  }
  /** One number from an attribute or an input. */
  number(attribute: string, index: number): number | null {
    if (this.attributes.has(attribute)) return this.attributes.float(attribute, 0);
    const input = this.constant(index);
    return input ? (floatsOf(input)[0] ?? null) : null;
  }

  /** The dimensions of a value whose samples come first; null where they are not known. */
  theirs(flow: Flow): Groups | null {
    if (flow.theirs && !isBatch(flow.theirs[0]))
      throw new Unsupported('samples that do not come first');
    return flow.theirs;
  }
  /** An axis of `rank` dimensions as 0…rank − 1. */
  axis(axis: number, rank: number): number {
    const counted = axis < 0 ? axis + rank : axis;
    if (Number.isInteger(counted) && counted >= 0 && counted < rank) return counted;
    throw this.malformed(`${this.who} names axis ${axis} of ${rank}`);
  }

  /** The value as a picture; pictures of one dimension get a height of 1. */
  picture(index: number, channels: number | null = null, rank = 4): Picture {
    const given = this.flow(index);
    const known = this.theirs(given);
    const flow = known ? given : { ...given, ...assumedGroups(rank, channels) };
    const [, channelGroup, ...spatial] = flow.theirs as Groups;
    if (!channelGroup || spatial.length < 1 || spatial.length > 2)
      throw new Unsupported(`${spatial.length} spatial dimensions`);
    const dimensions = spatial.length as 1 | 2;
    const [height, width] = dimensions === 2 ? spatial : [[], spatial[0]];
    const wanted = [batchGroup, height as Group, width as Group, channelGroup];
    return {
      flow: known ? this.network.arranged(flow, wanted) : flow,
      channels: channelGroup,
      spatial: [height as Group, width as Group],
      sizes: [groupSize(height as Group), groupSize(width as Group)],
      dimensions,
    };
  }

  /** A value that is as wide as the file says; throws 'onnx-malformed' where it cannot be. */
  expectSize(group: Group, size: number, what: string): void {
    const found = groupSize(group);
    if (found === null || found === size) return;
    throw this.malformed(`${this.who} takes ${size} ${what}, and ${found} come in`);
  }

  /** Adds a node that keeps the dimensions of what comes in. */
  elementwise(
    flow: Flow,
    type: string,
    params: Record<string, unknown> = {},
    weights: Readonly<Record<string, ImportedWeight>> = {},
  ): void {
    const from = this.network.add({
      type,
      params,
      label: this.label,
      inputs: { input: [flow] },
      weights,
    });
    this.give({ ...flow, from });
  }
  /** The values in one order in memory, that of the first where the others can follow. */
  aligned(flows: readonly Flow[]): readonly Flow[] {
    const [first] = flows as [Flow];
    const same = flows.every(
      ({ theirs, ours }) =>
        theirs && first.theirs && sameGroups(theirs, first.theirs) && sameGroups(ours, first.ours),
    );
    if (same || flows.some(({ theirs }) => theirs === null)) return flows;
    const order = storedOrder(flows);
    return flows.map((flow) => this.inOrder(flow, order));
  }
  /** `order`: the dimensions of the file in which memory shall have them; the others have size 1. */
  inOrder(flow: Flow, order: readonly number[]): Flow {
    const { theirs } = flow as { readonly theirs: Groups };
    return this.network.arranged(
      flow,
      order.map((i) => theirs[i] as Group),
    );
  }

  give(value: Value, index = 0): void {
    this.results.set(index, value);
  }
  result(index: number): Value | undefined {
    return this.results.get(index);
  }
  /** Whether anything takes the output. */
  isUsed(index: number): boolean {
    return (this.graph.uses.get(this.operator.outputs[index] ?? '') ?? 0) > 0;
  }

  /** The operator as errors name it. */
  get who(): string {
    return shown(this.operator.name || this.operator.type);
  }
  malformed(reason: string) {
    return malformed(this.place, reason, this.operator.name || this.operator.type);
  }
}

/**
 * Dimensions of the file in the order in which memory has them for the first of the values. Those that have size 1 in all
 * of them are left out where the first leaves them out, unless they are among `needed`.
 */
export function storedOrder(
  flows: readonly Flow[],
  needed: readonly number[] = [],
): readonly number[] {
  const [first] = flows as readonly [Flow];
  const { ours } = first;
  const theirs = first.theirs as Groups;
  const whole = permutation(theirs, ours);
  if (whole) return whole;
  const natural = theirs.map((_, i) => i);
  const wide = ours.filter((group) => group.length > 0);
  const known = wide.map((group) => theirs.findIndex((other) => sameGroup(group, other)));
  if (known.includes(-1)) return natural;
  const more = natural.filter(
    (i) =>
      !known.includes(i) &&
      (needed.includes(i) || flows.some((flow) => (flow.theirs?.[i] ?? []).length > 0)),
  );
  return [0, ...more, ...known.filter((i) => i !== 0)];
}

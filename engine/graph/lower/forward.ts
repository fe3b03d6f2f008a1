/** Takes an inferred network and the nodes wanted; emits them with all that feeds them, in topological order. */
import type { ProgramBuilder } from '../../ir/builder.ts';
import { input, param, random } from '../../ir/construct.ts';
import type { TensorType, ValueId } from '../../ir/types.ts';
import type { WeightDefinition } from '../../layers/types.ts';
import { invariant } from '../../util/errors.ts';
import { hash32 } from '../../util/random.ts';
import { withAncestors } from '../infer/objectives.ts';
import type { InferredNetwork, NodeInference, ValueSource } from '../infer/types.ts';
import { settledParams } from './outputs.ts';
import type { FieldInput } from './types.ts';

/** A weight as a param of the Program. */
export interface LiveWeight {
  /** Name in the state. */
  readonly name: string;
  readonly owner: string;
  readonly definition: WeightDefinition;
  readonly value: ValueId;
  /** Whether an optimizer may change it. */
  readonly trainable: boolean;
}
export const stateName = (owner: string, weight: string): string => `${owner}/${weight}`;

/** One pass through the network inside a Program that grows. */
export class Forward {
  readonly builder: ProgramBuilder;
  readonly network: InferredNetwork;
  readonly batchSize: number;
  readonly training: boolean;
  /** Nodes emitted, in order. */
  readonly emitted: readonly string[];
  /** By state name, in order of first use. */
  readonly weights = new Map<string, LiveWeight>();
  /** New values of running statistics, by state name. */
  readonly statistics = new Map<string, ValueId>();
  readonly fields = new Map<string, FieldInput>();
  private readonly values = new Map<string, ValueId>();

  /** `wanted`: ids of nodes whose values, with everything that feeds them, are needed. */
  constructor(
    builder: ProgramBuilder,
    network: InferredNetwork,
    wanted: Iterable<string>,
    options: { readonly batchSize: number; readonly training: boolean },
  ) {
    this.builder = builder;
    this.network = network;
    this.batchSize = options.batchSize;
    this.training = options.training;
    this.emitted = withAncestors(network, wanted);
    for (const id of this.emitted) builder.withOrigin(id, () => this.emit(this.node(id)));
  }

  node(id: string): NodeInference {
    const node = this.network.nodes.get(id);
    invariant(node?.status === 'ok', `node ${id} is ready to be lowered`);
    return node;
  }
  output(id: string, port: string): ValueId {
    const value = this.values.get(`${id}:${port}`);
    invariant(value !== undefined, `${id} gives ${port}`);
    return value;
  }
  source(from: ValueSource): ValueId {
    return from.kind === 'field' ? this.field(from.field.name) : this.output(from.node, from.port);
  }

  /** A field of the data as an input of the Program. */
  field(name: string): ValueId {
    const field = this.network.fields?.find((candidate) => candidate.name === name);
    invariant(field, `the data have a field ${name}`);
    const type: TensorType = { dtype: field.dtype, shape: [this.batchSize, ...field.shape] };
    const inputName = `field:${name}`;
    this.fields.set(inputName, { input: inputName, field: name, type });
    return input(this.builder, inputName, type.shape, type.dtype);
  }

  private emit(node: NodeInference): void {
    const { definition, id } = node;
    invariant(definition, `the type of ${id} is known`);
    const inputs: Record<string, readonly ValueId[]> = {};
    for (const [port, sources] of node.inputs)
      inputs[port] = sources.map((source) => this.source(source));
    let uses = 0;
    const outputs = definition.build({
      emitter: this.builder,
      params: settledParams(this.network, node),
      training: this.training && !keepsStatistics(node),
      inputs,
      weights: this.weightsOf(node),
      setWeight: (name, value) => this.statistics.set(stateName(node.owner, name), value),
      random: (shape) => this.random(shape, id, uses++),
    });
    for (const [port, value] of Object.entries(outputs)) this.values.set(`${id}:${port}`, value);
  }

  private weightsOf(node: NodeInference): Readonly<Record<string, ValueId>> {
    const values: Record<string, ValueId> = {};
    const { owner } = node;
    const frozen = !this.node(owner).node.trainable;
    for (const definition of node.weights) {
      const name = stateName(owner, definition.name);
      const { shape, dtype } = definition.type;
      const value = param(this.builder, name, shape, dtype);
      values[definition.name] = value;
      const trainable = definition.trainable && !frozen;
      if (!this.weights.has(name))
        this.weights.set(name, { name, owner, definition, value, trainable });
    }
    return values;
  }

  /** Keyed by the node's id, so that a mask does not depend on the rest of the network. */
  random(shape: readonly number[], id: string, use: number): ValueId {
    const seed = input(this.builder, 'seed', [], 'u32');
    const step = input(this.builder, 'step', [], 'u32');
    return random(this.builder, seed, step, shape, { node: hash32(id), use });
  }
}

/** A frozen node with running statistics works as after training. */
function keepsStatistics({ node, weights }: NodeInference): boolean {
  return !node.trainable && weights.some(({ trainable }) => !trainable);
}

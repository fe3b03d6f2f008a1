/** A network and its weights in, the graph that predicting runs out: losses, metrics and dropout are left behind. */
import { withAncestors } from '../../../graph/infer/objectives.ts';
import type { InferredNetwork, NodeInference, ValueSource } from '../../../graph/infer/types.ts';
import { outputsOf, settledParams } from '../../../graph/lower/outputs.ts';
import { invariant, NetloomError } from '../../../util/errors.ts';
import type { BoundaryValue, ModelOptions, ModelToWrite } from '../../types.ts';
import type { LayerContext, LayerWeight } from './emitter.ts';
import { emitActivation } from './emitters/activations.ts';
import { emitters, withoutEmitter } from './emitters/registry.ts';
import { foldableNormalizations, foldWeights } from './fold.ts';
import { channelsFirst, OnnxGraph, ours, type Value } from './graph.ts';

export interface BuiltGraph {
  readonly graph: OnnxGraph;
  readonly inputs: readonly BoundaryValue[];
  readonly outputs: readonly BoundaryValue[];
}

/** Throws 'export-no-output', 'layer-not-in-format', 'weights-missing'. */
export function buildGraph(model: ModelToWrite, options: ModelOptions): BuiltGraph {
  const { network } = model;
  const outputs = outputsOf(network);
  if (outputs.length === 0) {
    throw new NetloomError(
      'export-no-output',
      'The network gives nothing: wire a layer to an output or a loss before it is exported.',
    );
  }
  const ids = withAncestors(
    network,
    outputs.map(({ node }) => node.id),
  );
  const folded = options.foldBatchNorm
    ? foldableNormalizations(network, ids, outputs)
    : new Map<string, NodeInference>();
  const walk = new Walk(model, options, folded);
  for (const id of ids) walk.emit(nodeOf(network, id));
  return {
    graph: walk.graph,
    inputs: walk.inputs,
    outputs: outputs.map(({ node, port, link }) => walk.give(node, port, link)),
  };
}

class Walk {
  readonly graph: OnnxGraph;
  readonly inputs: BoundaryValue[] = [];
  private readonly model: ModelToWrite;
  private readonly options: ModelOptions;
  /** Batch normalizations by the layer that they are folded into, and all of them. */
  private readonly folded: ReadonlyMap<string, NodeInference>;
  private readonly gone: ReadonlySet<string>;
  private readonly values = new Map<string, Value>();

  constructor(
    model: ModelToWrite,
    options: ModelOptions,
    folded: ReadonlyMap<string, NodeInference>,
  ) {
    this.model = model;
    this.options = options;
    this.folded = folded;
    this.gone = new Set([...folded.values()].map(({ id }) => id));
    this.graph = new OnnxGraph(options.precision);
  }

  emit(node: NodeInference): void {
    const { id, node: drawn } = node;
    const context: LayerContext = {
      graph: this.graph,
      node,
      params: settledParams(this.model.network, node),
      boundary: this.options.layout,
      inputs: Object.fromEntries(
        [...node.inputs]
          .filter(([, sources]) => sources.every(({ kind }) => kind === 'node'))
          .map(([port, sources]) => [port, sources.map((source) => this.source(source))]),
      ),
      weights: this.weightsFor(node),
    };
    if (this.gone.has(id)) {
      this.values.set(`${id}:output`, context.inputs.input?.[0] as Value);
      return;
    }
    const emitter = emitters.get(drawn.type);
    if (!emitter) throw notInFormat(drawn.label, withoutEmitter.get(drawn.type));
    const outputs = this.graph.within(drawn.label, () => emitter(context));
    for (const [port, value] of Object.entries(outputs)) this.values.set(`${id}:${port}`, value);
    const entered = this.graph.inputs.at(-1);
    if (drawn.type === 'input' && entered)
      this.inputs.push(this.boundaryOf(node, entered, entered.name));
  }

  /** An output of the network: its value, as probabilities where a loss takes scores. */
  give(node: NodeInference, port: string, link: 'softmax' | 'sigmoid' | 'linear'): BoundaryValue {
    const { label } = node.node;
    return this.graph.within(label, () => {
      const value = emitActivation(this.graph, link, this.value(node.id, port));
      const pictures = this.options.layout === 'nchw' && value.shape.length === 4;
      const order = pictures ? channelsFirst : ours;
      const name = this.graph.output(label, value, order);
      return this.boundaryOf(node, { shape: value.shape, order }, name);
    });
  }

  private boundaryOf(
    { id, inputs }: NodeInference,
    { shape, order }: Pick<Value, 'shape' | 'order'>,
    name: string,
  ): BoundaryValue {
    const [field] = inputs.get('field') ?? [];
    return {
      node: id,
      name,
      field: field?.kind === 'field' ? field.field.name : null,
      shape: shape.slice(1),
      channelsFirst: order.kind === 'channelsFirst',
    };
  }

  private value(id: string, port: string): Value {
    const value = this.values.get(`${id}:${port}`);
    invariant(value, `${id} gives ${port}`);
    return value;
  }
  private source(source: ValueSource): Value {
    invariant(source.kind === 'node', 'data enter through input nodes');
    return this.value(source.node, source.port);
  }

  private weightsFor(node: NodeInference): LayerContext['weights'] {
    const own = this.weightsOf(node);
    const normalization = this.folded.get(node.id);
    if (!normalization) return own;
    const { epsilon } = normalization.params as { readonly epsilon: number };
    return foldWeights(node.node.label, own, this.weightsOf(normalization), epsilon);
  }
  private weightsOf({ owner, weights }: NodeInference): Record<string, LayerWeight> {
    const { label } = nodeOf(this.model.network, owner).node;
    return Object.fromEntries(
      weights.map(({ name, type: { shape } }) => {
        const exportName = `${label}/${name}`;
        const data = this.model.tensors.get(exportName);
        if (data) return [name, { name: exportName, shape, data }];
        throw new NetloomError(
          'weights-missing',
          `There are no weights "${exportName}", which this network needs.`,
          exportName,
        );
      }),
    );
  }
}

function nodeOf(network: InferredNetwork, id: string): NodeInference {
  const node = network.nodes.get(id);
  invariant(node?.status === 'ok', `node ${id} is ready to be written`);
  return node;
}
function notInFormat(label: string, why: string | undefined): NetloomError {
  return new NetloomError(
    'layer-not-in-format',
    `"${label}" cannot be written as ONNX: ${why ?? 'ONNX knows no such layer'}.`,
    label,
  );
}

/** Takes an inferred network, finished or not, and nodes of it; gives the Program that live views are read from. */
import { ProgramBuilder } from '../../ir/builder.ts';
import { cast, full, greater, num } from '../../ir/construct.ts';
import type { ValueId } from '../../ir/types.ts';
import { product } from '../../layers/define.ts';
import { invariant } from '../../util/errors.ts';
import type { InferredNetwork, NodeInference } from '../infer/types.ts';
import { Forward } from './forward.ts';
import { linked, outputsOf } from './outputs.ts';
import type { LoweredProgram } from './types.ts';

/**
 * For one sample, as after training: `probe:<node>:<port>` of the nodes asked for; `mask:<node>` f32 for those that are
 * dropouts, 1 where training with this `seed` and `step` would keep a value of the batch's first sample; and
 * `output:<node>` as a prediction has them. All nodes asked for must be ready.
 */
export function lowerWatch(network: InferredNetwork, nodes: readonly string[]): LoweredProgram {
  const builder = new ProgramBuilder();
  const outputs = outputsOf(network);
  const wanted = [...nodes, ...outputs.map(({ node }) => node.id)];
  const forward = new Forward(builder, network, wanted, { batchSize: 1, training: false });
  for (const id of new Set(nodes)) {
    const node = forward.node(id);
    for (const name of Object.keys(node.outputs))
      builder.output(`probe:${id}:${name}`, forward.output(id, name));
    if (node.node.type === 'dropout')
      builder.withOrigin(id, () => builder.output(`mask:${id}`, keptBy(forward, node)));
  }
  for (const { node, port, link } of outputs)
    builder.output(`output:${node.id}`, linked(builder, forward.output(node.id, port), link));
  return {
    program: builder.finish('watch'),
    batchSize: 1,
    fields: [...forward.fields.values()],
  };
}

/** The layer itself is asked what it does to ones while training. */
function keptBy(forward: Forward, { id, definition, params, outputs }: NodeInference): ValueId {
  const { builder } = forward;
  const type = outputs.output;
  invariant(definition && type, `${id} is a layer with an output`);
  const shape = [1, ...type.shape.slice(1)];
  let uses = 0;
  const { output } = definition.build({
    emitter: builder,
    params,
    training: true,
    inputs: { input: [full(builder, shape, 1)] },
    weights: {},
    setWeight: () => invariant(false, 'a dropout has no weights'),
    random: (of) => forward.random(of, id, uses++),
  });
  invariant(output !== undefined, `${id} gives an output`);
  return cast(builder, greater(builder, output, num(0)), 'f32');
}

/** Numbers that a watch of these nodes gives out. */
export function watchedNumbers(network: InferredNetwork, nodes: readonly string[]): number {
  return nodes.reduce((sum, id) => {
    const types = Object.values(network.nodes.get(id)?.outputs ?? {});
    return sum + types.reduce((total, { shape }) => total + product(shape), 0);
  }, 0);
}

/** Names of the fields of the data that each node's value depends on, in topological order. */
export function fieldsBehind(network: InferredNetwork): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, ReadonlySet<string>>();
  for (const id of network.order) {
    const sources = [...(network.nodes.get(id)?.inputs.values() ?? [])].flat();
    const [only, ...more] = sources;
    // Most nodes have one source, and share its set.
    const shared = only?.kind === 'node' && more.length === 0 ? fields.get(only.node) : undefined;
    const names = sources.flatMap((source) =>
      source.kind === 'field' ? [source.field.name] : [...(fields.get(source.node) ?? [])],
    );
    fields.set(id, shared ?? new Set(names));
  }
  return fields;
}

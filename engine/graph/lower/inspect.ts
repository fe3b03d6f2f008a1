/** Takes an inferred network; gives the Programs that only look: evaluation, prediction, probe, diagnosis. */
import { ProgramBuilder } from '../../ir/builder.ts';
import {
  cast,
  isFinite as elementIsFinite,
  equal,
  input,
  not,
  num,
  sum,
} from '../../ir/construct.ts';
import type { ValueId } from '../../ir/types.ts';
import type { ObjectiveKey } from '../infer/objectives.ts';
import { lossesOf } from '../infer/objectives.ts';
import type { InferredNetwork } from '../infer/types.ts';
import { Forward, stateName } from './forward.ts';
import { emitMetrics, lossSum, nodesOfMetric, penalty } from './objective.ts';
import { linked, outputsOf } from './outputs.ts';
import { emitBackward } from './trainStep.ts';
import type { LoweredDiagnosis, LoweredProgram } from './types.ts';

/** Sums over the real samples of a batch, so that the caller can add batches up. */
export function lowerEvaluation(network: InferredNetwork, batchSize: number): LoweredProgram {
  const builder = new ProgramBuilder();
  const losses = lossesOf(network);
  const wanted = [
    ...losses.map(({ id }) => id),
    ...network.project.training.metrics.flatMap((choice) => nodesOfMetric(network, choice)),
  ];
  const forward = new Forward(builder, network, wanted, { batchSize, training: false });
  const mask = input(builder, 'mask', [batchSize]);
  builder.output('lossSum', lossSum(forward, losses, mask));
  const trained = [...forward.weights.values()].filter(({ trainable }) => trainable);
  builder.output('penalty', penalty(forward, trained));
  emitMetrics(forward, mask);
  return finish(builder, forward, `evaluate b${batchSize}`);
}

export function lowerPrediction(network: InferredNetwork, batchSize: number): LoweredProgram {
  const builder = new ProgramBuilder();
  const outputs = outputsOf(network);
  const wanted = outputs.map(({ node }) => node.id);
  const forward = new Forward(builder, network, wanted, { batchSize, training: false });
  for (const { node, port, link } of outputs) {
    const value = linked(builder, forward.output(node.id, port), link);
    builder.output(`output:${node.id}`, value);
  }
  return finish(builder, forward, `predict b${batchSize}`);
}

/** Every output of the nodes asked for, as after training. */
export function lowerProbe(
  network: InferredNetwork,
  nodes: readonly string[],
  batchSize: number,
): LoweredProgram {
  const builder = new ProgramBuilder();
  const forward = new Forward(builder, network, nodes, { batchSize, training: false });
  for (const id of new Set(nodes))
    for (const name of Object.keys(forward.node(id).outputs))
      builder.output(`probe:${id}:${name}`, forward.output(id, name));
  return finish(builder, forward, `probe b${batchSize}`);
}

/**
 * What of a training step is finite, in the order of computation: for each node its weights, then its outputs;
 * then the gradients, those of the last nodes first.
 */
export function lowerDiagnosis(
  network: InferredNetwork,
  key: ObjectiveKey,
  batchSize: number,
): LoweredDiagnosis {
  const builder = new ProgramBuilder();
  const { forward, weights, gradients } = emitBackward(builder, network, key, batchSize);
  const checks: LoweredDiagnosis['checks'][number][] = [];
  const check = (
    value: ValueId,
    node: string,
    what: 'output' | 'gradient' | 'weight',
    name: string,
  ) => {
    const output = `finite:${checks.length}`;
    checks.push({ output, node, what, name });
    builder.output(output, allFinite(builder, value));
  };
  const unchecked = new Map(forward.weights);
  for (const id of forward.emitted) {
    const node = forward.node(id);
    for (const { name } of node.weights) {
      const weight = unchecked.get(stateName(node.owner, name));
      if (weight) check(weight.value, id, 'weight', name);
      unchecked.delete(stateName(node.owner, name));
    }
    for (const name of Object.keys(node.outputs))
      check(forward.output(id, name), id, 'output', name);
  }
  weights
    .map(({ owner, definition }, i) => ({ owner, name: definition.name, value: gradients[i] }))
    .reverse()
    .forEach(({ owner, name, value }) => {
      check(value as ValueId, owner, 'gradient', name);
    });
  return {
    ...finish(builder, forward, `diagnose ${key.phase}.${key.objective} b${batchSize}`),
    checks,
  };
}

/** Counts what is not finite: a sum of the values themselves could overflow. Class numbers always are. */
function allFinite(e: ProgramBuilder, value: ValueId): ValueId {
  const numbers = cast(e, value, 'f32');
  return equal(e, sum(e, cast(e, not(e, elementIsFinite(e, numbers)), 'f32')), num(0));
}
function finish(builder: ProgramBuilder, forward: Forward, name: string): LoweredProgram {
  const { batchSize } = forward;
  return { program: builder.finish(name), batchSize, fields: [...forward.fields.values()] };
}

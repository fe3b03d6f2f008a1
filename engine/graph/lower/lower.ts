/** An inferred network without errors in; its state and its Programs, made when first asked for, out. */
import { invariant } from '../../util/errors.ts';
import type { StageListener } from '../../util/stages.ts';
import { blockingIssues } from '../infer/infer.ts';
import { metricNames } from '../infer/metrics.ts';
import type { InferredNetwork } from '../infer/types.ts';
import { lowerDiagnosis, lowerEvaluation, lowerPrediction, lowerProbe } from './inspect.ts';
import { outputsOf } from './outputs.ts';
import { listState } from './state.ts';
import { lowerTrainStep } from './trainStep.ts';
import type { LoweredNetwork } from './types.ts';

/**
 * `network` has no errors and was inferred with the fields of its data; one with issues that block training, such as a
 * missing loss, predicts and probes only. The same arguments give the same Program object, so that it is compiled once.
 * `onStage` hears of the stages of making train steps.
 */
export function lowerNetwork(network: InferredNetwork, onStage?: StageListener): LoweredNetwork {
  const wrong = network.issues.find(({ severity }) => severity === 'error');
  invariant(!wrong, () => `the network cannot be lowered: ${wrong?.code}`);
  const trainable = (): InferredNetwork => {
    const [blocking] = blockingIssues(network);
    invariant(!blocking, () => `the network cannot be trained: ${blocking?.code}`);
    return network;
  };
  invariant(network.fields, 'the network was inferred with data');
  const { metrics } = network.project.training;
  const names = metricNames(metrics);
  const cached = memory();
  return {
    state: listState(network),
    metrics: metrics.map(({ type, params }, i) => ({ type, params, name: names[i] ?? type })),
    outputs: outputsOf(network).map(({ node, port }) => {
      const type = node.outputs[port];
      invariant(type, `${node.id} gives ${port}`);
      return { node: node.id, label: node.node.label, type };
    }),
    trainStep: (phase, objective, batchSize) =>
      cached(`train ${phase} ${objective} ${batchSize}`, () =>
        lowerTrainStep(trainable(), { phase, objective }, batchSize, onStage),
      ),
    evaluation: (batchSize) =>
      cached(`evaluate ${batchSize}`, () => lowerEvaluation(trainable(), batchSize)),
    prediction: (batchSize) =>
      cached(`predict ${batchSize}`, () => lowerPrediction(network, batchSize)),
    probe: (nodes, batchSize) =>
      cached(`probe ${nodes.join(' ')} ${batchSize}`, () => lowerProbe(network, nodes, batchSize)),
    diagnosis: (phase, objective, batchSize) =>
      cached(`diagnose ${phase} ${objective} ${batchSize}`, () =>
        lowerDiagnosis(trainable(), { phase, objective }, batchSize),
      ),
  };
}

/** Each key is made once. */
function memory(): <T>(key: string, make: () => T) => T {
  const known = new Map<string, unknown>();
  return <T>(key: string, make: () => T): T => {
    if (!known.has(key)) known.set(key, make());
    return known.get(key) as T;
  };
}

/** Takes an inferred network; gives issues that only the whole shows: no loss, unused nodes, what losses expect. */
import type { TensorType } from '../../ir/types.ts';
import type { LossTraits } from '../../layers/types.ts';
import { type Fix, type Issue, issue } from '../issues/issue.ts';
import type { InferredNetwork, NodeInference, ValueSource } from './types.ts';

type Network = Omit<InferredNetwork, 'issues'>;

/** `sofar`: the issues found already, so that none is said twice. */
export function checkNetwork(network: Network, sofar: readonly Issue[]): readonly Issue[] {
  const used = [...network.nodes.values()].filter(({ status }) => status !== 'disabled');
  if (used.length === 0) return [issue('empty-network', {})];
  const losses = used.filter(({ definition }) => definition?.loss);
  if (losses.length === 0) return [withoutLoss(network, used), ...dataMissing(network, used)];
  return [
    ...losses.flatMap((loss) => checkLoss(network, loss)),
    ...unusedNodes(network, used, sofar),
    ...dataMissing(network, used),
  ];
}

/** Said once for the network where no input says it. */
function dataMissing({ fields }: Network, used: readonly NodeInference[]): readonly Issue[] {
  const said = used.some(({ node, status }) => node.type === 'input' && status === 'unfinished');
  return fields === null && !said ? [issue('data-not-chosen', {})] : [];
}

/** Nodes whose values end nowhere; those in front of them are not named too. */
function unusedNodes(
  network: Network,
  used: readonly NodeInference[],
  sofar: readonly Issue[],
): readonly Issue[] {
  const refused = new Set(sofar.map(({ edge }) => edge));
  const feeding = new Set([
    ...used.flatMap((node) => sourcesOf(node).map((source) => source.node)),
    ...network.project.edges.flatMap(({ id, from }) => (refused.has(id) ? [from.node] : [])),
  ]);
  return used
    .filter(
      ({ id, status, definition }) => status === 'ok' && !feeding.has(id) && !endsHere(definition),
    )
    .map(({ id, node }) => {
      const fix: Fix = { kind: 'remove-node', node: id };
      return issue('unused-node', { layer: node.label }, { node: id }, [fix]);
    });
}
const endsHere = (definition: NodeInference['definition']): boolean =>
  definition?.loss !== undefined || definition?.type === 'output';

function sourcesOf(node: NodeInference): Extract<ValueSource, { kind: 'node' }>[] {
  return [...node.inputs.values()].flat().filter((source) => source.kind === 'node');
}

/** Offers the loss that fits the data behind the last node that nothing else uses. */
function withoutLoss(network: Network, used: readonly NodeInference[]): Issue {
  const targets = (network.fields ?? []).filter(({ role }) => role === 'target');
  const last = network.order
    .map((id) => network.nodes.get(id) as NodeInference)
    .filter(({ status, definition }) => status === 'ok' && definition?.category !== 'data')
    .at(-1);
  const [port, output] = Object.entries(last?.outputs ?? {})[0] ?? [];
  if (!last || !port || !output) return issue('no-loss', {}, { node: used[0]?.id ?? '' });
  const squashed = activationOf(last);
  const type = fittingLoss(targets[0], output, squashed);
  const params = type.endsWith('rossentropy')
    ? { fromLogits: squashed !== 'softmax' && squashed !== 'sigmoid' }
    : {};
  const from = { node: last.id, port };
  const fix: Fix = { kind: 'add-node', from, type, port: 'prediction', params };
  return issue('no-loss', {}, { node: last.id }, [fix]);
}
function fittingLoss(
  target: { readonly dtype: string } | undefined,
  output: TensorType,
  squashed: string,
): string {
  if (target ? target.dtype === 'f32' : squashed !== 'softmax' && squashed !== 'sigmoid')
    return 'meanSquaredError';
  return output.shape.at(-1) === 1 ? 'binaryCrossentropy' : 'sparseCategoricalCrossentropy';
}

function checkLoss(network: Network, loss: NodeInference): readonly Issue[] {
  const traits = loss.definition?.loss;
  const prediction = loss.inputs.get('prediction')?.[0];
  if (loss.status !== 'ok' || !traits || prediction?.kind !== 'node') return [];
  const source = network.nodes.get(prediction.node) as NodeInference;
  const counts = checkClasses(network, loss, traits, source);
  const squashed = checkScores(network, loss, traits, source);
  return [counts, squashed].filter((found) => found !== null);
}

/** The number of scores must be the number of classes that the data name. */
function checkClasses(
  network: Network,
  loss: NodeInference,
  traits: LossTraits<unknown>,
  source: NodeInference,
): Issue | null {
  const target = loss.inputs.get('target')?.[0];
  const classes = target?.kind === 'field' ? target.field.classes?.length : undefined;
  if (!classes || target?.kind !== 'field') return null;
  const layer = loss.node.label;
  if (traits.link === 'sigmoid' && classes !== 2 && target.field.dtype === 'i32') {
    const params = { fromLogits: traits.expects(loss.params) === 'logits' };
    const type = 'sparseCategoricalCrossentropy';
    const fix: Fix = { kind: 'change-type', node: loss.id, type, params };
    const values = { layer, field: target.field.name, classes };
    return issue('binary-needs-two-classes', values, { node: loss.id, port: 'target' }, [fix]);
  }
  if (traits.target !== 'class') return null;
  const outputs = Object.values(source.outputs)[0]?.shape.at(-1);
  if (outputs === undefined || outputs === classes) return null;
  const wide = backTo(
    network,
    source,
    ({ node }) => node.type === 'dense' || node.type === 'conv2d',
    passesWidth,
  );
  const parameter = wide?.node.type === 'conv2d' ? 'filters' : 'units';
  const values = { layer, outputs, classes, source: (wide ?? source).node.label };
  const fix: Fix[] = wide
    ? [{ kind: 'set-parameter', node: wide.id, parameter, value: classes }]
    : [];
  return issue('class-count-differs', values, { node: loss.id, port: 'prediction' }, fix);
}

/** A loss from scores must not get what a softmax or sigmoid has already turned into probabilities. */
function checkScores(
  network: Network,
  loss: NodeInference,
  traits: LossTraits<unknown>,
  source: NodeInference,
): Issue | null {
  if (traits.expects(loss.params) !== 'logits') return null;
  const squasher = backTo(
    network,
    source,
    (node) => activationOf(node) === traits.link,
    passesScores,
  );
  if (!squasher) return null;
  const remove: Fix =
    squasher.node.type === 'activation'
      ? { kind: 'remove-node', node: squasher.id }
      : {
          kind: 'set-parameter',
          node: squasher.id,
          parameter: squasher.node.type === 'output' ? 'as' : 'activation',
          value: squasher.node.type === 'output' ? 'raw' : 'linear',
        };
  const accept: Fix = {
    kind: 'set-parameter',
    node: loss.id,
    parameter: 'fromLogits',
    value: false,
  };
  const values = { layer: loss.node.label, source: squasher.node.label };
  const place = { node: loss.id, port: 'prediction' };
  return issue('softmax-before-logits', values, place, [remove, accept]);
}
/** The function that the node applies to its result; '' where it has none. */
function activationOf({ node, params }: NodeInference): string {
  const { activation, as } = params as { activation?: unknown; as?: unknown };
  return String((node.type === 'output' ? as : activation) ?? '');
}

const passesWidth = ({ node }: NodeInference): boolean =>
  ['dropout', 'output', 'batchNormalization', 'activation'].includes(node.type);
/** Scores stay scores. */
const passesScores = (node: NodeInference): boolean =>
  ['dropout', 'output', 'flatten', 'reshape'].includes(node.node.type) ||
  (node.node.type === 'activation' && activationOf(node) === 'linear');

/** The nearest node in front, itself included, that is wanted; looks through those that pass values on. */
function backTo(
  network: Network,
  from: NodeInference,
  wanted: (node: NodeInference) => boolean,
  passes: (node: NodeInference) => boolean,
): NodeInference | null {
  let node: NodeInference | undefined = from;
  while (node && !wanted(node)) {
    const source: ValueSource | undefined = node.inputs.get('input')?.[0];
    const behind: string | undefined = source?.kind === 'node' ? source.node : undefined;
    node = passes(node) && behind !== undefined ? network.nodes.get(behind) : undefined;
  }
  return node ?? null;
}

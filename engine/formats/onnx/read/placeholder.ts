/** An operator that no layer stands for in; a visible node that keeps its name and attributes out. */
import { batchGroup, dimension, type Groups } from './axes.ts';
import type { Call } from './call.ts';
import type { Flow } from './values.ts';

/** Operators on each value or channel: what takes their place will leave the dimensions as they are. */
const keepsShape: ReadonlySet<string> = new Set([
  'Abs',
  'Celu',
  'Erf',
  'Exp',
  'GroupNormalization',
  'HardSigmoid',
  'HardSwish',
  'InstanceNormalization',
  'LRN',
  'LayerNormalization',
  'Log',
  'LogSoftmax',
  'LpNormalization',
  'MeanVarianceNormalization',
  'Mish',
  'Neg',
  'PRelu',
  'Pow',
  'Reciprocal',
  'Round',
  'Sign',
  'Softplus',
  'Softsign',
  'Sqrt',
  'ThresholdedRelu',
]);
/** Ports of a placeholder; more values than that come in at the last one. */
const MOST_PORTS = 64;

/** `setting` says what the layer of that name lacks; empty where there is no such layer. */
export function placeholder(call: Call, setting: string): void {
  const { operator, graph, network } = call;
  const flows = call
    .values()
    .filter((value): value is Flow => value.kind === 'flow')
    .slice(0, MOST_PORTS);
  const outputs = Math.min(MOST_PORTS, Math.max(1, operator.outputs.length));
  const inputs = Object.fromEntries(flows.map((flow, i) => [portName('input', i), [flow]]));
  const { node } = network.add({
    type: 'placeholder',
    params: {
      operator: operator.type.slice(0, 200),
      ...(setting !== '' && { setting: setting.slice(0, 200) }),
      inputs: flows.length,
      outputs,
      attributes: JSON.stringify(operator.attributes.record()).slice(0, 100_000),
    },
    label: call.label,
    inputs,
  });
  for (let i = 0; i < operator.outputs.length; i++) {
    const port = portName('output', Math.min(i, outputs - 1));
    const [like] = flows;
    if (i === 0 && like && keepsShape.has(operator.type)) {
      call.give({ ...like, from: { node, port } });
      continue;
    }
    const shape = graph.declared.get(operator.outputs[i] as string)?.shape ?? null;
    const theirs = shape && shape.length > 1 ? groupsOf(shape) : null;
    call.give(
      { kind: 'flow', from: { node, port }, theirs, ours: theirs ? stored(theirs) : [] },
      i,
    );
  }
}

/** As the layer `placeholder` names them. */
const portName = (stem: string, index: number): string =>
  index === 0 ? stem : `${stem}${index + 1}`;
const groupsOf = (shape: readonly (number | string | null)[]): Groups => [
  batchGroup,
  ...shape.slice(1).map((size) => dimension(typeof size === 'number' ? size : null)),
];
/** What takes its place will give channels last. */
const stored = (theirs: Groups): Groups =>
  theirs.length < 3 ? theirs : [...theirs.filter((_, i) => i !== 1), theirs[1] ?? []];

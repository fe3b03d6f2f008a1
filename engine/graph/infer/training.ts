/** Takes an inferred network; gives issues about its training settings: names, params, what metrics compare. */
import type * as z from 'zod';
import { ProgramBuilder } from '../../ir/builder.ts';
import { full } from '../../ir/construct.ts';
import type { TensorType } from '../../ir/types.ts';
import { sampleShape } from '../../layers/define.ts';
import { metrics } from '../../metrics/index.ts';
import type { MetricDefinition } from '../../metrics/types.ts';
import { optimizers, schedules } from '../../optim/index.ts';
import { placeOf, reasonOf } from '../document/reason.ts';
import type { Objective } from '../document/schema.ts';
import { type Issue, issue } from '../issues/issue.ts';
import { typeOfField } from './data.ts';
import { metricNames, metricPorts } from './metrics.ts';
import { strictly } from './nodes.ts';
import { lossesOf, trainedOwners } from './objectives.ts';
import type { InferredNetwork, ValueSource } from './types.ts';

type Network = Omit<InferredNetwork, 'issues'>;

export function checkTraining(network: Network): readonly Issue[] {
  const { phases, split } = network.project.training;
  const issues = phases.flatMap(({ objectives }, phase) =>
    objectives.flatMap((objective, index) =>
      checkObjective(network, objective, `phases[${phase}].objectives[${index}]`),
    ),
  );
  if (split.kind === 'kfold') issues.push(issue('kfold-not-yet', {}, { parameter: 'split' }));
  if (issues.length === 0) issues.push(...checkLearning(network));
  return [...issues, ...checkMetrics(network), ...checkMonitor(network)];
}

/** Each objective must have something to change, once every node is ready. */
function checkLearning(network: Network): readonly Issue[] {
  const waiting = [...network.nodes.values()].some(
    ({ status }) => status !== 'ok' && status !== 'disabled',
  );
  if (waiting || lossesOf(network).length === 0) return [];
  const idle = network.project.training.phases.some(({ objectives }) =>
    objectives.some((objective) =>
      trainedOwners(network, objective).every(
        ({ trainableParameters }) => trainableParameters === 0,
      ),
    ),
  );
  return idle ? [issue('nothing-to-learn', {})] : [];
}

function checkObjective(network: Network, objective: Objective, path: string): Issue[] {
  const issues = [
    ...checkChoice(optimizers, objective.optimizer, 'optimizer-unknown', `${path}.optimizer`),
    ...checkChoice(schedules, objective.schedule, 'schedule-unknown', `${path}.schedule`),
  ];
  const missing = (what: string, id: string) =>
    issue('training-node-missing', { what, id }, { parameter: path });
  if (objective.losses !== 'all')
    for (const id of objective.losses)
      if (!inUse(network, id) || !network.nodes.get(id)?.definition?.loss)
        issues.push(missing('the loss', id));
  if (objective.parameters !== 'all')
    for (const id of objective.parameters)
      if (!inUse(network, id)) issues.push(missing('the layer', id));
  return issues;
}
function inUse(network: Network, id: string): boolean {
  const node = network.nodes.get(id);
  return node !== undefined && node.status !== 'disabled';
}
function checkChoice(
  registry: ReadonlyMap<string, { readonly params: z.ZodType }>,
  choice: { readonly type: string; readonly params: unknown },
  unknown: string,
  path: string,
): Issue[] {
  const definition = registry.get(choice.type);
  if (!definition) return [issue(unknown, { type: choice.type }, { parameter: path })];
  const result = strictly(definition.params).safeParse(choice.params);
  if (result.success) return [];
  return result.error.issues.slice(0, 5).map((problem) => {
    const values = { path: `${choice.type}, ${placeOf(problem)}`, reason: reasonOf(problem) };
    return issue('setting-invalid', values, { parameter: path });
  });
}

function checkMetrics(network: Network): Issue[] {
  return network.project.training.metrics.flatMap((choice, index) => {
    const parameter = `metrics[${index}]`;
    const wrong = checkChoice(metrics, choice, 'metric-unknown', parameter);
    if (wrong.length > 0) return wrong;
    const { compares } = choice;
    const named = 'loss' in compares ? compares.loss : compares.prediction.node;
    const loss = 'loss' in compares;
    if (!inUse(network, named) || (loss && !network.nodes.get(named)?.definition?.loss)) {
      const what = loss ? 'the loss' : 'the layer';
      return [issue('training-node-missing', { what, id: named }, { parameter })];
    }
    if (!loss && typeof compares.target === 'string' && network.fields) {
      const field = compares.target;
      if (!network.fields.some((known) => known.name === field))
        return [issue('metric-field-missing', { type: choice.type, field }, { parameter })];
    }
    const ports = metricPorts(network, compares);
    if (!ports) return [];
    const types = [typeOf(network, ports.prediction), typeOf(network, ports.target)] as const;
    const [prediction, target] = types;
    if (!prediction || !target) return [];
    const definition = metrics.get(choice.type) as MetricDefinition;
    if (fits(definition, choice.params, prediction, target)) return [];
    const values = {
      type: choice.type,
      prediction: sampleShape(prediction),
      target: sampleShape(target),
    };
    return [issue('metric-does-not-fit', values, { parameter, node: named })];
  });
}
function typeOf(network: Network, source: ValueSource): TensorType | undefined {
  if (source.kind === 'field') return typeOfField(source.field);
  return network.nodes.get(source.node)?.outputs[source.port];
}
/** Builds the metric for one sample: a metric that cannot be built for these types does not fit. */
function fits(
  definition: MetricDefinition,
  params: unknown,
  prediction: TensorType,
  target: TensorType,
): boolean {
  const e = new ProgramBuilder();
  const value = ({ shape, dtype }: TensorType) => full(e, shape, 0, dtype);
  try {
    definition.build(e, definition.params.parse(params), {
      prediction: value(prediction),
      target: value(target),
      mask: full(e, [1], 1),
    });
    return true;
  } catch {
    return false;
  }
}

function checkMonitor(network: Network): Issue[] {
  const { earlyStopping } = network.project.training;
  if (!earlyStopping) return [];
  const names = ['loss', ...metricNames(network.project.training.metrics)];
  const known = names.flatMap((name) => [name, `val_${name}`]);
  if (known.includes(earlyStopping.monitor)) return [];
  const values = { path: 'earlyStopping.monitor', reason: `choose one of ${known.join(', ')}` };
  return [issue('setting-invalid', values, { parameter: 'earlyStopping' })];
}

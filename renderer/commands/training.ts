/** A change of the training or data settings in, one undoable edit of the document out. */
import type { MetricChoice, Objective, Project, Training } from '../../engine/index.ts';
import { metricNames } from '../../engine/vocabulary.ts';
import { edit } from '../store/document.ts';

type Params = Readonly<Record<string, unknown>>;
type EarlyStopping = NonNullable<Training['earlyStopping']>;
type Source = Project['data']['source'];

/** Which objective of which phase. */
export interface ObjectivePlace {
  readonly phase: number;
  readonly objective: number;
}
export const firstObjective: ObjectivePlace = { phase: 0, objective: 0 };

/** Options belong to a source's reader, so another source starts with none. */
export function setDataSource(source: Source, options: Params = {}): boolean {
  return edit({ key: 'dataSource' }, ({ data }) => {
    data.source = source;
    data.options = { ...options };
  });
}
/** Undefined takes the option away: its reader's default then holds. */
export function setDataOption(key: string, value: unknown): boolean {
  return edit(
    { key: 'dataOptions' },
    ({ data }) => assign(data.options, key, value),
    `data.options.${key}`,
  );
}

export function setBatchSize(batchSize: number): boolean {
  return setTraining('batchSize', (training) => {
    training.batchSize = batchSize;
  });
}
export function setSeed(seed: number): boolean {
  return setTraining('seed', (training) => {
    training.seed = seed;
  });
}
/** What is held out unless someone says else. */
export const usualSplit = {
  kind: 'fraction',
  validation: 0.2,
  shuffle: true,
} as const satisfies Training['split'];
export function setSplit(split: Training['split']): boolean {
  return setTraining('split', (training) => {
    training.split = split;
  });
}
/** Undefined turns early stopping off. */
export function setEarlyStopping(settings: EarlyStopping | undefined): boolean {
  return setTraining('earlyStopping', (training) => {
    if (settings) training.earlyStopping = settings;
    else delete training.earlyStopping;
  });
}
/** Training then begins with the initializers again. */
export function forgetInitialWeights(): boolean {
  return setTraining('initialWeights', (training) => {
    delete training.initialWeights;
  });
}

export function setEpochs(phase: number, epochs: number): boolean {
  return setTraining(
    'epochs',
    ({ phases }) => {
      const found = phases[phase];
      if (found) found.epochs = epochs;
    },
    `epochs.${phase}`,
  );
}
/** Another phase behind the last, with the last one's settings. */
export function addPhase(): boolean {
  return setTraining(
    'phases',
    ({ phases }) => {
      const last = phases.at(-1);
      if (last) phases.push(structuredCopy(last));
    },
    null,
  );
}
/** The only phase stays. */
export function removePhase(phase: number): boolean {
  return setTraining(
    'phases',
    ({ phases }) => {
      if (phases.length > 1) phases.splice(phase, 1);
    },
    null,
  );
}

/** Another optimizer starts with its own defaults; so does its learning rate, which suits no other. */
export function setOptimizer(at: ObjectivePlace, type: string): boolean {
  return setObjective(at, 'optimizer', (objective) => {
    if (objective.optimizer.type !== type) objective.optimizer = { type, params: {} };
  });
}
export function setOptimizerParameter(at: ObjectivePlace, key: string, value: unknown): boolean {
  const label = key === 'learningRate' ? 'learningRate' : 'optimizer';
  return setObjective(
    at,
    label,
    ({ optimizer }) => assign(optimizer.params, key, value),
    `optimizer.${key}`,
  );
}
export function setSchedule(at: ObjectivePlace, type: string): boolean {
  return setObjective(at, 'schedule', (objective) => {
    if (objective.schedule.type !== type) objective.schedule = { type, params: {} };
  });
}
export function setScheduleParameter(at: ObjectivePlace, key: string, value: unknown): boolean {
  return setObjective(
    at,
    'schedule',
    ({ schedule }) => assign(schedule.params, key, value),
    `schedule.${key}`,
  );
}
export function setClip(at: ObjectivePlace, clip: Objective['clip']): boolean {
  return setObjective(
    at,
    'clip',
    (objective) => {
      objective.clip = clip;
    },
    `clip.${clip.kind}`,
  );
}
/** The objective steps on every n-th batch. */
export function setEvery(at: ObjectivePlace, every: number): boolean {
  return setObjective(
    at,
    'objective',
    (objective) => {
      objective.every = every;
    },
    'every',
  );
}
/** Which losses it sums, or which nodes' weights it changes. */
export function setObjectiveNodes(
  at: ObjectivePlace,
  which: 'losses' | 'parameters',
  nodes: 'all' | readonly string[],
): boolean {
  return setObjective(at, 'objective', (objective) => {
    objective[which] = nodes === 'all' ? 'all' : [...nodes];
  });
}

export function addMetric(metric: MetricChoice): boolean {
  return changeMetrics((metrics) => [...metrics.map(sameMetric), { metric, was: null }]);
}
export function removeMetric(index: number): boolean {
  return changeMetrics((metrics) => metrics.map(sameMetric).filter(({ was }) => was !== index));
}
/** Another metric, or the same with other params or something else to compare. */
export function setMetric(index: number, metric: MetricChoice): boolean {
  return changeMetrics(
    (metrics) => metrics.map((old, i) => ({ metric: i === index ? metric : old, was: i })),
    `metric.${index}`,
  );
}

/** A metric and the place that it had before; null for a new one. */
interface Placed {
  readonly metric: MetricChoice;
  readonly was: number | null;
}
type Rearrange = (metrics: readonly MetricChoice[]) => readonly Placed[];
const sameMetric = (metric: MetricChoice, was: number): Placed => ({ metric, was });

function changeMetrics(rearrange: Rearrange, merge: string | null = null): boolean {
  return setTraining('metrics', (training) => replaceMetrics(training, rearrange), merge);
}
/** Names of metrics follow from their order, so what early stopping watches is renamed with its metric. */
function replaceMetrics(training: Training, rearrange: Rearrange): void {
  const before = metricNames(training.metrics);
  const placed = rearrange(training.metrics);
  const unchanged = placed.every(
    ({ metric, was }, i) => was === i && metric === training.metrics[i],
  );
  if (unchanged && placed.length === training.metrics.length) return;
  training.metrics = placed.map(({ metric }) => metric);
  const watched = training.earlyStopping;
  if (!watched) return;
  const after = metricNames(training.metrics);
  const prefix = watched.monitor.startsWith('val_') ? 'val_' : '';
  const index = before.indexOf(watched.monitor.slice(prefix.length));
  if (index < 0) return;
  const now = placed.findIndex(({ was }) => was === index);
  watched.monitor = prefix + (now < 0 ? 'loss' : after[now]);
}

function setTraining(
  key: string,
  change: (training: Training) => void,
  merge: string | null = key,
): boolean {
  const mergeKey = merge === null ? null : `training.${merge}`;
  return edit({ key }, ({ training }) => change(training), mergeKey);
}
function setObjective(
  { phase, objective }: ObjectivePlace,
  key: string,
  change: (objective: Objective) => void,
  merge: string | null = null,
): boolean {
  const place = `${phase}.${objective}`;
  return setTraining(
    key,
    ({ phases }) => {
      const found = phases[phase]?.objectives[objective];
      if (found) change(found);
    },
    merge === null ? null : `${place}.${merge}`,
  );
}
function assign(record: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) delete record[key];
  else record[key] = value;
}
/** Plain data, and perhaps a draft, which structuredClone refuses. */
function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** What is measured beside the loss: metrics of what a loss compares, each with its settings. */
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Issue, MetricChoice, MetricSummary } from '../../../engine/index.ts';
import { addMetric, removeMetric, setMetric } from '../../commands/training.ts';
import { choiceName, typeSummary } from '../../i18n/layerNames.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import type { MenuEntry } from '../../ui/menuEntries.ts';
import { Select } from '../../ui/Select.tsx';
import { ParameterForm } from '../form/ParameterForm.tsx';
import { differs } from '../form/values.ts';
import { IssueNotes } from '../IssueNote.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Note, Section } from '../Section.tsx';
import { issuesAt } from './issuesAt.ts';
import { lossTerms } from './objective.ts';

export function MetricsSection({ issues }: { readonly issues: readonly Issue[] }) {
  const { t } = useTranslation('inspector');
  const metrics = useDocument((state) => state.project.training.metrics);
  return (
    <Section title={t('metrics.title')} actions={<Add />}>
      {metrics.length === 0 && <Note>{t('metrics.none')}</Note>}
      <ul className="flex flex-col gap-2" aria-label={t('metrics.title')}>
        {metrics.map((metric, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: metrics are known by their place.
          <li key={index} data-metric={metric.type}>
            <Metric metric={metric} index={index} />
            <IssueNotes issues={issuesAt(issues, `metrics[${index}]`)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Metric({ metric, index }: { readonly metric: MetricChoice; readonly index: number }) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const choices = useNetwork((state) => state.catalogue?.metrics) ?? [];
  const known = choices.find(({ type }) => type === metric.type);
  const name = known ? choiceName('metric', known) : metric.type;
  const single = useSingleScore(metric);
  const form = known?.form.filter(
    (field) => field.key !== 'threshold' || single || differs(field, metric.params),
  );
  return (
    <div className="flex flex-col gap-1">
      <div className="grid grid-cols-[minmax(0,1fr)_1.5rem] items-start gap-x-1">
        <Select
          label={t('metrics.metric', { number: index + 1 })}
          layout="bare"
          help={known && typeSummary('metric', known)}
          value={metric.type}
          options={[
            ...choices.map((choice) => ({
              value: choice.type,
              label: choiceName('metric', choice),
              description: typeSummary('metric', choice),
            })),
            ...(known ? [] : [{ value: metric.type, label: metric.type }]),
          ]}
          onChange={(type) => setMetric(index, { ...metric, type, params: {} })}
          disabled={readOnly}
        />
        <IconButton
          icon={X}
          size="small"
          label={t('metrics.remove', { name })}
          tooltipSide="left"
          action="remove-metric"
          disabled={readOnly}
          className="mt-0.5"
          onClick={() => removeMetric(index)}
        />
      </div>
      <Compares metric={metric} index={index} disabled={readOnly} />
      {form && form.length > 0 && (
        <ParameterForm
          kind="metric"
          type={metric.type}
          form={form}
          whole={known?.form}
          params={metric.params}
          onChange={(key, value) => {
            const { [key]: _, ...rest } = metric.params;
            const params = value === undefined ? rest : { ...rest, [key]: value };
            setMetric(index, { ...metric, params });
          }}
          disabled={readOnly}
        />
      )}
    </div>
  );
}

/** A threshold means something only where a sample has one score. */
function useSingleScore({ compares }: MetricChoice): boolean {
  const node = 'loss' in compares ? compares.loss : compares.prediction.node;
  return useNetwork(({ summary }) => {
    const found = summary?.nodes[node];
    const values = 'loss' in compares ? found?.inputValues.prediction?.[0] : undefined;
    const shape = (values ?? Object.values(found?.outputValues ?? {})[0])?.shape;
    return shape === undefined || (shape.at(-1) ?? 1) === 1;
  });
}

/** A choice where there are several losses; what else a document compares is said and kept. */
function Compares({
  metric,
  index,
  disabled,
}: {
  readonly metric: MetricChoice;
  readonly index: number;
  readonly disabled: boolean;
}) {
  const { t } = useTranslation('inspector');
  const nodes = useDocument((state) => state.project.nodes);
  const types = useNetwork((state) => state.types);
  const losses = lossTerms(nodes, types).map(({ node }) => node);
  const { compares } = metric;
  const labelOf = (id: string) => nodes.find((node) => node.id === id)?.label ?? id;
  if (!('loss' in compares)) {
    const { prediction, target } = compares;
    const values = {
      prediction: labelOf(prediction.node),
      target: typeof target === 'string' ? target : labelOf(target.node),
    };
    return <Note>{t('metrics.comparesValues', values)}</Note>;
  }
  const known = losses.some(({ id }) => id === compares.loss);
  if (losses.length < 2 && known) return null;
  return (
    <Select
      label={t('metrics.compares')}
      help={t('metrics.comparesHelp')}
      value={compares.loss}
      options={[
        ...losses.map(({ id, label }) => ({ value: id, label })),
        ...(known ? [] : [{ value: compares.loss, label: labelOf(compares.loss) }]),
      ]}
      onChange={(loss) => setMetric(index, { ...metric, compares: { loss } })}
      disabled={disabled}
    />
  );
}

/** Metrics for the first loss; another can be chosen then. */
function Add() {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const nodes = useDocument((state) => state.project.nodes);
  const types = useNetwork((state) => state.types);
  const [first] = lossTerms(nodes, types);
  const entries = (): readonly MenuEntry[] =>
    (useNetwork.getState().catalogue?.metrics ?? []).map((choice: MetricSummary) => ({
      kind: 'item',
      label: choiceName('metric', choice),
      onSelect: () => {
        if (first) addMetric({ type: choice.type, params: {}, compares: { loss: first.node.id } });
      },
    }));
  return (
    <Menu
      align="end"
      trigger={
        <Button
          kind="quiet"
          size="small"
          icon={Plus}
          aria-label={t('metrics.add')}
          title={first ? undefined : t('metrics.needsLoss')}
          action="add-metric"
          disabled={readOnly || !first}
          className="w-6 px-0"
        />
      }
      entries={entries}
    />
  );
}

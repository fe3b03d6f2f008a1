/** When training ends by itself: what is watched, and how long nothing may get better. */
import { useTranslation } from 'react-i18next';
import type { Issue, Training } from '../../../engine/index.ts';
import { metricNames } from '../../../engine/vocabulary.ts';
import { setEarlyStopping } from '../../commands/training.ts';
import { metricTitle } from '../../i18n/layerNames.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { withCurrent } from '../form/values.ts';
import { IssueNotes } from '../IssueNote.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Section } from '../Section.tsx';
import { issuesAt } from './issuesAt.ts';

type Stopping = NonNullable<Training['earlyStopping']>;
const start: Stopping = { monitor: 'val_loss', patience: 5, minimumDelta: 0, restoreBest: true };

export function StoppingSection({ issues }: { readonly issues: readonly Issue[] }) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const stopping = useDocument((state) => state.project.training.earlyStopping);
  return (
    <Section title={t('stopping.title')}>
      <div className="flex flex-col gap-1">
        <Switch
          label={t('stopping.use')}
          help={t('stopping.help')}
          checked={stopping !== undefined}
          onChange={(used) => setEarlyStopping(used ? start : undefined)}
          disabled={readOnly}
        />
        {stopping && <Settings stopping={stopping} disabled={readOnly} />}
      </div>
      <IssueNotes issues={issuesAt(issues, 'earlyStopping')} />
    </Section>
  );
}

function Settings({
  stopping,
  disabled,
}: {
  readonly stopping: Stopping;
  readonly disabled: boolean;
}) {
  const { t } = useTranslation('inspector');
  const monitors = useMonitors();
  const metrics = useNetwork((state) => state.catalogue?.metrics) ?? [];
  // Short, because the control is narrow.
  const labelOf = (monitor: string) => {
    const plain = monitor.replace(/^val_/, '');
    const name = plain === 'loss' ? t('stopping.loss') : metricTitle(metrics, plain);
    return plain === monitor ? name : t('stopping.validation', { name });
  };
  const change = (next: Partial<Stopping>) => setEarlyStopping({ ...stopping, ...next });
  return (
    <>
      <Select
        label={t('stopping.monitor')}
        help={t('stopping.monitorHelp')}
        value={stopping.monitor}
        options={withCurrent(monitors, stopping.monitor).map((monitor) => ({
          value: monitor,
          label: labelOf(monitor),
        }))}
        onChange={(monitor) => change({ monitor })}
        disabled={disabled}
      />
      <NumberField
        label={t('stopping.patience')}
        help={t('stopping.patienceHelp')}
        integer
        minimum={1}
        maximum={1_000_000}
        value={stopping.patience}
        onCommit={(patience) => change({ patience })}
        disabled={disabled}
      />
      <NumberField
        label={t('stopping.minimumDelta')}
        help={t('stopping.minimumDeltaHelp')}
        minimum={0}
        step="decades"
        value={stopping.minimumDelta}
        onCommit={(minimumDelta) => change({ minimumDelta })}
        disabled={disabled}
      />
      <Switch
        label={t('stopping.restoreBest')}
        help={t('stopping.restoreBestHelp')}
        checked={stopping.restoreBest}
        onChange={(restoreBest) => change({ restoreBest })}
        disabled={disabled}
      />
    </>
  );
}

/** The loss, and the metrics of which more or less is better; validation first. */
function useMonitors(): readonly string[] {
  const metrics = useDocument((state) => state.project.training.metrics);
  const catalogue = useNetwork((state) => state.catalogue?.metrics) ?? [];
  const names = metricNames(metrics).filter((_, i) => {
    const known = catalogue.find(({ type }) => type === metrics[i]?.type);
    return known?.better !== 'neither';
  });
  return ['loss', ...names].flatMap((name) => [`val_${name}`, name]);
}

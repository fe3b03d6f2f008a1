/** What is held out of training to be judged by: a share of the data, or the part that they bring for it. */
import { useTranslation } from 'react-i18next';
import type { Issue, Training } from '../../../engine/index.ts';
import { countText } from '../../canvas/text.ts';
import { setSplit, usualSplit } from '../../commands/training.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { IssueNotes } from '../IssueNote.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Fact, Section } from '../Section.tsx';
import { issuesAt } from './issuesAt.ts';

type Split = Training['split'];
const starts: Readonly<Record<Split['kind'], Split>> = {
  fraction: usualSplit,
  provided: { kind: 'provided' },
  kfold: { kind: 'kfold', k: 5, repeats: 1 },
};

export function ValidationSection({ issues }: { readonly issues: readonly Issue[] }) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const split = useDocument((state) => state.project.training.split);
  const data = useNetwork((state) => state.data);
  return (
    <Section title={t('split.title')}>
      <div className="flex flex-col gap-1">
        <Select
          label={t('split.kind')}
          help={t('split.help')}
          value={split.kind}
          options={(['fraction', 'provided', 'kfold'] as const).map((kind) => ({
            value: kind,
            label: t(`split.${kind}`),
            description: t(`split.${kind}Help`),
            // K folds are read from documents, but cannot be trained yet.
            disabled:
              kind !== split.kind &&
              (kind === 'kfold' || (kind === 'provided' && data?.holdsOut === false)),
          }))}
          onChange={(kind) => setSplit(starts[kind])}
          disabled={readOnly}
          action="split"
        />
        {split.kind === 'fraction' && <Fraction split={split} disabled={readOnly} />}
        {split.kind === 'kfold' && (
          <NumberField
            label={t('split.folds')}
            integer
            minimum={2}
            maximum={100}
            value={split.k}
            onCommit={(k) => setSplit({ ...split, k })}
            disabled={readOnly}
          />
        )}
      </div>
      <IssueNotes issues={issuesAt(issues, 'split')} />
      {data && (
        <dl className="mt-1">
          <Fact name={t('data.training')}>{countText(data.training)}</Fact>
          <Fact name={t('data.validation')}>{countText(data.validation)}</Fact>
        </dl>
      )}
    </Section>
  );
}

function Fraction({
  split,
  disabled,
}: {
  readonly split: Extract<Split, { kind: 'fraction' }>;
  readonly disabled: boolean;
}) {
  const { t } = useTranslation('inspector');
  return (
    <>
      <NumberField
        label={t('split.share')}
        help={t('split.shareHelp')}
        minimum={0}
        maximum={100}
        exclusiveMinimum
        exclusiveMaximum
        step={1}
        unit="%"
        // Without the tail of 0.07 · 100.
        value={Number((split.validation * 100).toPrecision(12))}
        onCommit={(percent) =>
          setSplit({ ...split, validation: Number((percent / 100).toPrecision(12)) })
        }
        disabled={disabled}
      />
      <Switch
        label={t('split.shuffle')}
        help={t('split.shuffleHelp')}
        checked={split.shuffle}
        onChange={(shuffle) => setSplit({ ...split, shuffle })}
        disabled={disabled}
      />
    </>
  );
}

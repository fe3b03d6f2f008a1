/** How weights move: the optimizer, its learning rate first, and a limit for gradients. */
import { useTranslation } from 'react-i18next';
import type { Issue, Objective } from '../../../engine/index.ts';
import {
  type ObjectivePlace,
  setClip,
  setOptimizer,
  setOptimizerParameter,
} from '../../commands/training.ts';
import { choiceName, typeSummary } from '../../i18n/layerNames.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { ParameterForm } from '../form/ParameterForm.tsx';
import { differs } from '../form/values.ts';
import { IssueNotes } from '../IssueNote.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Section } from '../Section.tsx';
import { issuesOf } from './issuesAt.ts';

interface Given {
  readonly at: ObjectivePlace;
  readonly issues: readonly Issue[];
}

export function OptimizerSection({ at, issues }: Given) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const optimizers = useNetwork((state) => state.catalogue?.optimizers) ?? [];
  const objective = useDocument(
    ({ project }) => project.training.phases[at.phase]?.objectives[at.objective],
  );
  if (!objective) return null;
  const { type, params } = objective.optimizer;
  const known = optimizers.find((choice) => choice.type === type);
  const [rate, others] = [true, false].map(
    (isRate) => known?.form.filter(({ key }) => (key === 'learningRate') === isRate) ?? [],
  );
  const form = {
    kind: 'optimizer' as const,
    type,
    whole: known?.form,
    params,
    onChange: (key: string, value: unknown) => setOptimizerParameter(at, key, value),
    disabled: readOnly,
  };
  return (
    <Section title={t('optimizer.title')}>
      <div className="flex flex-col gap-1">
        <Select
          label={t('optimizer.type')}
          help={known && typeSummary('optimizer', known)}
          value={type}
          options={[
            ...optimizers.map((choice) => ({
              value: choice.type,
              label: choiceName('optimizer', choice),
              description: typeSummary('optimizer', choice),
            })),
            ...(known ? [] : [{ value: type, label: type }]),
          ]}
          onChange={(chosen) => setOptimizer(at, chosen)}
          disabled={readOnly}
          action="optimizer"
        />
        <ParameterForm {...form} form={rate ?? []} />
        <Clip at={at} clip={objective.clip} disabled={readOnly} />
      </div>
      <IssueNotes
        issues={issuesOf(issues, `phases[${at.phase}].objectives[${at.objective}].optimizer`)}
      />
      {others && others.length > 0 && (
        <Disclosure
          key={type}
          label={t('optimizer.more')}
          defaultOpen={others.some((field) => differs(field, params))}
        >
          <ParameterForm {...form} form={others} />
        </Disclosure>
      )}
    </Section>
  );
}

const limits = { none: null, value: 0.5, norm: 1 } as const;

function Clip({
  at,
  clip,
  disabled,
}: {
  readonly at: ObjectivePlace;
  readonly clip: Objective['clip'];
  readonly disabled: boolean;
}) {
  const { t } = useTranslation('inspector');
  return (
    <>
      <Select
        label={t('clip.title')}
        help={t('clip.help')}
        value={clip.kind}
        options={(['none', 'norm', 'value'] as const).map((kind) => ({
          value: kind,
          label: t(`clip.${kind}`),
          description: kind === 'none' ? undefined : t(`clip.${kind}Help`),
        }))}
        onChange={(kind) => {
          const limit = limits[kind];
          setClip(at, kind === 'none' || limit === null ? { kind: 'none' } : { kind, limit });
        }}
        disabled={disabled}
      />
      {clip.kind !== 'none' && (
        <NumberField
          label={t('clip.limit')}
          minimum={0}
          exclusiveMinimum
          step="decades"
          value={clip.limit}
          onCommit={(limit) => setClip(at, { ...clip, limit })}
          disabled={disabled}
        />
      )}
    </>
  );
}

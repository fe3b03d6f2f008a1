/** How the learning rate changes over a phase: a schedule, its settings, and the curve that it makes. */
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../../engine/index.ts';
import { type ObjectivePlace, setSchedule, setScheduleParameter } from '../../commands/training.ts';
import { choiceName, typeSummary } from '../../i18n/layerNames.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { Select } from '../../ui/Select.tsx';
import { ParameterForm } from '../form/ParameterForm.tsx';
import { IssueNotes } from '../IssueNote.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Section } from '../Section.tsx';
import { issuesOf } from './issuesAt.ts';
import { RateCurve } from './RateCurve.tsx';

export function ScheduleSection({
  at,
  issues,
}: {
  readonly at: ObjectivePlace;
  readonly issues: readonly Issue[];
}) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const schedules = useNetwork((state) => state.catalogue?.schedules) ?? [];
  const schedule = useDocument(
    ({ project }) => project.training.phases[at.phase]?.objectives[at.objective]?.schedule,
  );
  if (!schedule) return null;
  const { type, params } = schedule;
  const known = schedules.find((choice) => choice.type === type);
  return (
    <Section title={t('schedule.title')}>
      <div className="flex flex-col gap-1">
        <Select
          label={t('schedule.type')}
          help={known && typeSummary('schedule', known)}
          value={type}
          options={[
            ...schedules.map((choice) => ({
              value: choice.type,
              label: choiceName('schedule', choice),
              description: typeSummary('schedule', choice),
            })),
            ...(known ? [] : [{ value: type, label: type }]),
          ]}
          onChange={(chosen) => setSchedule(at, chosen)}
          disabled={readOnly}
          action="schedule"
        />
        {known && (
          <ParameterForm
            kind="schedule"
            type={type}
            form={known.form}
            params={params}
            onChange={(key, value) => setScheduleParameter(at, key, value)}
            disabled={readOnly}
          />
        )}
      </div>
      <IssueNotes
        issues={issuesOf(issues, `phases[${at.phase}].objectives[${at.objective}].schedule`)}
      />
      <RateCurve at={at} />
    </Section>
  );
}

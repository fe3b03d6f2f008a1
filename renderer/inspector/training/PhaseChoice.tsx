/** Which phase, and which objective of it, the sections below show; nothing where there is one of each. */
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type ObjectivePlace, removePhase } from '../../commands/training.ts';
import { useDocument } from '../../store/document.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Select } from '../../ui/Select.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Section } from '../Section.tsx';

export function PhaseChoice({
  at,
  title,
  onChange,
}: {
  readonly at: ObjectivePlace;
  readonly title: string;
  readonly onChange: (at: ObjectivePlace) => void;
}) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const phases = useDocument((state) => state.project.training.phases);
  const objectives = phases[at.phase]?.objectives ?? [];
  if (phases.length <= 1 && objectives.length <= 1) return null;
  return (
    <Section title={title}>
      <div className="flex flex-col gap-1">
        {phases.length > 1 && (
          <div className="grid grid-cols-[minmax(0,1fr)_1.5rem] items-start gap-x-1">
            <Select
              label={t('phase.phase')}
              help={t('phase.help')}
              value={String(at.phase)}
              options={phases.map(({ epochs }, i) => ({
                value: String(i),
                label: t('phase.option', { number: i + 1, of: phases.length }),
                description: t('phase.epochs', { count: epochs }),
              }))}
              onChange={(phase) => onChange({ phase: Number(phase), objective: 0 })}
            />
            <IconButton
              icon={Trash2}
              size="small"
              label={t('phase.remove', { number: at.phase + 1 })}
              tooltipSide="left"
              action="remove-phase"
              disabled={readOnly}
              className="mt-0.5"
              onClick={() => removePhase(at.phase)}
            />
          </div>
        )}
        {objectives.length > 1 && (
          <Select
            label={t('phase.objective')}
            help={t('phase.objectiveHelp')}
            value={String(at.objective)}
            options={objectives.map(({ optimizer }, i) => ({
              value: String(i),
              label: t('phase.objectiveOption', { number: i + 1, of: objectives.length }),
              description: optimizer.type,
            }))}
            onChange={(objective) => onChange({ ...at, objective: Number(objective) })}
          />
        )}
      </div>
    </Section>
  );
}

/** With nothing selected: how the network is trained, from its data to the machine that computes. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countText, roughCount } from '../../canvas/text.ts';
import type { ObjectivePlace } from '../../commands/training.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { isTraining, useRun } from '../../store/run.ts';
import { IssueNotes } from '../IssueNote.tsx';
import { Fact, Note } from '../Section.tsx';
import { DataSection } from './DataSection.tsx';
import { issuesAt, ofTraining } from './issuesAt.ts';
import { LengthSection } from './LengthSection.tsx';
import { MachineSection } from './MachineSection.tsx';
import { MetricsSection } from './MetricsSection.tsx';
import { ObjectiveSection } from './ObjectiveSection.tsx';
import { OptimizerSection } from './OptimizerSection.tsx';
import { PhaseChoice } from './PhaseChoice.tsx';
import { ScheduleSection } from './ScheduleSection.tsx';
import { StoppingSection } from './StoppingSection.tsx';
import { ValidationSection } from './ValidationSection.tsx';

/** Settings whose issues are shown in their own sections. */
const placed = ['phases', 'metrics', 'split', 'earlyStopping'];

export function TrainingInspector() {
  const { t } = useTranslation('inspector');
  const phases = useDocument((state) => state.project.training.phases);
  const [wanted, setWanted] = useState<ObjectivePlace>({ phase: 0, objective: 0 });
  const issues = ofTraining(useNetwork((state) => state.summary?.issues) ?? []);
  // Phases may go while one of them is shown.
  const phase = Math.min(wanted.phase, phases.length - 1);
  const objectives = phases[phase]?.objectives ?? [];
  const at = { phase, objective: Math.min(wanted.objective, objectives.length - 1) };
  const elsewhere = issues.filter(
    (issue) =>
      issue.code !== 'data-not-chosen' &&
      !placed.some((setting) => issuesAt([issue], setting).length > 0),
  );
  return (
    <>
      <Overview />
      {elsewhere.length > 0 && (
        <div className="border-t border-line py-2.5 pr-3 pl-4">
          <IssueNotes issues={elsewhere} />
        </div>
      )}
      <DataSection />
      <PhaseChoice at={at} onChange={setWanted} title={t('phase.title')} />
      <ObjectiveSection at={at} issues={issues} />
      <OptimizerSection at={at} issues={issues} />
      <ScheduleSection at={at} issues={issues} />
      <LengthSection
        phase={phase}
        onAdded={() => setWanted({ phase: phases.length, objective: 0 })}
      />
      <ValidationSection issues={issues} />
      <MetricsSection issues={issues} />
      <StoppingSection issues={issues} />
      <MachineSection />
    </>
  );
}

/** What is trained, in three numbers. */
function Overview() {
  const { t } = useTranslation('inspector');
  const summary = useNetwork((state) => state.summary);
  const running = useRun(isTraining);
  return (
    <header className="pt-3 pr-3 pb-2.5 pl-4">
      <h2 className="text-[0.875rem] font-semibold tracking-normal text-text">
        {t('training.title')}
      </h2>
      {summary && summary.order.length > 0 && (
        <dl className="mt-1.5">
          <Fact name={t('cost.parameters')}>{countText(summary.parameters)}</Fact>
          {summary.trainableParameters !== summary.parameters && (
            <Fact name={t('cost.trainable')}>{countText(summary.trainableParameters)}</Fact>
          )}
          <Fact name={t('cost.multiplyAdds')} help={t('cost.multiplyAddsHelp')}>
            {roughCount(summary.multiplyAdds)}
          </Fact>
        </dl>
      )}
      {running && <Note>{t('training.running')}</Note>}
    </header>
  );
}

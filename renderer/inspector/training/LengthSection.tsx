/** How long a phase trains: batch size and epochs; another phase behind it. */
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { countText } from '../../canvas/text.ts';
import { addPhase, setBatchSize, setEpochs } from '../../commands/training.ts';
import { useDocument } from '../../store/document.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Fact, Section } from '../Section.tsx';
import { useStepsPerEpoch } from './steps.ts';

export function LengthSection({
  phase,
  onAdded,
}: {
  readonly phase: number;
  /** Another phase stands behind the last now. */
  readonly onAdded: () => void;
}) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const batchSize = useDocument((state) => state.project.training.batchSize);
  const epochs = useDocument((state) => state.project.training.phases[phase]?.epochs ?? 1);
  const steps = useStepsPerEpoch();
  return (
    <Section
      title={t('length.title')}
      actions={
        <IconButton
          icon={Plus}
          size="small"
          label={t('phase.add')}
          tooltipSide="left"
          action="add-phase"
          disabled={readOnly}
          onClick={() => {
            if (addPhase()) onAdded();
          }}
        />
      }
    >
      <div className="flex flex-col gap-1">
        <NumberField
          label={t('length.epochs')}
          help={t('length.epochsHelp')}
          integer
          minimum={1}
          maximum={1_000_000}
          value={epochs}
          onCommit={(count) => setEpochs(phase, count)}
          disabled={readOnly}
        />
        <NumberField
          label={t('length.batchSize')}
          help={t('length.batchSizeHelp')}
          integer
          minimum={1}
          maximum={1_000_000}
          value={batchSize}
          onCommit={setBatchSize}
          disabled={readOnly}
        />
      </div>
      {steps.known && (
        <dl className="mt-1">
          <Fact name={t('length.steps')}>{countText(steps.count)}</Fact>
        </dl>
      )}
    </Section>
  );
}

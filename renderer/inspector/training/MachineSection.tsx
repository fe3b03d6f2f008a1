/** What makes a run repeatable and where it computes: the seed, starting weights, and threads. */
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result, TrainingService } from '../../../engine/index.ts';
import { forgetInitialWeights, setSeed } from '../../commands/training.ts';
import { instructionsText } from '../../i18n/sentences.ts';
import { useDocument } from '../../store/document.ts';
import { engine } from '../../store/engine.ts';
import { changeSettings, useSettings } from '../../store/settings.ts';
import { chooseThreads } from '../../train/threads.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Fact, Note, Section } from '../Section.tsx';

type Host = Extract<Awaited<ReturnType<TrainingService['host']>>, { ok: true }>['value'];
const automatic = 'automatic';

export function MachineSection() {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const seed = useDocument((state) => state.project.training.seed);
  const weights = useDocument((state) => state.project.training.initialWeights);
  return (
    <Section title={t('machine.title')}>
      <div className="flex flex-col gap-1">
        <NumberField
          label={t('machine.seed')}
          help={t('machine.seedHelp')}
          integer
          minimum={0}
          maximum={0xffffffff}
          value={seed}
          onCommit={setSeed}
          disabled={readOnly}
        />
        {weights && (
          <div className="grid grid-cols-[minmax(0,1fr)_1.5rem] items-start gap-x-1">
            <dl className="min-w-0">
              <Fact name={t('machine.initialWeights')}>{weights.path.split(/[/\\]/).at(-1)}</Fact>
            </dl>
            <IconButton
              icon={X}
              size="small"
              label={t('machine.forgetWeights')}
              tooltipSide="left"
              disabled={readOnly}
              onClick={() => forgetInitialWeights()}
            />
          </div>
        )}
        <Threads />
      </div>
    </Section>
  );
}

/** A setting of the app on this machine, not of the document: results are the same for any number. */
function Threads() {
  const { t } = useTranslation('inspector');
  const threads = useSettings((state) => state.threads);
  const [host, setHost] = useState<Host | null>(null);
  useEffect(() => {
    let wanted = true;
    void engine.training.host().then((result: Result<Host>) => {
      if (wanted && result.ok) setHost(result.value);
    });
    return () => {
      wanted = false;
    };
  }, []);
  if (!host) return null;
  const suits = chooseThreads(null, host);
  const counts = Array.from({ length: host.sharedMemory ? host.cores : 1 }, (_, i) => i + 1);
  return (
    <>
      <Select
        label={t('machine.threads')}
        help={t('machine.threadsHelp')}
        value={threads === null ? automatic : String(chooseThreads(threads, host))}
        options={[
          { value: automatic, label: t('machine.automatic', { count: suits }) },
          ...counts.map((count) => ({ value: String(count), label: String(count) })),
        ]}
        onChange={(chosen) =>
          changeSettings({ threads: chosen === automatic ? null : Number(chosen) })
        }
      />
      <Note>
        {host.sharedMemory
          ? t('machine.cores', {
              count: host.cores,
              instructions: instructionsText(host.instructionSet),
            })
          : t('machine.oneThread')}
      </Note>
    </>
  );
}

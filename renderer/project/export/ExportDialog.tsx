/** Saves trained weights: which run, best or last, which format with which settings, and the proof that the file is right. */
import { PackageOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportedFile, FormatSummary, StoredRun } from '../../../engine/index.ts';
import { host } from '../../host.ts';
import { nameOf } from '../../i18n/layerNames.ts';
import { sentenceOf } from '../../i18n/sentences.ts';
import { useDocument } from '../../store/document.ts';
import { engine } from '../../store/engine.ts';
import { useNetwork } from '../../store/network.ts';
import { useRun } from '../../store/run.ts';
import { openDialog } from '../../store/view.ts';
import { lossText, metricText } from '../../train/format.ts';
import { mainMetric, metricName } from '../../train/status.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { notify } from '../../ui/toasts.ts';
import { timeText } from '../text.ts';
import { bestEpoch, type ExportableRun, exportableRuns, fileNameOf } from './exportRuns.ts';
import { FormatOptions, usualOptions } from './FormatOptions.tsx';
import { useExport } from './useExport.ts';
import { VerdictBox } from './VerdictBox.tsx';

type Which = 'best' | 'last';
const none: readonly StoredRun[] = [];

export function ExportDialog({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('project');
  const stored = useStoredRuns(open);
  const run = useRun((state) => state.run);
  const epochs = useRun((state) => state.epochs);
  const project = useDocument((state) => state.project);
  const runs = exportableRuns({ run, epochs }, stored ?? none, project);
  const formats = useNetwork(({ catalogue }) => catalogue?.formats)?.filter(({ writes }) => writes);
  if (stored && runs.length > 0 && formats && formats.length > 0)
    return <Export open={open} runs={runs} formats={formats} />;
  return (
    <Dialog
      open={open}
      onClose={() => openDialog(null)}
      title={t('export.title')}
      size="small"
      footer={<Button onClick={() => openDialog(null)}>{t('close')}</Button>}
    >
      <div className="h-40">
        {stored && (
          <EmptyState
            icon={PackageOpen}
            title={t('export.none')}
            sentence={t('export.noneSentence')}
          />
        )}
      </div>
    </Dialog>
  );
}

/** Asked each time the dialog opens; null until it is known. */
function useStoredRuns(open: boolean): readonly StoredRun[] | null {
  const [stored, setStored] = useState<readonly StoredRun[] | null>(null);
  useEffect(() => {
    if (!open) return;
    void engine.training.storedRuns().then((result) => setStored(result.ok ? result.value : none));
  }, [open]);
  return stored;
}

function Export({
  open,
  runs,
  formats,
}: {
  readonly open: boolean;
  readonly runs: readonly ExportableRun[];
  readonly formats: readonly FormatSummary[];
}) {
  const { t } = useTranslation('project');
  const [runId, setRunId] = useState<string | null>(null);
  const [wanted, setWanted] = useState<Which>('best');
  const [formatType, setFormatType] = useState<string | null>(null);
  const [options, setOptions] = useState(usualOptions);
  const run = runs.find(({ id }) => id === runId) ?? (runs[0] as ExportableRun);
  const format = formats.find(({ type }) => type === formatType) ?? (formats[0] as FormatSummary);
  const which: Which = bestEpoch(run) ? wanted : 'last';
  const isNetwork = format.holds === 'networks';
  const name = nameFor(run, which, format);
  const choice = { ...(isNetwork ? options : usualOptions), format: format.type, name };
  const { state, cancel, again } = useExport(
    open ? { run, which, choice, samples: isNetwork } : null,
  );
  const file = state.kind === 'made' ? state.file : null;
  const { saved, saving, save } = useSave(name, format);
  return (
    <Dialog
      open={open}
      onClose={() => openDialog(null)}
      title={t('export.title')}
      description={t(run.imported === null ? 'export.runIsOther' : 'export.importedIsDocument')}
      footer={
        <>
          <Button onClick={() => openDialog(null)}>{t('close')}</Button>
          <Button
            kind="primary"
            action="save-weights"
            disabled={!file}
            busy={saving}
            onClick={() => void (file && save(file))}
          >
            {t('export.do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <WhichWeights runs={runs} run={run} which={which} onRun={setRunId} onWhich={setWanted} />
        <Select
          label={t('export.format')}
          action="export-format"
          value={format.type}
          options={formats.map(({ type, name: formatName, holds, extensions }) => ({
            value: type,
            label: nameOf(formatName),
            description: t(`export.holds.${holds}`, {
              extensions: extensions.map((ending) => `.${ending}`).join(', '),
            }),
          }))}
          onChange={setFormatType}
        />
        {isNetwork && (
          <FormatOptions
            options={options}
            normalizes={run.project.nodes.some(({ type }) => type === 'batchNormalization')}
            onChange={setOptions}
          />
        )}
        <VerdictBox
          state={state}
          savedAs={saved && saved.file === file ? saved.as : null}
          onCancel={cancel}
          onAgain={again}
        />
      </div>
    </Dialog>
  );
}

const nameFor = (run: ExportableRun, which: Which, { type, extensions }: FormatSummary): string =>
  fileNameOf(run.name, run.imported === null ? which : 'imported', extensions[0] ?? type);

/** Asks where, and remembers what was saved as what. */
function useSave(name: string, format: FormatSummary) {
  const { t } = useTranslation('project');
  const [saved, setSaved] = useState<{ readonly file: ExportedFile; readonly as: string }>();
  const [saving, setSaving] = useState(false);
  const save = async (file: ExportedFile) => {
    setSaving(true);
    const result = await host.saveBytes(name, file.bytes, {
      mime: 'application/octet-stream',
      extension: format.extensions[0] ?? format.type,
      description: nameOf(format.name),
    });
    setSaving(false);
    if (!result.ok) notify('bad', sentenceOf(result.error));
    else if (result.value !== null) {
      setSaved({ file, as: result.value });
      notify('good', t('export.savedAs', { name: result.value }));
    }
  };
  return { saved, saving, save };
}

function WhichWeights({
  runs,
  run,
  which,
  onRun,
  onWhich,
}: {
  readonly runs: readonly ExportableRun[];
  readonly run: ExportableRun;
  readonly which: Which;
  readonly onRun: (id: string) => void;
  readonly onWhich: (which: Which) => void;
}) {
  const { t } = useTranslation('project');
  return (
    <>
      <Select
        label={t('export.run')}
        value={run.id}
        options={runs.map(({ id, name, startedOn, imported }) => ({
          value: id,
          label:
            imported === null
              ? t('export.runOf', { name, time: timeText(startedOn ?? 0) })
              : t('export.imported', { name: imported }),
        }))}
        onChange={onRun}
      />
      {run.imported === null && (
        <>
          <SegmentedControl
            label={t('export.which')}
            value={which}
            segments={[
              ...(bestEpoch(run) ? [{ value: 'best' as const, label: t('export.best') }] : []),
              { value: 'last' as const, label: t('export.last') },
            ]}
            onChange={onWhich}
          />
          <p className="-mt-1 text-right text-xs text-faint">
            <Choice run={run} which={which} />
          </p>
        </>
      )}
    </>
  );
}

/** Which epoch, and how good it was. */
function Choice({ run, which }: { readonly run: ExportableRun; readonly which: Which }) {
  const { t } = useTranslation('project');
  const epoch = which === 'best' ? bestEpoch(run) : run.epochs.at(-1);
  if (!epoch) return run.step === null ? null : t('export.noEpoch', { step: run.step });
  const metric = mainMetric(epoch);
  const text = metric
    ? `${metricName(metric.name, metric.validation)} ${metricText(metric.name, metric.value)}`
    : lossText(epoch.validation?.loss ?? epoch.loss);
  if (which === 'best') return t('export.bestOf', { epoch: epoch.epoch, metric: text });
  return t('export.lastOf', { epochs: t('export.epochs', { count: epoch.epoch }) });
}

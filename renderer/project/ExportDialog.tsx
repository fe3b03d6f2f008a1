/** Saves the weights of a run: which run, best or last, which format, and the proof that the file is right. */
import { BadgeCheck, Copy, PackageOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportedFile, Failure, FormatSummary, StoredRun } from '../../engine/index.ts';
import { host } from '../host.ts';
import { nameOf } from '../i18n/layerNames.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import { useRun } from '../store/run.ts';
import { openDialog } from '../store/view.ts';
import { lossText, metricText } from '../train/format.ts';
import { mainMetric, metricName } from '../train/status.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { Select } from '../ui/Select.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { notify } from '../ui/toasts.ts';
import { bestEpoch, type ExportableRun, exportableRuns, fileNameOf } from './exportRuns.ts';
import { bytesText, timeText } from './text.ts';

type Which = 'best' | 'last';
const none: readonly StoredRun[] = [];

export function ExportDialog({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('project');
  const stored = useStoredRuns(open);
  const run = useRun((state) => state.run);
  const epochs = useRun((state) => state.epochs);
  const runs = exportableRuns({ run, epochs }, stored ?? none);
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
  const run = runs.find(({ id }) => id === runId) ?? (runs[0] as ExportableRun);
  const format = formats.find(({ type }) => type === formatType) ?? (formats[0] as FormatSummary);
  const best = bestEpoch(run);
  const which: Which = best ? wanted : 'last';
  const { file, failure } = useExport(open, run.id, which, format.type);
  const [saved, setSaved] = useState<{ readonly file: ExportedFile; readonly as: string }>();
  const [saving, setSaving] = useState(false);
  const save = async () => {
    if (!file) return;
    setSaving(true);
    const name = fileNameOf(run.name, which, file.extension);
    const extension = file.extension.replace(/^\./, '');
    const result = await host.saveBytes(name, file.bytes, {
      mime: 'application/octet-stream',
      extension,
      description: nameOf(format.name),
    });
    setSaving(false);
    if (!result.ok) notify('bad', sentenceOf(result.error));
    else if (result.value !== null) {
      setSaved({ file, as: result.value });
      notify('good', t('export.savedAs', { name: result.value }));
    }
  };
  return (
    <Dialog
      open={open}
      onClose={() => openDialog(null)}
      title={t('export.title')}
      description={t('export.runIsOther')}
      footer={
        <>
          <Button onClick={() => openDialog(null)}>{t('close')}</Button>
          <Button
            kind="primary"
            action="save-weights"
            disabled={!file}
            busy={saving}
            onClick={() => void save()}
          >
            {t('export.do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Select
          label={t('export.run')}
          value={run.id}
          options={runs.map(({ id, name, startedOn }) => ({
            value: id,
            label: t('export.runOf', { name, time: timeText(startedOn) }),
          }))}
          onChange={setRunId}
        />
        <SegmentedControl
          label={t('export.which')}
          value={which}
          segments={[
            ...(best ? [{ value: 'best' as const, label: t('export.best') }] : []),
            { value: 'last' as const, label: t('export.last') },
          ]}
          onChange={setWanted}
        />
        <p className="-mt-1 text-right text-xs text-faint">
          <Choice run={run} which={which} />
        </p>
        <Select
          label={t('export.format')}
          value={format.type}
          options={formats.map(({ type, name, extensions }) => ({
            value: type,
            label: nameOf(name),
            description: extensions.join(', '),
          }))}
          onChange={setFormatType}
        />
        <Verdict
          file={file}
          failure={failure}
          savedAs={saved && saved.file === file ? saved.as : null}
        />
      </div>
    </Dialog>
  );
}

/** The file, made and read back as soon as it is known which; a later choice replaces an earlier one. */
function useExport(open: boolean, run: string, which: Which, format: string) {
  const [made, setMade] = useState<{
    readonly file: ExportedFile | null;
    readonly failure: Failure | null;
  }>({ file: null, failure: null });
  useEffect(() => {
    if (!open) return;
    let wanted = true;
    setMade({ file: null, failure: null });
    void engine.training.exportWeights({ run, which, format }).then((result) => {
      if (!wanted) return;
      setMade(
        result.ok ? { file: result.value, failure: null } : { file: null, failure: result.error },
      );
    });
    return () => {
      wanted = false;
    };
  }, [open, run, which, format]);
  return made;
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

function Verdict({
  file,
  failure,
  savedAs,
}: {
  readonly file: ExportedFile | null;
  readonly failure: Failure | null;
  readonly savedAs: string | null;
}) {
  const { t } = useTranslation('project');
  if (failure)
    return (
      <p role="alert" className="rounded-md border border-line bg-background p-3 text-bad">
        {sentenceOf(failure)}
      </p>
    );
  return (
    <div
      className="flex min-h-34 flex-col gap-1.5 rounded-md border border-line bg-background p-3"
      aria-live="polite"
    >
      {file ? (
        <>
          <p
            className="flex items-center gap-2 font-semibold text-good"
            title={t('export.verdictHelp')}
            data-verdict={file.verdict}
          >
            <BadgeCheck aria-hidden className="size-4" />
            {t('export.verdict')}
          </p>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-xs">
            <Fact name={t('export.parameters')} value={file.parameters.toLocaleString('en-US')} />
            <Fact name={t('export.tensors')} value={String(file.tensors)} />
            <Fact name={t('export.size')} value={bytesText(file.bytes.length)} />
          </dl>
          <div className="mt-auto flex items-center gap-2 text-xs">
            <span className="text-dim">{t('export.sha256')}</span>
            <code
              data-sha256={file.sha256}
              className="min-w-0 flex-1 truncate font-mono"
              title={file.sha256}
            >
              {file.sha256}
            </code>
            <IconButton
              size="small"
              icon={Copy}
              label={t('export.copy')}
              onClick={() => {
                void navigator.clipboard
                  .writeText(file.sha256)
                  .then(() => notify('good', t('export.copied')));
              }}
            />
          </div>
          {savedAs !== null && (
            <p className="text-xs text-dim">{t('export.savedAs', { name: savedAs })}</p>
          )}
        </>
      ) : (
        <p className="flex items-center gap-2 text-dim">
          <Spinner />
          {t('export.busy')}
        </p>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd className="tabular-nums">{value}</dd>
    </>
  );
}

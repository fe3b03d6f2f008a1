/** How far an export is, then what was found out about the file: the proof, its size and its hash, or why there is none. */
import { BadgeCheck, CircleAlert, CircleHelp, Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportedFile, ExportProgress, Failure } from '../../../engine/index.ts';
import { sentenceOf } from '../../i18n/sentences.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { notify } from '../../ui/toasts.ts';
import { bytesText } from '../text.ts';
import type { ExportState } from './useExport.ts';
import { adviceFor, useVerdictText } from './verdictText.ts';

export function VerdictBox({
  state,
  savedAs,
  onCancel,
  onAgain,
}: {
  readonly state: ExportState;
  readonly savedAs: string | null;
  readonly onCancel: () => void;
  readonly onAgain: () => void;
}) {
  const { t } = useTranslation('project');
  switch (state.kind) {
    case 'working':
      return (
        <Box>
          <Working progress={state.progress} onCancel={onCancel} />
        </Box>
      );
    case 'made':
      return (
        <Box>
          <Made file={state.file} savedAs={savedAs} />
        </Box>
      );
    case 'failed':
      return (
        <Box>
          <Failed failure={state.failure} />
        </Box>
      );
    case 'cancelled':
      return (
        <Box>
          <p className="text-dim">{t('export.cancelled')}</p>
          <Button size="small" className="mt-auto self-start" onClick={onAgain}>
            {t('export.again')}
          </Button>
        </Box>
      );
    default:
      return state satisfies never;
  }
}

/** It keeps its height, so that nothing jumps when the verdict is there. */
function Box({ children }: { readonly children: ReactNode }) {
  return (
    <div
      className="flex min-h-38 flex-col gap-1.5 rounded-md border border-line bg-background p-3"
      aria-live="polite"
    >
      {children}
    </div>
  );
}

function Working({
  progress,
  onCancel,
}: {
  readonly progress: ExportProgress | null;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation('project');
  const stage = t(`export.stage.${progress?.stage ?? 'writing'}`);
  const share = progress ? progress.done / Math.max(1, progress.of) : null;
  return (
    <>
      <p className="text-dim">{stage}</p>
      <ProgressBar label={stage} value={share} className="mt-1 shrink-0" />
      <Button size="small" action="cancel-export" className="mt-auto self-start" onClick={onCancel}>
        {t('export.cancel')}
      </Button>
    </>
  );
}

function Failed({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation('project');
  const advice = adviceFor(failure.code);
  return (
    <div role="alert" data-verdict="failed">
      <p className="flex items-start gap-2 font-semibold text-bad">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {t('export.failed')}
      </p>
      <p className="mt-1.5">{sentenceOf(failure)}</p>
      {advice && <p className="mt-1.5 text-dim">{t(`export.advice.${advice}`)}</p>}
    </div>
  );
}

function Made({ file, savedAs }: { readonly file: ExportedFile; readonly savedAs: string | null }) {
  const { t } = useTranslation('project');
  const { verdict, proof } = useVerdictText(file);
  const wasProven = file.verdict.kind !== 'not-run';
  const Icon = wasProven ? BadgeCheck : CircleHelp;
  return (
    <>
      <p
        className={`flex items-start gap-2 font-semibold ${wasProven ? 'text-good' : 'text-warning'}`}
        data-verdict={file.verdict.kind}
      >
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
        {verdict}
      </p>
      <p className="text-xs text-dim">{proof}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-xs">
        <Fact name={t('export.parameters')} value={file.parameters.toLocaleString('en-US')} />
        <Fact name={t('export.tensors')} value={String(file.tensors)} />
        <Fact name={t('export.size')} value={bytesText(file.bytes.length)} />
      </dl>
      <Hash sha256={file.sha256} />
      {savedAs !== null && (
        <p className="text-xs text-dim">{t('export.savedAs', { name: savedAs })}</p>
      )}
    </>
  );
}

function Hash({ sha256 }: { readonly sha256: string }) {
  const { t } = useTranslation('project');
  return (
    <div className="mt-auto flex items-center gap-2 text-xs">
      <span className="text-dim">{t('export.sha256')}</span>
      <code data-sha256={sha256} className="min-w-0 flex-1 truncate font-mono" title={sha256}>
        {sha256}
      </code>
      <IconButton
        size="small"
        icon={Copy}
        label={t('export.copy')}
        onClick={() => {
          void navigator.clipboard.writeText(sha256).then(() => notify('good', t('export.copied')));
        }}
      />
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

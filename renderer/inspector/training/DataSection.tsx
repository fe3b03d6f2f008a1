/** What the network learns from: a built-in set, or files and folders; what is in them, and what is wrong with them. */
import { CircleAlert, FolderOpen, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DataSummary, Project } from '../../../engine/index.ts';
import { countText } from '../../canvas/text.ts';
import { setDataSource, setSplit, usualSplit } from '../../commands/training.ts';
import { datasetSummary, nameOf } from '../../i18n/layerNames.ts';
import { noteSentence, sentenceOf } from '../../i18n/sentences.ts';
import { openDataFiles, openDataFolder, reconnectData, useDataAccess } from '../../project/data.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Select } from '../../ui/Select.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useReadOnly } from '../readOnly.ts';
import { Fact, Note, Section } from '../Section.tsx';
import { DataOptions } from './DataOptions.tsx';
import { FieldList } from './FieldList.tsx';

type Source = Project['data']['source'];
const files = ' files';

export function DataSection() {
  const { t } = useTranslation('inspector');
  const source = useDocument((state) => state.project.data.source);
  const data = useNetwork((state) => state.data);
  const loading = useNetwork((state) => state.dataLoading);
  return (
    <Section title={t('data.title')} actions={loading ? <Loading /> : null}>
      <SourceChoice source={source} />
      <Opening />
      <Trouble source={source} />
      {source === null && <Note>{t('data.none')}</Note>}
      {data && source !== null && <Facts data={data} />}
      {source !== null && <DataOptions source={source} data={data} />}
    </Section>
  );
}

function Loading() {
  const { t } = useTranslation('inspector');
  return (
    <span role="status" className="flex items-center gap-1.5 text-xs text-faint">
      <Spinner />
      {t('data.loading')}
    </span>
  );
}

function SourceChoice({ source }: { readonly source: Source }) {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  const datasets = useNetwork((state) => state.catalogue?.datasets) ?? [];
  const path = source !== null && typeof source === 'object' ? source.path : null;
  const value = path !== null ? files : (source as string | null);
  const known = path !== null || datasets.some((dataset) => dataset.source === source);
  return (
    <Select
      label={t('data.source')}
      layout="bare"
      value={value}
      placeholder={t('data.choose')}
      options={[
        ...(path === null ? [] : [{ value: files, label: lastPart(path), description: path }]),
        ...(known || source === null ? [] : [{ value: String(source), label: String(source) }]),
        ...datasets.map((dataset) => ({
          value: dataset.source,
          label: nameOf(dataset.name),
          description: datasetSummary(dataset),
        })),
      ]}
      onChange={(chosen) => {
        if (chosen !== value) setDataSource(chosen);
      }}
      disabled={readOnly}
      action="data-source"
    />
  );
}
const lastPart = (path: string): string => path.split(/[/\\]/).at(-1) || path;

function Opening() {
  const { t } = useTranslation('inspector');
  const readOnly = useReadOnly();
  return (
    <div className="mt-1.5 flex flex-wrap gap-1.5">
      <Button
        size="small"
        action="open-data-files"
        disabled={readOnly}
        onClick={() => void openDataFiles()}
      >
        {t('data.openFiles')}
      </Button>
      <Button
        size="small"
        icon={FolderOpen}
        action="open-data-folder"
        disabled={readOnly}
        onClick={() => void openDataFolder()}
      >
        {t('data.openFolder')}
      </Button>
    </div>
  );
}

/** The data could be opened, but not divided as the document asks. */
const splitFailures: ReadonlySet<string> = new Set([
  'split-without-test',
  'not-yet',
  'split-empty',
]);

/** Files that must be allowed again or shown anew, and what their reader says is wrong. */
function Trouble({ source }: { readonly source: Source }) {
  const { t } = useTranslation('inspector');
  const access = useDataAccess((state) => state.access);
  const failure = useNetwork((state) => state.dataFailure);
  const readOnly = useReadOnly();
  const lost = source !== null && access !== null && access.state !== 'connected';
  if (lost)
    return (
      <div className="mt-2 flex items-start gap-1.5" data-access={access.state}>
        <Unplug
          role="img"
          aria-label={t('data.disconnected')}
          className="mt-0.5 size-4 shrink-0 text-warning"
        />
        <div className="min-w-0 flex-1 leading-5 wrap-break-word">
          {t(access.state === 'ask' ? 'data.ask' : 'data.missing')}
          <div className="mt-1.5">
            <Button size="small" action="reconnect-data" onClick={() => void reconnectData()}>
              {t(access.state === 'ask' ? 'data.allow' : 'data.reconnect')}
            </Button>
          </div>
        </div>
      </div>
    );
  if (!failure) return null;
  return (
    <div className="mt-2 flex items-start gap-1.5" role="alert" data-failure={failure.code}>
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 leading-5 wrap-break-word">
        {sentenceOf(failure)}
        {splitFailures.has(failure.code) && (
          <div className="mt-1.5">
            <Button
              size="small"
              action="hold-out-share"
              disabled={readOnly}
              onClick={() => setSplit(usualSplit)}
            >
              {t('data.holdOut')}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function Facts({ data }: { readonly data: DataSummary }) {
  const { t } = useTranslation('inspector');
  return (
    <>
      <FieldList fields={data.fields} />
      <dl className="mt-1">
        <Fact name={t('data.samples')}>
          {t('data.counts', {
            training: countText(data.training),
            validation: countText(data.validation),
          })}
        </Fact>
        <Fact name={t('data.fingerprint')} help={t('data.fingerprintHelp')}>
          <Tooltip
            text={<span className="font-mono break-all">{data.fingerprint}</span>}
            side="left"
          >
            <span>{data.fingerprint.slice(0, 12)}</span>
          </Tooltip>
        </Fact>
      </dl>
      {data.notes.length > 0 && (
        <Disclosure
          label={t('data.notes')}
          summary={<span className="font-mono text-xs text-faint">{data.notes.length}</span>}
        >
          <ul className="flex flex-col gap-1 pb-1 pl-1">
            {data.notes.map(noteSentence).map((sentence) => (
              <li key={sentence} className="leading-5 wrap-break-word text-dim">
                {sentence}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}

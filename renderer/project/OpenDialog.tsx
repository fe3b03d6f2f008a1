/** Projects to open: used lately, in the folder of projects, or only in the app's store; or any from this computer. */
import { FileClock, FileInput, FolderOpen, HardDrive, Trash2 } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fuzzySort } from '../actions/fuzzy.ts';
import { host, type ListedProject, type ProjectReference } from '../host.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { openDialog } from '../store/view.ts';
import { Button } from '../ui/Button.tsx';
import { confirm } from '../ui/confirm.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { controlLook } from '../ui/Field.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { documents } from './appStore.ts';
import type { StoredDocument } from './documentStore.ts';
import { pickModel } from './import/importModel.ts';
import { stemOf } from './names.ts';
import { openFromComputer, openReference, openStored } from './open.ts';
import { clearRecent, type RecentProject, useRecent } from './recent.ts';
import { openElsewhere } from './recovery.ts';
import { bytesText, timeText } from './text.ts';

export function OpenDialog({ open }: { readonly open: boolean }) {
  const { t } = useTranslation('project');
  const search = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open={open}
      onClose={() => openDialog(null)}
      title={t('open.title')}
      description={t('open.description')}
      size="large"
      initialFocus={search}
      footer={
        <>
          <Button
            icon={HardDrive}
            action="open-from-computer"
            onClick={() => void openFromComputer()}
          >
            {t('open.computer')}
          </Button>
          <Button
            icon={FileInput}
            action="import-model"
            className="mr-auto"
            onClick={() => void pickModel()}
          >
            {t('open.model')}
          </Button>
          <Button onClick={() => openDialog(null)}>{t('cancel')}</Button>
        </>
      }
    >
      <Lists search={search} />
    </Dialog>
  );
}

interface Listed {
  readonly folder: string | null;
  readonly projects: readonly ListedProject[];
  readonly unsaved: readonly StoredDocument[];
  readonly failure: string | null;
}

function useListed(): readonly [Listed | null, () => void] {
  const [listed, setListed] = useState<Listed | null>(null);
  const refresh = useCallback(() => {
    void Promise.all([host.projects.list(), unsavedDocuments()]).then(([result, unsaved]) => {
      const found = result.ok ? result.value : { folder: null, projects: [] };
      setListed({ ...found, unsaved, failure: result.ok ? null : sentenceOf(result.error) });
    });
  }, []);
  useEffect(refresh, [refresh]);
  return [listed, refresh];
}

/** Left by a crash or by another window: they are in no file, and nobody writes them now. */
async function unsavedDocuments(): Promise<readonly StoredDocument[]> {
  const [stored, open] = await Promise.all([documents.list().catch(() => []), openElsewhere()]);
  return stored.filter(({ id, dirty }) => dirty && !open.has(id));
}

function Lists({ search }: { readonly search: React.RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('project');
  const [query, setQuery] = useState('');
  const [listed, refresh] = useListed();
  const recent = useRecent((state) => state.projects);
  const shownRecent = fuzzySort(query, recent, ({ reference }) => [reference.name]);
  const recentIds = new Set(recent.map(({ reference }) => reference.id));
  const others = listed?.projects.filter(({ reference }) => !recentIds.has(reference.id)) ?? [];
  const shownOthers = fuzzySort(query, others, ({ reference }) => [reference.name]);
  const shownUnsaved = fuzzySort(query, listed?.unsaved ?? [], ({ name }) => [name]);
  const count = shownRecent.length + shownOthers.length + shownUnsaved.length;
  return (
    <div className="min-h-80">
      <input
        ref={search}
        type="search"
        aria-label={t('open.search')}
        placeholder={t('open.search')}
        className={`${controlLook} mb-3`}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {listed?.failure && (
        <p role="alert" className="mb-3 text-bad">
          {t('open.listFailed', { reason: listed.failure })}
        </p>
      )}
      {listed && count === 0 && (
        <div className="h-56">
          <EmptyState
            icon={FolderOpen}
            title={query === '' ? t('open.none') : t('open.noneFound', { query })}
            {...(query === '' && { sentence: t('open.noneSentence') })}
          />
        </div>
      )}
      <Section title={t('open.unsaved')} shown={shownUnsaved.length > 0}>
        {shownUnsaved.map((document) => (
          <UnsavedRow key={document.id} document={document} onDeleted={refresh} />
        ))}
      </Section>
      <Section
        title={t('open.recent')}
        shown={shownRecent.length > 0}
        action={
          <Button size="small" kind="quiet" onClick={() => void clearRecent()}>
            {t('open.clearRecent')}
          </Button>
        }
      >
        {shownRecent.map((project) => (
          <RecentRow key={project.reference.id} project={project} />
        ))}
      </Section>
      <Section
        title={listed?.folder ? t('open.folder', { folder: listed.folder }) : t('open.recent')}
        shown={shownOthers.length > 0}
      >
        {shownOthers.map((project) => (
          <Row
            key={project.reference.id}
            reference={project.reference}
            detail={`${timeText(project.modified)} · ${bytesText(project.size)}`}
          />
        ))}
      </Section>
    </div>
  );
}

function Section({
  title,
  shown,
  action,
  children,
}: {
  readonly title: string;
  readonly shown: boolean;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  if (!shown) return null;
  return (
    <section className="mb-4">
      <div className="mb-1 flex h-6 items-center justify-between">
        <h3 className="truncate text-xs font-semibold text-faint">{title}</h3>
        {action}
      </div>
      <ul>{children}</ul>
    </section>
  );
}

const rowLook =
  'flex h-9 min-w-0 flex-1 items-center gap-3 rounded-md px-2 text-left hover:bg-hover focus-visible:-outline-offset-2';

function RecentRow({ project: { reference, used } }: { readonly project: RecentProject }) {
  const folder = reference.folder === null ? '' : `${reference.folder} · `;
  return <Row reference={reference} detail={`${folder}${timeText(used)}`} />;
}

function Row({
  reference,
  detail,
}: {
  readonly reference: ProjectReference;
  readonly detail: string;
}) {
  return (
    <li className="flex">
      <button
        type="button"
        data-project={reference.name}
        className={rowLook}
        onClick={() => void openReference(reference)}
      >
        <FolderOpen aria-hidden className="size-4 shrink-0 text-faint" />
        <span className="min-w-0 flex-1 truncate">{stemOf(reference.name)}</span>
        <span className="max-w-1/2 truncate text-xs text-faint">{detail}</span>
      </button>
    </li>
  );
}

function UnsavedRow({
  document: { id, name, usedAt },
  onDeleted,
}: {
  readonly document: StoredDocument;
  readonly onDeleted: () => void;
}) {
  const { t } = useTranslation('project');
  const remove = async () => {
    const answer = await confirm({
      title: t('open.deleteTitle', { name }),
      sentence: t('open.deleteSentence'),
      choices: [
        { value: 'delete', label: t('open.deleteDo'), kind: 'danger' },
        { value: 'cancel', label: t('cancel') },
      ],
      cancel: 'cancel',
    });
    if (answer !== 'delete') return;
    await documents.forget([id]);
    onDeleted();
  };
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        data-document={id}
        className={rowLook}
        onClick={() => void openStored(id)}
      >
        <FileClock aria-hidden className="size-4 shrink-0 text-warning" />
        <span className="min-w-0 flex-1 truncate">{name}</span>
        <span className="text-xs text-faint">
          {t('open.unsavedEdits')} · {timeText(usedAt)}
        </span>
      </button>
      <IconButton
        size="small"
        icon={Trash2}
        label={t('open.delete', { name })}
        onClick={() => void remove()}
      />
    </li>
  );
}

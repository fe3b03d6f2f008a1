/** What stands in the way of the open project, below the top bar: read-only, or data that must be connected again. */
import { Lock, ShieldAlert, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocument } from '../store/document.ts';
import { ActionButton } from '../ui/ActionButton.tsx';
import { Button } from '../ui/Button.tsx';
import { openDataFiles, openDataFolder, reconnectData, useDataAccess } from './data.ts';
import { takeOver } from './recovery.ts';
import { useSession } from './session.ts';

export function Notices() {
  const { t } = useTranslation('project');
  const readOnly = useDocument((state) => state.readOnly);
  const access = useDataAccess((state) => state.access);
  const failure = useSession((state) => state.backupFailure);
  const unsafe = !readOnly && failure !== null;
  const lost = !readOnly && access !== null && access.state !== 'connected';
  if (!readOnly && !lost && !unsafe) return null;
  return (
    <section aria-label={t('notices')} className="border-b border-line bg-raised">
      {readOnly && (
        <Notice
          icon={<Lock aria-hidden className="size-4 text-warning" />}
          text={t('readOnly.sentence')}
        >
          <Button kind="primary" size="small" action="take-over" onClick={() => void takeOver()}>
            {t('readOnly.takeOver')}
          </Button>
        </Notice>
      )}
      {unsafe && (
        <Notice
          icon={<ShieldAlert aria-hidden className="size-4 text-bad" />}
          text={t('backupFailed', { reason: failure })}
        >
          <ActionButton id="save" size="small" kind="primary" />
        </Notice>
      )}
      {lost && (
        <Notice
          icon={<Unplug aria-hidden className="size-4 text-warning" />}
          text={t(access.state === 'ask' ? 'data.ask' : 'data.missing', {
            name: access.root.split(/[/\\]/).at(-1),
          })}
        >
          <ReconnectButtons />
        </Notice>
      )}
    </section>
  );
}

function Notice({
  icon,
  text,
  children,
}: {
  readonly icon: ReactNode;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex min-h-9 items-center gap-2 px-3 py-1">
      {icon}
      <p className="min-w-0 flex-1">{text}</p>
      {children}
    </div>
  );
}

/** Ways to the document's data again; for the inspector too. */
export function ReconnectButtons() {
  const { t } = useTranslation('project');
  const state = useDataAccess(({ access }) => access?.state);
  if (state === 'ask')
    return (
      <Button
        kind="primary"
        size="small"
        action="reconnect-data"
        onClick={() => void reconnectData()}
      >
        {t('data.reconnect')}
      </Button>
    );
  return (
    <div className="flex gap-2">
      <Button size="small" action="open-data-files" onClick={() => void openDataFiles()}>
        {t('data.files')}
      </Button>
      <Button size="small" action="open-data-folder" onClick={() => void openDataFolder()}>
        {t('data.folder')}
      </Button>
    </div>
  );
}

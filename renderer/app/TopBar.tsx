/** The top bar: menus, project name, undo and redo, training controls, status, export. */
import { MonitorX, Share } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { runAction } from '../actions/registry.ts';
import { host } from '../host.ts';
import { HistoryButtons } from '../project/HistoryButtons.tsx';
import { ProjectName } from '../project/ProjectName.tsx';
import { useView } from '../store/view.ts';
import { TrainControls } from '../train/TrainControls.tsx';
import { TrainStatus } from '../train/TrainStatus.tsx';
import { ActionButton } from '../ui/ActionButton.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MenuBar } from './MenuBar.tsx';

/** Its parts may use `@max-…/bar:` variants to give way where it is narrow. */
export function TopBar() {
  const { t } = useTranslation('app');
  const presentation = useView((state) => state.presentation);
  return (
    <header className="@container/bar border-b border-line bg-panel">
      <h1 className="sr-only">Netloom</h1>
      <div className="flex h-11 items-center gap-2 px-2">
        {!presentation && !host.window.nativeMenu && <MenuBar />}
        <ProjectName readOnly={presentation} />
        {!presentation && <HistoryButtons />}
        <TrainControls />
        <div className="flex min-w-0 flex-1 items-center justify-end">
          <TrainStatus />
        </div>
        {presentation ? (
          <IconButton
            icon={MonitorX}
            label={t('leavePresentation')}
            shortcut="Escape"
            action="leave-presentation"
            onClick={() => runAction('leave-presentation')}
          />
        ) : (
          <ActionButton id="export" icon={Share} />
        )}
      </div>
    </header>
  );
}

/** The shell: top bar, palette or outline, canvas, inspector and dock, with borders that can be dragged. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { useTranslation } from 'react-i18next';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Canvas } from '../canvas/Canvas.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { LeftPane } from '../palette/LeftPane.tsx';
import { DropArea } from '../project/DropArea.tsx';
import { Notices } from '../project/Notices.tsx';
import { useView } from '../store/view.ts';
import { Dock } from '../train/Dock.tsx';
import { Dialogs } from './Dialogs.tsx';
import { TopBar } from './TopBar.tsx';

const line = 'bg-line data-[separator=active]:bg-accent data-[separator=hover]:bg-accent';

export function App() {
  return (
    // The Content-Security-Policy allows no style elements.
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={500}>
        <Shell />
        <Dialogs />
        <DropArea />
      </Tooltip.Provider>
    </CSPProvider>
  );
}

function Shell() {
  const { t } = useTranslation('app');
  const presentation = useView((state) => state.presentation);
  const dockOpen = useView((state) => state.dockOpen);
  return (
    <div className="grid h-full grid-rows-[auto_auto_1fr]">
      <TopBar />
      <div>
        <Notices />
      </div>
      <main className="min-h-0" aria-label={t('workspace')}>
        <Group orientation="vertical" id="rows">
          <Panel id="workspace" minSize="30%">
            <Group orientation="horizontal" id="columns">
              {!presentation && (
                <>
                  <Panel
                    id="left"
                    defaultSize="224px"
                    minSize="160px"
                    maxSize="360px"
                    groupResizeBehavior="preserve-pixel-size"
                  >
                    <LeftPane />
                  </Panel>
                  <Separator className={`w-px ${line}`} aria-label={t('resizeLeft')} />
                </>
              )}
              <Panel id="canvas" minSize="30%">
                <Canvas />
              </Panel>
              {!presentation && (
                <>
                  <Separator className={`w-px ${line}`} aria-label={t('resizeInspector')} />
                  <Panel
                    id="inspector"
                    defaultSize="300px"
                    minSize="240px"
                    maxSize="480px"
                    groupResizeBehavior="preserve-pixel-size"
                  >
                    <Inspector />
                  </Panel>
                </>
              )}
            </Group>
          </Panel>
          {dockOpen && (
            <>
              <Separator className={`h-px ${line}`} aria-label={t('resizeDock')} />
              {/* Panels remember their sizes by their ids. */}
              <Panel
                key={presentation ? 'shown' : 'dock'}
                id={presentation ? 'shown' : 'dock'}
                defaultSize={presentation ? '36%' : '268px'}
                minSize="150px"
                maxSize="70%"
                groupResizeBehavior={
                  presentation ? 'preserve-relative-size' : 'preserve-pixel-size'
                }
              >
                <Dock />
              </Panel>
            </>
          )}
        </Group>
      </main>
    </div>
  );
}

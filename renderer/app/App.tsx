/** The shell: top bar, palette or outline, canvas, inspector and dock, with borders that can be dragged. */
import { useTranslation } from 'react-i18next';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Canvas } from '../canvas/Canvas.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { LeftPane } from '../palette/LeftPane.tsx';
import { useView } from '../store/view.ts';
import { Dock } from '../train/Dock.tsx';
import { Dialogs } from './Dialogs.tsx';
import { TopBar } from './TopBar.tsx';

const line = 'bg-line data-[separator=active]:bg-accent data-[separator=hover]:bg-accent';

export function App() {
  const { t } = useTranslation('app');
  const presentation = useView((state) => state.presentation);
  const dockOpen = useView((state) => state.dockOpen);
  return (
    <div className="grid h-full grid-rows-[auto_1fr]" data-presentation={presentation || undefined}>
      <TopBar />
      <main className="min-h-0" aria-label={t('workspace')}>
        <Group orientation="vertical" id="rows">
          <Panel id="workspace" minSize="30%">
            <Group orientation="horizontal" id="columns">
              {!presentation && (
                <>
                  <Panel id="left" defaultSize="208px" minSize="160px" maxSize="360px">
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
                  <Panel id="inspector" defaultSize="300px" minSize="240px" maxSize="480px">
                    <Inspector />
                  </Panel>
                </>
              )}
            </Group>
          </Panel>
          {dockOpen && (
            <>
              <Separator className={`h-px ${line}`} aria-label={t('resizeDock')} />
              <Panel id="dock" defaultSize="268px" minSize="150px" maxSize="70%">
                <Dock />
              </Panel>
            </>
          )}
        </Group>
      </main>
      <Dialogs />
    </div>
  );
}

/** The canvas: the document's nodes and wires, drawn and edited; what lies over it, and its menus. */
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DragGhost } from '../palette/DragGhost.tsx';
import { useDocument } from '../store/document.ts';
import { useSettings } from '../store/settings.ts';
import { select, useView } from '../store/view.ts';
import { ContextMenu } from '../ui/ContextMenu.tsx';
import type { MenuEntry } from '../ui/menuEntries.ts';
import { CanvasTools } from './CanvasTools.tsx';
import './canvas.css';
import { canvasElement, fitAfterPresenting } from './camera.ts';
import { startClipboard } from './clipboard.ts';
import { startCursor, useCursor } from './cursor.ts';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { Flow } from './Flow.tsx';
import { startFlow } from './flow.ts';
import { Minimap } from './Minimap.tsx';
import { canvasMenu, edgeMenu, nodeMenu } from './menus.ts';
import { Overlays } from './Overlays.tsx';
import { hitAt } from './pointer.ts';
import { SkipBar } from './SkipBar.tsx';
import { useSkipChoice } from './skipChoice.ts';

export function Canvas() {
  const { t } = useTranslation('canvas');
  const minimap = useSettings((state) => state.minimap);
  const isEmpty = useDocument(({ project }) => project.nodes.length === 0);
  const choosing = useSkipChoice(({ sources }) => sources.length > 0);
  const entries = useRef<() => readonly MenuEntry[]>(() => []);
  useEffect(() => {
    startFlow();
    startCursor();
    const stops = [startClipboard(), fitAfterPresenting()];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <section
      aria-label={t('canvas')}
      data-region="canvas"
      className={`relative h-full overflow-hidden ${choosing ? 'canvas-choosing' : ''}`}
    >
      <ReactFlowProvider>
        <ContextMenu
          onOpen={(event) => {
            entries.current = menuFor(event);
          }}
          entries={() => entries.current()}
        >
          <div className="h-full w-full">
            <Flow>{minimap && <Minimap />}</Flow>
          </div>
        </ContextMenu>
        <CanvasTools />
        {isEmpty && <EmptyCanvas />}
        {choosing && <SkipBar />}
        <Overlays />
        <DragGhost />
      </ReactFlowProvider>
    </section>
  );
}

/** Right-clicking what is not selected selects it; the menu key opens the menu of where the keyboard is. */
function menuFor(event: Event): () => readonly MenuEntry[] {
  const byPointer = event instanceof MouseEvent && event.button === 2;
  if (!byPointer) {
    const cursor = useCursor.getState().node;
    return cursor === null ? () => canvasMenu(middleOfCanvas()) : nodeMenu;
  }
  const place = { x: event.clientX, y: event.clientY };
  const { node, edge } = hitAt(place) ?? { node: null, edge: null };
  if (node !== null) {
    if (!useView.getState().nodes.includes(node)) select([node]);
    return nodeMenu;
  }
  if (edge === null) return () => canvasMenu(place);
  select([], [edge]);
  return () => edgeMenu(edge, place);
}
function middleOfCanvas(): { x: number; y: number } {
  const box = canvasElement()?.getBoundingClientRect();
  return box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 0, y: 0 };
}

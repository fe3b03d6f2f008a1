/** The canvas: the document's nodes and wires, drawn and edited; what lies over it, and its menus. */
import { MiniMap, ReactFlowProvider } from '@xyflow/react';
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
import { toScreen } from './camera.ts';
import { startClipboard } from './clipboard.ts';
import { startCursor, useCursor } from './cursor.ts';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { Flow } from './Flow.tsx';
import { startFlow } from './flow.ts';
import { nodeHeight, nodeWidth } from './geometry.ts';
import { nodesById } from './lookup.ts';
import { canvasMenu, edgeMenu, nodeMenu } from './menus.ts';
import { Overlays } from './Overlays.tsx';
import { hitAt, pointerPlace } from './pointer.ts';
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
    return startClipboard();
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
            <Flow>
              {minimap && !isEmpty && (
                <MiniMap
                  pannable
                  zoomable
                  ariaLabel={t('minimap')}
                  position="bottom-right"
                  className="!m-3 overflow-hidden rounded-md border border-line"
                  style={{ width: 150, height: 92 }}
                  nodeColor="var(--control)"
                  nodeBorderRadius={14}
                />
              )}
            </Flow>
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

/** Right-clicking what is not selected selects it; the menu key opens the menu of the selection. */
function menuFor(event: Event): () => readonly MenuEntry[] {
  const place = placeOf(event);
  const hit = hitAt(place) ?? { node: null, edge: null };
  const byKey = !(event instanceof MouseEvent) || event.button !== 2;
  const cursor = useCursor.getState().node;
  const node = hit.node ?? (byKey ? cursor : null);
  if (node !== null) {
    if (!useView.getState().nodes.includes(node)) select([node]);
    return nodeMenu;
  }
  const { edge } = hit;
  if (edge === null) return () => canvasMenu(place);
  select([], [edge]);
  return () => edgeMenu(edge, place);
}
function placeOf(event: Event): { x: number; y: number } {
  if (event instanceof MouseEvent && (event.clientX !== 0 || event.clientY !== 0))
    return { x: event.clientX, y: event.clientY };
  const cursor = useCursor.getState().node;
  const node =
    cursor === null ? undefined : nodesById(useDocument.getState().project.nodes).get(cursor);
  if (!node) return pointerPlace() ?? { x: 0, y: 0 };
  return toScreen({ x: node.position.x + nodeWidth / 2, y: node.position.y + nodeHeight / 2 });
}

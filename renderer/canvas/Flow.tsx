/** React Flow with our nodes and wires: what a pointer does to it becomes selections and edits. */
import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  SelectionMode,
  type Viewport,
  ViewportPortal,
} from '@xyflow/react';
import { type MouseEvent, type PointerEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Endpoint } from '../../engine/index.ts';
import * as edits from '../commands/edits.ts';
import { currentKinds, mainInput, mainOutput } from '../commands/ports.ts';
import { canWire } from '../commands/wires.ts';
import { useDocument } from '../store/document.ts';
import { select, useView } from '../store/view.ts';
import {
  canvasElement,
  focusCanvas,
  type Instance,
  setCamera,
  setCanvasElement,
  showOpened,
  toDrawing,
} from './camera.ts';
import { useCursor } from './cursor.ts';
import { dragNodes, dropNodes } from './drag.ts';
import { type LayerFlowNode, movedBy, useFlow, type WireFlowEdge } from './flow.ts';
import { useGuides } from './guides.ts';
import { onCanvasKey } from './keyboard.ts';
import { LayerNode, nodeElementId } from './LayerNode.tsx';
import { nodesById } from './lookup.ts';
import { openAddAt, openFits } from './overlays.ts';
import { hitAt, pointerAt } from './pointer.ts';
import { isChoosing, takeSkip } from './skipChoice.ts';
import { WireEdge } from './WireEdge.tsx';

const nodeTypes = { layer: LayerNode };
const edgeTypes = { wire: WireEdge };
/** React Flow's own words for assistive technology; ours say all there is to say. */
const noWords = {
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
};
const anyModifier = ['Shift', 'Control', 'Meta'];
const middleButton = [1];
/** With more of them, only those in sight are in the page. */
const manyNodes = 150;
/** Below it numbers cannot be read. */
const farZoom = 0.35;
/** Below it nothing in a node can be read. Each canvas and each port costs the browser a layer, so they are not there then. */
const fartherZoom = 0.25;

/** Applies what React Flow selected or let go. */
function selection(chosen: readonly string[], changes: readonly (NodeChange | EdgeChange)[]) {
  const next = new Set(chosen);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return [...next];
}
let altHeld = false;
let dragging = false;
function onNodesChange(changes: NodeChange<LayerFlowNode>[]): void {
  const view = useView.getState();
  if (changes.some(({ type }) => type === 'select'))
    select(selection(view.nodes, changes), useView.getState().edges);
  const moved = movedBy(changes);
  if (dragging && Object.keys(moved).length > 0) dragNodes(moved, altHeld);
}
function onEdgesChange(changes: EdgeChange<WireFlowEdge>[]): void {
  const view = useView.getState();
  if (changes.some(({ type }) => type === 'select'))
    select(view.nodes, selection(view.edges, changes));
}
function onDragStart(): void {
  dragging = true;
}
function onDragStop(): void {
  dragging = false;
  dropNodes();
}

function ends({ source, sourceHandle, target, targetHandle }: Connection): [Endpoint, Endpoint] {
  return [
    { node: source, port: sourceHandle ?? 'output' },
    { node: target, port: targetHandle ?? 'input' },
  ];
}
const isValidConnection = (connection: Connection | WireFlowEdge): boolean => {
  const [from, to] = ends({
    source: connection.source,
    sourceHandle: connection.sourceHandle ?? null,
    target: connection.target,
    targetHandle: connection.targetHandle ?? null,
  });
  return canWire(useDocument.getState().project, from, to);
};
const connecting = (is: boolean): void => {
  canvasElement()?.classList.toggle('canvas-connecting', is);
};
let reconnecting = false;
function onConnect(connection: Connection): void {
  const [from, to] = ends(connection);
  edits.wire(from, to);
}
/** Dropped on a node, it is wired to that node's first port; dropped on nothing, it offers the layers that fit. */
function onConnectEnd(
  event: globalThis.MouseEvent | TouchEvent,
  state: FinalConnectionState,
): void {
  connecting(false);
  const { fromHandle, isValid, toHandle } = state;
  if (isValid || reconnecting || !fromHandle || toHandle) return;
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  if (!point) return;
  const screen = { x: point.clientX, y: point.clientY };
  const port: Endpoint = { node: fromHandle.nodeId, port: fromHandle.id ?? 'output' };
  const isSource = fromHandle.type === 'source';
  const hit = hitAt(screen);
  const node = hit?.node && nodesById(useDocument.getState().project.nodes).get(hit.node);
  if (node) {
    const kinds = currentKinds();
    const other = isSource ? mainInput(kinds, node) : mainOutput(kinds, node);
    if (!other || node.id === port.node) return;
    const end = { node: node.id, port: other.name };
    if (isSource) edits.wire(port, end);
    else edits.wire(end, port);
  } else if (hit) void openFits(screen, isSource ? { from: port } : { to: port });
}
function onReconnect(edge: WireFlowEdge, connection: Connection): void {
  const [from, to] = ends(connection);
  edits.reconnect(edge.id, from, to);
}
function onReconnectEnd(
  _: globalThis.MouseEvent | TouchEvent,
  edge: WireFlowEdge,
  __: unknown,
  state: FinalConnectionState,
): void {
  reconnecting = false;
  connecting(false);
  // Let go over nothing: that is how a wire is pulled off.
  if (!state.toHandle && !state.isValid) edits.remove([], [edge.id]);
}

function onDoubleClick(event: MouseEvent): void {
  const screen = { x: event.clientX, y: event.clientY };
  const hit = hitAt(screen);
  if (!hit || useDocument.getState().readOnly) return;
  if (hit.node !== null) {
    useCursor.setState({ node: hit.node, renaming: hit.node });
    return;
  }
  const target =
    hit.edge === null ? ({ kind: 'free' } as const) : ({ kind: 'edge', edge: hit.edge } as const);
  openAddAt(screen, toDrawing(screen), target);
}
function onNodeClick(_: MouseEvent, { id }: LayerFlowNode): void {
  if (isChoosing() && takeSkip(id)) return;
  useCursor.setState({ node: id });
}

function onInit(instance: Instance): void {
  setCamera(instance);
  showOpened();
}
const onConnectStart = (): void => connecting(true);
function onReconnectStart(): void {
  reconnecting = true;
}
const onPointerMove = ({ clientX, clientY }: PointerEvent): void =>
  pointerAt({ x: clientX, y: clientY });
const onPointerLeave = (): void => pointerAt(null);
const onMove = (_: unknown, { zoom }: Viewport): void => {
  canvasElement()?.classList.toggle('canvas-far', zoom < farZoom);
  canvasElement()?.classList.toggle('canvas-farther', zoom < fartherZoom);
};
/** Wires without ends are issues of the document, and said there. */
const ignore = (): void => {};
/** Its licence allows it; the credit is in About. */
const proOptions = { hideAttribution: true };

/** Every handler above is the same function always: a new one would make every node and wire render again. */
export function Flow({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('canvas');
  const { nodes, edges } = useFlow();
  const documentId = useDocument((state) => state.documentId);
  const readOnly = useDocument((state) => state.readOnly);
  const isEmpty = useDocument(({ project }) => project.nodes.length === 0);
  const cursor = useCursor((state) => state.node);
  useEffect(() => {
    const remember = (event: globalThis.PointerEvent) => {
      altHeld = event.altKey;
    };
    addEventListener('pointermove', remember, { capture: true });
    return () => removeEventListener('pointermove', remember, { capture: true });
  }, []);
  // Once for each document, and for each new beginning; not when the first node is placed, which stays where it was put.
  const shown = useRef('');
  useEffect(() => {
    if (shown.current === documentId && !isEmpty) return;
    const frame = requestAnimationFrame(() => {
      shown.current = documentId;
      showOpened();
    });
    return () => cancelAnimationFrame(frame);
  }, [documentId, isEmpty]);
  return (
    <ReactFlow<LayerFlowNode, WireFlowEdge>
      ref={setCanvasElement}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      aria-label={t('network')}
      aria-roledescription={t('networkRole')}
      aria-activedescendant={cursor === null ? undefined : nodeElementId(cursor)}
      tabIndex={0}
      data-keys="canvas"
      onKeyDown={onCanvasKey}
      onInit={onInit}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onNodeDragStart={onDragStart}
      onNodeDragStop={onDragStop}
      onSelectionDragStart={onDragStart}
      onSelectionDragStop={onDragStop}
      onNodeClick={onNodeClick}
      onConnect={onConnect}
      onConnectStart={onConnectStart}
      onConnectEnd={onConnectEnd}
      onReconnect={onReconnect}
      onReconnectStart={onReconnectStart}
      onReconnectEnd={onReconnectEnd}
      isValidConnection={isValidConnection}
      onDoubleClick={onDoubleClick}
      onPointerDown={focusCanvas}
      onPointerMove={onPointerMove}
      onPointerLeave={onPointerLeave}
      onMove={onMove}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      edgesReconnectable={!readOnly}
      nodesFocusable={false}
      edgesFocusable={false}
      disableKeyboardA11y
      ariaLabelConfig={noWords}
      deleteKeyCode={null}
      multiSelectionKeyCode={anyModifier}
      selectionKeyCode={null}
      selectionOnDrag
      selectionMode={SelectionMode.Partial}
      panOnDrag={middleButton}
      panOnScroll
      panActivationKeyCode="Space"
      zoomOnDoubleClick={false}
      minZoom={0.08}
      maxZoom={2.5}
      reconnectRadius={8}
      connectionRadius={26}
      connectOnClick={false}
      elevateNodesOnSelect
      onlyRenderVisibleElements={nodes.length > manyNodes}
      onError={ignore}
      proOptions={proOptions}
    >
      <Background
        variant={BackgroundVariant.Dots}
        gap={22}
        size={1.6}
        color="var(--dots)"
        bgColor="var(--background)"
      />
      <Guides />
      {children}
    </ReactFlow>
  );
}

/** Lines through what a dragged node lines up with. */
function Guides() {
  const { x, y } = useGuides();
  const line = 'pointer-events-none absolute bg-accent/60';
  return (
    <ViewportPortal>
      {x !== null && (
        <div className={`${line} -top-[50000px] h-[100000px] w-px`} style={{ left: x }} />
      )}
      {y !== null && (
        <div className={`${line} -left-[50000px] h-px w-[100000px]`} style={{ top: y }} />
      )}
    </ViewportPortal>
  );
}

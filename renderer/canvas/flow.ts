/** Document, selection and port places in; the nodes and wires that React Flow draws out, unchanged ones the same objects. */
import type { Edge, Node, NodeChange, NodeHandle } from '@xyflow/react';
import { Position } from '@xyflow/react';
import i18next from 'i18next';
import { create } from 'zustand';
import type { PortSummary, Project, ProjectEdge, ProjectNode } from '../../engine/index.ts';
import { inputsOf, isEnd, outputsOf } from '../commands/ports.ts';
import { useDocument } from '../store/document.ts';
import { useNetwork } from '../store/network.ts';
import { useView } from '../store/view.ts';
import { columnPitch, nodeHeight, nodeWidth, type Point, portSize } from './geometry.ts';
import { edgesInto, nodesById } from './lookup.ts';
import type { WireStyle } from './paths.ts';
import { type PortPlace, portPlaces } from './portPlaces.ts';

export type LayerFlowNode = Node<Record<string, never>, 'layer'>;
export type WireData = {
  readonly style: WireStyle;
  readonly top: boolean;
  /** What an arc leads over; null for other wires. */
  readonly ceiling: number | null;
};
export type WireFlowEdge = Edge<WireData, 'wire'>;

interface FlowState {
  readonly nodes: LayerFlowNode[];
  readonly edges: WireFlowEdge[];
}
export const useFlow = create<FlowState>()(() => ({ nodes: [], edges: [] }));

/** Where nodes are while they are dragged or moved by the layout: the document learns of it at the end. */
let underway: Readonly<Record<string, Point>> = {};

const noData: Record<string, never> = {};
const size = { width: nodeWidth, height: nodeHeight };

const byPorts = new WeakMap<readonly PortSummary[], readonly PortPlace[]>();
const bySignature = new Map<string, readonly PortPlace[]>();
/** One list for all nodes with the same ports, so that a node whose shape alone changed is not drawn anew by React Flow. */
export function portPlacesOf(node: Pick<ProjectNode, 'id' | 'type'>): readonly PortPlace[] {
  const kinds = useNetwork.getState();
  const inputs = inputsOf(kinds, node);
  const known = byPorts.get(inputs);
  if (known) return known;
  const outputs = outputsOf(kinds, node);
  const ends = isEnd(kinds, node);
  const signature = JSON.stringify([inputs, outputs, ends]);
  const places = bySignature.get(signature) ?? portPlaces(inputs, outputs, ends);
  bySignature.set(signature, places);
  // The list of nodes without inputs may be everybody's empty one.
  if (inputs.length > 0) byPorts.set(inputs, places);
  return places;
}
const handles = new WeakMap<readonly PortPlace[], NodeHandle[]>();
const positions = { left: Position.Left, right: Position.Right, top: Position.Top } as const;
function handlesOf(ports: readonly PortPlace[]): NodeHandle[] {
  const known =
    handles.get(ports) ??
    ports.map(({ name, role, side, x, y }) => ({
      id: name,
      type: role === 'input' ? ('target' as const) : ('source' as const),
      position: positions[side],
      x: x - portSize / 2,
      y: y - portSize / 2,
      width: portSize,
      height: portSize,
    }));
  handles.set(ports, known);
  return known;
}

function flowNode(
  node: ProjectNode,
  selected: boolean,
  old: LayerFlowNode | undefined,
): LayerFlowNode {
  const position = underway[node.id] ?? node.position;
  const ports = handlesOf(portPlacesOf(node));
  if (
    old &&
    old.selected === selected &&
    old.handles === ports &&
    old.position.x === position.x &&
    old.position.y === position.y
  )
    return old;
  return {
    id: node.id,
    type: 'layer',
    position: { x: position.x, y: position.y },
    data: noData,
    ...size,
    measured: size,
    handles: ports,
    selected,
    domAttributes: { 'aria-roledescription': undefined } as never,
  };
}

/** Into `skip`, or along a row to a node that also takes something nearer: both lead around what lies between. */
function wireData({ from, to }: ProjectEdge, project: Project): WireData {
  const nodes = nodesById(project.nodes);
  const top = to.port === 'skip';
  const [source, target] = [nodes.get(from.node), nodes.get(to.node)];
  if (!source || !target) return { style: 'direct', top, ceiling: null };
  const [start, end] = [source.position, target.position];
  const isLevel = Math.abs(end.y - start.y) < nodeHeight / 2;
  const around =
    isLevel &&
    end.x - start.x > 1.6 * columnPitch &&
    edgesInto(project, target.id).some((other) => {
      const x = nodes.get(other.from.node)?.position.x;
      return x !== undefined && x > start.x && x < end.x;
    });
  if (!top && !around) return { style: 'direct', top, ceiling: null };
  return { style: 'arc', top, ceiling: ceilingBetween(project.nodes, start, end) };
}
/** The upper edge of all that stands in the band between two nodes, these too. */
function ceilingBetween(nodes: readonly ProjectNode[], start: Point, end: Point): number {
  const upper = Math.min(start.y, end.y);
  const lower = Math.max(start.y, end.y) + nodeHeight;
  let ceiling = upper;
  for (const { position } of nodes)
    if (
      position.x > start.x &&
      position.x < end.x &&
      position.y < lower &&
      position.y + nodeHeight > upper
    )
      ceiling = Math.min(ceiling, position.y);
  return ceiling;
}
/** Translated once for each language: a thousand translations would take longer than all the rest. */
let wireNames = { language: '', sentence: '' };
function wireName(from: string, to: string): string {
  if (wireNames.language !== i18next.language)
    wireNames = {
      language: i18next.language,
      sentence: i18next.t('canvas:wireName', { from: '\u0001', to: '\u0002' }),
    };
  return wireNames.sentence.replace('\u0001', () => from).replace('\u0002', () => to);
}
function flowEdge(
  edge: ProjectEdge,
  project: Project,
  selected: boolean,
  old: WireFlowEdge | undefined,
): WireFlowEdge | null {
  const nodes = nodesById(project.nodes);
  const source = nodes.get(edge.from.node);
  const target = nodes.get(edge.to.node);
  // A wire that leads nowhere is an issue with a fix; there is nothing to draw.
  if (!source || !target) return null;
  const data = wireData(edge, project);
  const ariaLabel = wireName(source.label, target.label);
  if (
    old &&
    old.source === edge.from.node &&
    old.sourceHandle === edge.from.port &&
    old.target === edge.to.node &&
    old.targetHandle === edge.to.port &&
    old.selected === selected &&
    old.ariaLabel === ariaLabel &&
    old.data?.style === data.style &&
    old.data.top === data.top &&
    old.data.ceiling === data.ceiling
  )
    return old;
  return {
    id: edge.id,
    type: 'wire',
    source: edge.from.node,
    sourceHandle: edge.from.port,
    target: edge.to.node,
    targetHandle: edge.to.port,
    selected,
    data,
    // Arcs lie below the others, whose shapes stay readable where they cross.
    zIndex: data.style === 'arc' ? -1 : 0,
    ariaLabel,
    domAttributes: { 'aria-roledescription': undefined } as never,
  };
}

function build(project: Project): FlowState {
  const old = useFlow.getState();
  const view = useView.getState();
  const selectedNodes = new Set(view.nodes);
  const selectedEdges = new Set(view.edges);
  const oldNodes = new Map(old.nodes.map((node) => [node.id, node]));
  const oldEdges = new Map(old.edges.map((edge) => [edge.id, edge]));
  const byId = nodesById(project.nodes);
  const nodes = [...byId.values()].map((node) =>
    flowNode(node, selectedNodes.has(node.id), oldNodes.get(node.id)),
  );
  const seen = new Set<string>();
  const edges = project.edges.flatMap((edge) => {
    if (seen.has(edge.id)) return [];
    seen.add(edge.id);
    return flowEdge(edge, project, selectedEdges.has(edge.id), oldEdges.get(edge.id)) ?? [];
  });
  return { nodes: kept(old.nodes, nodes), edges: kept(old.edges, edges) };
}
function kept<T>(before: T[], now: T[]): T[] {
  return before.length === now.length && before.every((item, i) => item === now[i]) ? before : now;
}

export function syncFlow(): void {
  const { project } = useDocument.getState();
  const next = build(project);
  const old = useFlow.getState();
  if (next.nodes !== old.nodes || next.edges !== old.edges) useFlow.setState(next);
}

/** Shows nodes elsewhere than the document has them, until `landNodes`. */
export function floatNodes(moved: Readonly<Record<string, Point>>): void {
  underway = { ...underway, ...moved };
  const nodes = useFlow.getState().nodes.map((node) => {
    const place = moved[node.id];
    if (!place || (place.x === node.position.x && place.y === node.position.y)) return node;
    return { ...node, position: { x: place.x, y: place.y } };
  });
  useFlow.setState({ nodes });
}
/** Where they were shown; the document is to be told, and is shown again. */
export function landNodes(): Readonly<Record<string, Point>> {
  const landed = underway;
  underway = {};
  return landed;
}

/** Positions that React Flow moved nodes to. */
export function movedBy(changes: readonly NodeChange<LayerFlowNode>[]): Record<string, Point> {
  const moved: Record<string, Point> = {};
  for (const change of changes)
    if (change.type === 'position' && change.position) moved[change.id] = change.position;
  return moved;
}

let following = false;
/** Begins to follow the stores; once. */
export function startFlow(): void {
  if (following) return;
  following = true;
  useDocument.subscribe((state, before) => {
    if (state.project === before.project) return;
    forgetMissing(state.project);
    syncFlow();
  });
  useView.subscribe((state, before) => {
    if (state.nodes !== before.nodes || state.edges !== before.edges) syncFlow();
  });
  useNetwork.subscribe((state, before) => {
    if (state.types !== before.types || state.summary !== before.summary) syncFlow();
  });
  i18next.on('languageChanged', syncFlow);
  syncFlow();
}

/** What is not in the document any more (undo, another document) is not selected any more. */
function forgetMissing(project: Project): void {
  const { nodes, edges } = useView.getState();
  const known = nodesById(project.nodes);
  const wires = new Set(edges.length > 0 ? project.edges.map(({ id }) => id) : []);
  const leftNodes = nodes.filter((id) => known.has(id));
  const leftEdges = edges.filter((id) => wires.has(id));
  if (leftNodes.length !== nodes.length || leftEdges.length !== edges.length)
    useView.setState({ nodes: leftNodes, edges: leftEdges });
}

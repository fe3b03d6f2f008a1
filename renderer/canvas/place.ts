/** Items of the palette in, nodes on the canvas out: by drop, by keyboard, behind the selection, into a wire, around layers. */
import i18next from 'i18next';
import type { Endpoint, PaletteItem, Project, Result } from '../../engine/index.ts';
import * as edits from '../commands/edits.ts';
import { currentKinds, isEnd } from '../commands/ports.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import type { EditLabel } from '../store/history.ts';
import { useNetwork } from '../store/network.ts';
import { select, useView } from '../store/view.ts';
import { notify } from '../ui/toasts.ts';
import { focusCanvas, middleOfView, revealNode } from './camera.ts';
import { failureSentence } from './failures.ts';
import { freePlace, gridStep, nodeHeight, nodeWidth, type Point, snapped } from './geometry.ts';
import { align } from './guides.ts';
import { edgesFrom, nodesById } from './lookup.ts';
import { chooseSkip } from './skipChoice.ts';

const project = (): Project => useDocument.getState().project;
const fields = () => useNetwork.getState().data?.fields ?? null;

/** Selects what was made and shows it; says so where the document is full. */
function show(id: string | null, reveal = true): string | null {
  if (id === null) {
    if (!useDocument.getState().readOnly) notify('warning', i18next.t('canvas:tooMany'));
    return null;
  }
  select([id]);
  if (reveal) revealNode(id);
  return id;
}
const cornerAround = ({ x, y }: Point): Point =>
  snapped({ x: x - nodeWidth / 2, y: y - nodeHeight / 2 });

/** In the middle of `point` of the drawing, in line with nodes that are nearly so. */
export function placeAt(item: PaletteItem, point: Point): string | null {
  const corner = cornerAround(point);
  const others = project().nodes.map(({ position }) => position);
  return show(edits.addNode(item, align(corner, others, 2 * gridStep).place), false);
}
export function placeBehind(item: PaletteItem, source: string): string | null {
  return show(edits.addAfter(item, source));
}
/** At a wire that was dragged into empty space. */
export function placeWired(
  item: PaletteItem,
  point: Point,
  port: string,
  end: { readonly from: Endpoint } | { readonly to: Endpoint },
): string | null {
  const shift = 'from' in end ? nodeWidth / 2 : -nodeWidth / 2;
  return show(
    edits.addWired(item, cornerAround({ x: point.x + shift, y: point.y }), port, end),
    false,
  );
}
/** Into a wire; a Residual then asks where its `skip` comes from. */
export async function placeOnEdge(item: PaletteItem, edge: string): Promise<void> {
  if (item.type === 'residual') {
    await chooseSkip(item, edge);
    focusCanvas();
    return;
  }
  const id = edits.insertOnEdge(item, edge);
  if (id !== null) show(id);
  // Nothing can be wired through it (Input): it is put beside the wire.
  else if (
    useNetwork
      .getState()
      .types.get(item.type)
      ?.inputs.every(({ data }) => data)
  )
    placeSomewhere(item);
}

/** Behind the selection, else behind the one end that is still open, else in the middle of what is seen. */
export function placeSomewhere(item: PaletteItem): string | null {
  const { nodes } = useView.getState();
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined) return placeBehind(item, only);
  const open = openEnd();
  if (nodes.length === 0 && open !== null) return placeBehind(item, open);
  const { x, y } = middleOfView();
  const corner = freePlace(cornerAround({ x, y }), project().nodes);
  return show(edits.addNode(item, corner));
}
/** The only node whose value nobody uses yet, or null. */
function openEnd(): string | null {
  const kinds = currentKinds();
  const { nodes } = project();
  const open = nodes.filter(
    (node) => !isEnd(kinds, node) && edgesFrom(project(), node.id).length === 0,
  );
  return open.length === 1 ? (open[0]?.id ?? null) : null;
}

/** What the graph service made of the document becomes one edit; a refusal is said in a sentence. */
async function become(
  label: EditLabel,
  answer: Promise<Result<Project>>,
): Promise<readonly string[]> {
  const before = project();
  const result = await answer;
  // Whatever was edited meanwhile must not be lost.
  if (project() !== before) return [];
  if (!result.ok) {
    notify('warning', failureSentence(result.error));
    return [];
  }
  const known = nodesById(before.nodes);
  const added = result.value.nodes.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  edits.replaceProject(label, result.value);
  return added;
}
/** A Residual around layers. */
export async function wrapInResidual(ids: readonly string[]): Promise<void> {
  const label = { key: 'wrapResidual', values: { number: ids.length } };
  const added = await become(label, engine.graph.wrapResidual(project(), fields(), ids));
  if (added.length > 0) select(added);
}
/** A new last layer that fits the data's target, and a loss where there is none; the rest learns on, or is frozen. */
export async function replaceHead(options: { readonly freeze: boolean }): Promise<void> {
  const label = { key: options.freeze ? 'replaceHeadFreeze' : 'replaceHead' };
  const added = await become(label, engine.graph.replaceHead(project(), fields(), options));
  const [head] = added;
  if (head === undefined) return;
  select([head]);
  revealNode(head);
}
/** A Residual as the layers that it stands for. */
export async function expandResidual(id: string): Promise<void> {
  const name = nodesById(project().nodes).get(id)?.label ?? id;
  const label = { key: 'expandResidual', values: { name } };
  const added = await become(label, engine.graph.expandResidual(project(), fields(), id));
  if (added.length > 0) select([...added, id].filter((one) => nodesById(project().nodes).has(one)));
}

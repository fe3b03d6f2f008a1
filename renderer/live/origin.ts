/** Where what is shown of a node comes from: the run, or a preview with initial weights; changes with edits, not with frames. */
import { useSyncExternalStore } from 'react';
import type { Project, ProjectNode } from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';
import { frameOf, onFrame, setOutdated } from '../store/live.ts';
import { useNetwork } from '../store/network.ts';
import { useRun } from '../store/run.ts';

/** 'run': it is in the run as it is drawn; 'preview': it is not, its initial weights are shown; 'none': nothing to show. */
export type NodeOrigin = 'run' | 'preview' | 'none';

const texts = new WeakMap<object, string>();
/** Objects of the document never change, so their text is made once. */
function textOf(value: object): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    texts.set(value, text);
  }
  return text;
}
/** Position and label are not what a node computes. */
export function sameNode(a: ProjectNode, b: ProjectNode): boolean {
  return (
    a === b ||
    (a.type === b.type &&
      a.version === b.version &&
      a.disabled === b.disabled &&
      a.sharesWith === b.sharesWith &&
      (a.params === b.params || textOf(a.params) === textOf(b.params)))
  );
}

const wirings = new WeakMap<object, ReadonlyMap<string, string>>();
/** What feeds each node, as a text. */
function wiringOf({ edges }: Pick<Project, 'edges'>): ReadonlyMap<string, string> {
  let wiring = wirings.get(edges);
  if (!wiring) {
    const built = new Map<string, string>();
    for (const { from, to } of edges) {
      const wire = `${from.node}.${from.port}>${to.port};`;
      built.set(to.node, (built.get(to.node) ?? '') + wire);
    }
    wiring = built;
    wirings.set(edges, wiring);
  }
  return wiring;
}

/** Nodes of `project` that `snapshot` does not have, or has with other parameters or other wires. */
export function changedNodes(
  project: Pick<Project, 'nodes' | 'edges'>,
  snapshot: Pick<Project, 'nodes' | 'edges'>,
): ReadonlySet<string> {
  const changed = new Set<string>();
  if (project.nodes === snapshot.nodes && project.edges === snapshot.edges) return changed;
  const before = new Map(snapshot.nodes.map((node) => [node.id, node]));
  const [wires, wiresBefore] = [wiringOf(project), wiringOf(snapshot)];
  for (const node of project.nodes) {
    const old = before.get(node.id);
    const same = old && sameNode(node, old) && wires.get(node.id) === wiresBefore.get(node.id);
    if (!same) changed.add(node.id);
  }
  return changed;
}

let origins: ReadonlyMap<string, NodeOrigin> = new Map();
let outdated: ReadonlySet<string> = new Set();
/** Output shapes that the run has shown, by node. */
let shapes = new Map<string, string>();
let shapesOf: string | null = null;
let seen = '';
const listeners = new Set<() => void>();

const equalSets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((item) => b.has(item));
const equalMaps = <V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

/** Something upstream may have changed the shape of a node that is the same itself: it is not that of the run then. */
function otherShapes(): readonly string[] {
  const nodes = useNetwork.getState().summary?.nodes ?? {};
  return [...shapes].flatMap(([id, text]) => {
    const value = Object.values(nodes[id]?.outputValues ?? {})[0];
    return value && value.shape.join() !== text ? [id] : [];
  });
}

function update(): void {
  const { run } = useRun.getState();
  const { project } = useDocument.getState();
  if (run?.id !== shapesOf) {
    shapes = new Map();
    shapesOf = run?.id ?? null;
  }
  const frame = frameOf('run');
  if (frame && frame.run === run?.id) {
    for (const view of frame.samples[0]?.nodes ?? []) shapes.set(view.node, view.shape.join());
  }
  const changed = run
    ? new Set([...changedNodes(project, run.project), ...otherShapes()])
    : new Set<string>();
  if (!equalSets(changed, outdated)) {
    outdated = changed;
    setOutdated(changed);
  }
  const inPreview = new Set(frameOf('preview')?.samples[0]?.nodes.map(({ node }) => node));
  const next = new Map<string, NodeOrigin>();
  for (const { id } of project.nodes) {
    if (run && !outdated.has(id)) next.set(id, 'run');
    else if (inPreview.has(id)) next.set(id, 'preview');
  }
  if (equalMaps(next, origins)) return;
  origins = next;
  for (const listener of listeners) listener();
}

/** Begins to follow the document, the run and which nodes the frames show. */
export function startOrigins(): void {
  useDocument.subscribe((state, before) => {
    if (state.project !== before.project) update();
  });
  useRun.subscribe((state, before) => {
    if (state.run !== before.run) update();
  });
  useNetwork.subscribe((state, before) => {
    if (state.summary !== before.summary) update();
  });
  onFrame(() => {
    const [run, preview] = [frameOf('run'), frameOf('preview')];
    const now = `${run?.run} ${run?.watch} ${preview?.watch}`;
    if (now === seen) return;
    seen = now;
    update();
  });
  update();
}

export const originOf = (node: string): NodeOrigin => origins.get(node) ?? 'none';
/** Nodes that the run does not have as they are drawn now; all are in the run where there is none. */
export const outdatedNodes = (): ReadonlySet<string> => outdated;
export function onOrigins(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
/** Renders again only when the origin changes. */
export const useNodeOrigin = (node: string): NodeOrigin =>
  useSyncExternalStore(onOrigins, () => originOf(node));

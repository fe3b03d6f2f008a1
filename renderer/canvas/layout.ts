/** Nodes in, an orderly place for each out of the graph service; they glide there, as one undoable edit. */
import i18next from 'i18next';
import type { Project, ProjectEdge } from '../../engine/index.ts';
import { applyLayout } from '../commands/edits.ts';
import { downstream } from '../commands/wires.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { notify } from '../ui/toasts.ts';
import { fitCanvas, isMotionReduced } from './camera.ts';
import { failureSentence } from './failures.ts';
import { floatNodes, landNodes, syncFlow } from './flow.ts';
import { nodeHeight, nodeWidth, type Point, wholePoint } from './geometry.ts';
import { nodesById } from './lookup.ts';

type Places = Readonly<Record<string, Point>>;
const glideMilliseconds = 260;

/** All nodes, or some: these keep the middle of where they were. */
export async function layOut(ids: readonly string[] | null): Promise<void> {
  const { project } = useDocument.getState();
  const wanted = new Set(ids ?? project.nodes.map(({ id }) => id));
  const nodes = [...nodesById(project.nodes).values()].filter(({ id }) => wanted.has(id));
  if (nodes.length === 0) return;
  const edges = project.edges.filter(
    ({ from, to }) => wanted.has(from.node) && wanted.has(to.node),
  );
  const result = await engine.graph.layout({
    nodes: nodes.map(({ id }) => ({ id, width: nodeWidth, height: nodeHeight })),
    // Skips are drawn as arcs over what they go around, so they ask for no lane of their own.
    edges: edges
      .filter((edge) => edge.to.port !== 'skip' || !goesAround(edge, edges))
      .map(({ from, to }) => ({ from: from.node, to: to.node, skip: to.port === 'skip' })),
    direction: 'right',
  });
  if (!result.ok) return void notify('warning', failureSentence(result.error));
  if (useDocument.getState().project !== project)
    return void notify('information', i18next.t('canvas:layoutStale'));
  const places = ids ? aroundTheirMiddle(project, result.value) : result.value;
  await glide(project, places);
  if (useDocument.getState().project !== project) {
    landNodes();
    syncFlow();
    return;
  }
  landNodes();
  if (!applyLayout(places)) syncFlow();
  if (!ids) fitCanvas();
}

/** Whether other wires lead from its beginning to its end too. */
function goesAround(skip: ProjectEdge, edges: readonly ProjectEdge[]): boolean {
  const others = edges.filter(({ id }) => id !== skip.id);
  return downstream({ edges: others }, skip.from.node).has(skip.to.node);
}

function aroundTheirMiddle({ nodes }: Project, places: Places): Places {
  const byId = nodesById(nodes);
  const entries = Object.entries(places);
  const mean = (of: (entry: (typeof entries)[number]) => number) =>
    entries.reduce((sum, entry) => sum + of(entry), 0) / Math.max(1, entries.length);
  const dx = mean(([id, { x }]) => (byId.get(id)?.position.x ?? x) - x);
  const dy = mean(([id, { y }]) => (byId.get(id)?.position.y ?? y) - y);
  return Object.fromEntries(
    entries.map(([id, { x, y }]) => [id, wholePoint({ x: x + dx, y: y + dy })]),
  );
}

/** Resolves when the nodes have arrived; an edit meanwhile ends it. */
function glide(project: Project, places: Places): Promise<void> {
  const byId = nodesById(project.nodes);
  // A thousand nodes would stutter rather than glide.
  if (isMotionReduced() || Object.keys(places).length > 200) return Promise.resolve();
  const start = performance.now();
  return new Promise((resolve) => {
    const step = () => {
      const share = Math.min(1, (performance.now() - start) / glideMilliseconds);
      const eased = 1 - (1 - share) ** 3;
      const between: Record<string, Point> = {};
      for (const [id, to] of Object.entries(places)) {
        const from = byId.get(id)?.position ?? to;
        between[id] = { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased };
      }
      if (useDocument.getState().project !== project || share === 1) return resolve();
      floatNodes(between);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}

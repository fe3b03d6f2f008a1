/** Live frames, outside React: painters subscribe and draw by themselves, so a refresh costs no commit. */
import type { LiveFrame, NodeView, SampleView, WeightView } from '../../engine/index.ts';

type Listener = () => void;

/** A frame with its views by node, a map for each sample. */
interface IndexedFrame {
  readonly frame: LiveFrame;
  readonly views: readonly ReadonlyMap<string, NodeView>[];
}
let run: IndexedFrame | null = null;
let preview: IndexedFrame | null = null;
/** Nodes that are not in the run as they are drawn now. */
let outdated: ReadonlySet<string> = new Set();
const listeners = new Set<Listener>();

function index(frame: LiveFrame): IndexedFrame {
  return { frame, views: frame.samples.map(firstViews) };
}
/** The first output of each node is what is shown of it. */
function firstViews({ nodes }: SampleView): ReadonlyMap<string, NodeView> {
  const views = new Map<string, NodeView>();
  for (const view of nodes) if (!views.has(view.node)) views.set(view.node, view);
  return views;
}
function tell(): void {
  for (const listener of listeners) listener();
}

/** A frame of the run; or of the preview (its `run` is null), which shows nodes that the run does not have. */
export function showFrame(frame: LiveFrame): void {
  if (frame.run === null) preview = index(frame);
  else run = index(frame);
  tell();
}
export function forgetFrames(which: 'run' | 'preview'): void {
  if (which === 'run') run = null;
  else preview = null;
  tell();
}
/** These nodes are shown with their initial weights, although a run with nodes of the same names is there. */
export function setOutdated(nodes: ReadonlySet<string>): void {
  outdated = nodes;
  tell();
}
/** Called after every frame; returns the way to stop. Draw, never set React state per frame. */
export function onFrame(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const sourceOf = (node: string): IndexedFrame | null =>
  outdated.has(node) || !run ? preview : run;

export interface ShownView {
  readonly view: NodeView;
  readonly sample: SampleView;
  readonly frame: LiveFrame;
}
/** The node's first output for a watched sample: of the run where the run has it as it is drawn, else of the preview. */
export function viewOf(node: string, sample = 0): ShownView | null {
  const source = sourceOf(node);
  const view = source?.views[sample]?.get(node);
  const found = source?.frame.samples[sample];
  return source && view && found ? { view, sample: found, frame: source.frame } : null;
}
export function weightsOf(node: string): readonly WeightView[] {
  return sourceOf(node)?.frame.weights.filter((weight) => weight.node === node) ?? [];
}
/** The newest frame of the run, else of the preview. */
export const newestFrame = (): LiveFrame | null => (run ?? preview)?.frame ?? null;
export const frameOf = (which: 'run' | 'preview'): LiveFrame | null =>
  (which === 'run' ? run : preview)?.frame ?? null;
/** The first output of the network for a watched sample and the right answer, whatever node is looked at. */
export function sampleOf(sample = 0): SampleView | null {
  return newestFrame()?.samples[sample] ?? null;
}

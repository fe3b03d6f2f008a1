/** Live frames, outside React: painters subscribe to a node and draw by themselves, so a refresh costs no commit. */
import type { LiveFrame, NodeView, SampleView, WeightView } from '../../engine/index.ts';

type Listener = () => void;

let liveFrame: LiveFrame | null = null;
let previewFrame: LiveFrame | null = null;
const listeners = new Set<Listener>();

/** A frame of the run; or of the preview, which shows nodes that the run does not have. Null forgets it. */
export function showFrame(frame: LiveFrame): void {
  if (frame.run === null) previewFrame = frame;
  else liveFrame = frame;
  for (const listener of listeners) listener();
}
export function forgetFrames(which: 'run' | 'preview'): void {
  if (which === 'run') liveFrame = null;
  else previewFrame = null;
  for (const listener of listeners) listener();
}
/** Called after every frame; returns the way to stop. Draw, never set React state per frame. */
export function onFrame(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface ShownView {
  readonly view: NodeView;
  readonly sample: SampleView;
  readonly frame: LiveFrame;
}
/** The node's first output for a watched sample: of the run where the run has it, else of the preview. */
export function viewOf(node: string, sample = 0): ShownView | null {
  for (const frame of [liveFrame, previewFrame]) {
    const found = frame?.samples[sample];
    const view = found?.nodes.find((candidate) => candidate.node === node);
    if (frame && found && view) return { view, sample: found, frame };
  }
  return null;
}
export function weightsOf(node: string): readonly WeightView[] {
  for (const frame of [liveFrame, previewFrame]) {
    const found = frame?.weights.filter((weight) => weight.node === node) ?? [];
    if (found.length > 0) return found;
  }
  return [];
}
export const newestFrame = (): LiveFrame | null => liveFrame ?? previewFrame;

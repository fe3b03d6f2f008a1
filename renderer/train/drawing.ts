/** Turns strokes into the watched sample: as the training data are prepared, one question at a time, the newest strokes win. */
import type { SampleReference } from '../../engine/index.ts';
import { sentenceOf } from '../i18n/sentences.ts';
import { engine } from '../store/engine.ts';
import { useView } from '../store/view.ts';
import { notify } from '../ui/toasts.ts';
import { inkOf, inkSize, type Stroke } from './strokes.ts';

let busy = false;
let next: readonly Stroke[] | null = null;
/** Drawings that were begun before this are of no interest any more. */
let session = 0;

export function showDrawing(strokes: readonly Stroke[]): void {
  next = strokes;
  void work();
}
async function work(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    while (next) {
      const strokes = next;
      const of = session;
      next = null;
      const drawing = { width: inkSize, height: inkSize, ink: inkOf(strokes) };
      const result = await engine.training.prepareDrawing(drawing);
      if (of !== session) continue;
      if (result.ok) useView.setState({ sample: { kind: 'values', values: result.value } });
      else notify('bad', sentenceOf(result.error));
    }
  } finally {
    busy = false;
  }
}
/** Shows this sample again; what was drawn last must not come after it. */
export function endDrawing(sample: SampleReference): void {
  session += 1;
  next = null;
  useView.setState({ sample });
}

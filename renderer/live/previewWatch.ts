/** Previews nodes that no run has: their values for the watched samples with their initial weights, one question at a time. */
import type { NodeWatch, SampleReference } from '../../engine/index.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { forgetFrames, showFrame } from '../store/live.ts';
import { useNetwork } from '../store/network.ts';
import { nextWatchId } from './ids.ts';
import type { Wanted } from './plan.ts';
import { type ReadSample, sampleValues } from './samples.ts';

/** Edits that follow each other faster than this are previewed together; milliseconds. */
const previewDelay = 60;

let shownKey: readonly unknown[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let busy = false;
/** Asked for while another preview was being computed; only the newest counts. */
let next: (() => Promise<void>) | null = null;

/** Everything that a preview depends on, to be compared one by one: positions and labels are not in it. */
function keyOf(wanted: Wanted, samples: readonly SampleReference[]): readonly unknown[] {
  const { project } = useDocument.getState();
  const { summary, data } = useNetwork.getState();
  return [
    project.edges,
    project.training.seed,
    project.training.initialWeights?.path,
    data,
    wanted.weightsOf,
    ...samples.map((sample) =>
      sample.kind === 'data' ? `${sample.part} ${sample.index}` : sample.values,
    ),
    ...wanted.nodes.flatMap(({ node, detail }: NodeWatch) => [detail, summary?.nodes[node]]),
  ];
}
const sameKey = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((part, i) => part === b[i]);

/** Shows this from now on; asking for the same again costs nothing. */
export function watchPreview(wanted: Wanted | null, samples: readonly SampleReference[]): void {
  if (!wanted) {
    shownKey = [];
    clearTimeout(timer);
    next = null;
    return;
  }
  const key = keyOf(wanted, samples);
  if (sameKey(key, shownKey)) return;
  shownKey = key;
  clearTimeout(timer);
  // A pen wants to be followed at once, edits come in bursts.
  const delay = samples[0]?.kind === 'values' ? 0 : previewDelay;
  timer = setTimeout(() => {
    next = () => preview(wanted, samples);
    void work();
  }, delay);
}

async function work(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    while (next) {
      const job = next;
      next = null;
      await job();
    }
  } finally {
    busy = false;
  }
}

async function preview(wanted: Wanted, samples: readonly SampleReference[]): Promise<void> {
  const { data } = useNetwork.getState();
  if (!data) return;
  const read = await Promise.all(samples.map((sample) => sampleValues(sample, data)));
  const known = read.filter((sample): sample is ReadSample => sample !== null);
  if (known.length === 0) return;
  const result = await engine.preview.preview({
    project: useDocument.getState().project,
    fields: data.fields,
    watch: { id: nextWatchId(), ...wanted, samples: known.map(({ values }) => values) },
  });
  // A network that cannot be computed has issues that say so; the last picture would be of another one.
  if (!result.ok) {
    forgetFrames('preview');
    return;
  }
  const frame = result.value;
  showFrame({
    ...frame,
    samples: frame.samples.map((sample, i) => ({
      ...sample,
      // The preview gets values only; the data know the right answer.
      target: sample.target ?? known[i]?.target ?? null,
    })),
  });
}
/** The service does not know any more what was asked. */
export function forgetPreviewWatch(): void {
  shownKey = [];
}

/** Takes nodes and samples; gives what a session computes of them: Programs compiled once, two samples in a row. */
import type { Executable, Session, Slot, TensorData } from '../../backends/types.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import type { LoweredProgram } from '../../graph/lower/types.ts';
import { lowerWatch, watchedNumbers } from '../../graph/lower/watch.ts';
import { fillSample, type WatchedSample } from './samples.ts';
import { nodesToProbe } from './sampleView.ts';
import type { NodeWatch } from './types.ts';

/** Most numbers that one look gives out; what is beyond is not shown. */
const mostNumbers = 8_000_000;

export interface Look {
  readonly outputs: Readonly<Record<string, TensorData>>;
  /** On the threads. */
  readonly milliseconds: number;
}
/** Looks on their way (none when the session skips them), and how long it took to hand them over. */
export interface Started {
  readonly done: Promise<readonly Look[]>;
  readonly milliseconds: number;
}
interface Lens {
  readonly nodes: ReadonlySet<string>;
  readonly lowered: LoweredProgram;
  readonly executable: Executable;
}

export class Prober {
  private readonly session: Session;
  private readonly network: InferredNetwork;
  private lens: Lens | null = null;

  constructor(session: Session, network: InferredNetwork) {
    this.session = session;
    this.network = network;
  }

  /** Whether these nodes can be looked at without compiling anything. */
  covers(watched: readonly NodeWatch[]): boolean {
    const { lens } = this;
    return lens !== null && this.wanted(watched).every((id) => lens.nodes.has(id));
  }

  /** Compiles what is needed. A Program covers what was wanted before too, so that going back and forth costs nothing. */
  async prepare(watched: readonly NodeWatch[]): Promise<void> {
    if (this.covers(watched)) return;
    const wanted = this.wanted(watched);
    const all = new Set([...(this.lens?.nodes ?? []), ...wanted]);
    const ids = this.network.order.filter((id) => all.has(id));
    const nodes = watchedNumbers(this.network, ids) <= mostNumbers ? ids : wanted;
    const lowered = lowerWatch(this.network, nodes);
    const executable = await this.session.load(lowered.program);
    this.lens = { nodes: new Set(nodes), lowered, executable };
  }

  /**
   * Looks at each sample; resolves once all are handed to the session, in a row, so that they see the same state. `step`
   * keys the masks. Call `prepare` first.
   */
  async start(
    samples: readonly WatchedSample[],
    numbers: { readonly seed: number; readonly step: number },
  ): Promise<Started> {
    const { lens } = this;
    if (!lens) return { done: Promise.resolve([]), milliseconds: 0 };
    const slots: Slot[] = [];
    for (const _ of samples) slots.push(await lens.executable.acquire());
    const began = performance.now();
    samples.forEach(({ values }, i) => {
      fillSample(slots[i] as Slot, lens.lowered, values, numbers);
    });
    const done = Promise.all(slots.map((slot) => slot.run())).then((looks) =>
      looks.every(({ status }) => status === 'done') ? looks : [],
    );
    done.catch(() => undefined);
    return { done, milliseconds: performance.now() - began };
  }

  /** In the order of computation; the first that fit, those wanted in full before thumbnails. */
  private wanted(watched: readonly NodeWatch[]): readonly string[] {
    const all = nodesToProbe(this.network, watched);
    if (watchedNumbers(this.network, all) <= mostNumbers) return all;
    const kept: NodeWatch[] = [];
    for (const detail of ['full', 'thumbnail'] as const)
      for (const watch of watched) {
        if (watch.detail !== detail) continue;
        const more = nodesToProbe(this.network, [...kept, watch]);
        if (watchedNumbers(this.network, more) <= mostNumbers) kept.push(watch);
      }
    return nodesToProbe(this.network, kept);
  }
}

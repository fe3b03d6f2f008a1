/** Listens in on the training stream of a page: installed before it loads; packets with their time of arrival out. */
import type { Page } from '@playwright/test';

/** What a packet brought, at `at` ms of the page's clock. */
export interface Arrival {
  readonly at: number;
  /** Batches it told of, and the last one's number. */
  readonly batches: number;
  readonly step: number;
  /** Of the frame in it, or null: frames a second, and the share of training time that watching took so far. */
  readonly frame: { readonly rate: number; readonly share: number } | null;
}

/** Call before `goto`. Nothing of the window is changed: the setter of `onmessage` is wrapped. */
export async function listenIn(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const arrivals: unknown[] = [];
    Object.assign(window, { arrivals });
    const own = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
    if (!own?.set) throw new Error('Ports have no onmessage to wrap.');
    const { set } = own;
    interface Packet {
      messages?: { kind: string; points?: { steps: number[] } }[];
      frame?: { rate: number; share: number } | null;
    }
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      ...own,
      set(listener: ((event: MessageEvent<Packet>) => void) | null) {
        if (!listener) return set.call(this, null);
        return set.call(this, (event: MessageEvent<Packet>) => {
          const { messages, frame } = event.data ?? {};
          if (messages) {
            const steps = messages.flatMap(({ kind, points }) =>
              kind === 'curve' && points ? [...points.steps] : [],
            );
            arrivals.push({
              at: performance.now(),
              batches: steps.length,
              step: steps.at(-1) ?? 0,
              frame: frame ? { rate: frame.rate, share: frame.share } : null,
            });
          }
          listener.call(this as MessagePort, event);
        });
      },
    });
  });
}

/** All arrivals so far. */
export function arrivalsOf(page: Page): Promise<readonly Arrival[]> {
  return page.evaluate(() => (window as unknown as { arrivals: Arrival[] }).arrivals);
}
/** Batches between two times of the page's clock, a second; frames a second; the last share that was told. */
export function between(
  arrivals: readonly Arrival[],
  start: number,
  end: number,
): { readonly batchesPerSecond: number; readonly framesPerSecond: number; readonly share: number } {
  const inside = arrivals.filter(({ at }) => at > start && at <= end);
  const seconds = (end - start) / 1000;
  const frames = inside.filter(({ frame }) => frame !== null);
  return {
    batchesPerSecond: inside.reduce((sum, { batches }) => sum + batches, 0) / seconds,
    framesPerSecond: frames.length / seconds,
    share: frames.at(-1)?.frame?.share ?? Number.NaN,
  };
}
export const clockOf = (page: Page): Promise<number> => page.evaluate(() => performance.now());

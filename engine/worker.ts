/** What runs in a worker of a host: its services behind an endpoint, as one flat frozen object each (Comlink). */
import './util/jitless.ts';
import { type Endpoint, expose, transfer } from 'comlink';
import type { ModelRunner, Platform } from './platform.ts';
import { exchangeService } from './services/exchange/service.ts';
import { graphService } from './services/graph/service.ts';
import { previewService } from './services/preview/service.ts';
import { trainingService } from './services/training/service.ts';
import type { MountedFile } from './services/training/types.ts';
import { buffersOf } from './util/buffers.ts';

/** Beside Comlink's own messages: the thread answers nothing for a while, and is well. */
export interface BusyNotice {
  readonly kind: 'busy';
  readonly busy: boolean;
}
/** A platform whose files are those that a person opened. */
export interface MountingPlatform extends Platform {
  mount(root: string, files: readonly MountedFile[]): void;
  /** Where runs are kept, as `openFile` understands it. */
  readonly runsDirectory: string;
}

export function serveGraph(endpoint: Endpoint): void {
  expose(
    Object.freeze({ ...graphService(), ping: async () => ({ ok: true, value: null }) }),
    endpoint,
  );
}
export function serveTraining(platform: MountingPlatform, endpoint: Endpoint): void {
  const service = trainingService(platform, {
    runsDirectory: platform.runsDirectory,
    mount: (root, files) => platform.mount(root, files),
    onBusy: busyNotices(endpoint),
  });
  expose(transferring(service), endpoint);
}
export function servePreview(platform: MountingPlatform, endpoint: Endpoint): void {
  const service = previewService(platform, {
    mount: (root, files) => platform.mount(root, files),
    onBusy: busyNotices(endpoint),
  });
  expose(transferring(service), endpoint);
}

export function serveExchange(platform: Platform, runner: ModelRunner, endpoint: Endpoint): void {
  const onBusy = busyNotices(endpoint);
  expose(transferring(exchangeService(platform, { runner, onBusy })), endpoint);
}

/** Announcements may nest; the other side hears of the outermost. */
function busyNotices(endpoint: Endpoint): (busy: boolean) => void {
  let depth = 0;
  return (busy) => {
    depth += busy ? 1 : -1;
    if (depth === (busy ? 1 : 0)) endpoint.postMessage({ kind: 'busy', busy } satisfies BusyNotice);
  };
}

/** The same service, whose results hand their arrays over rather than copy them: nobody here uses them again. */
function transferring<S extends object>(service: S): S {
  const methods = Object.entries(service).map(([name, method]) => [
    name,
    async (...given: unknown[]) => {
      const result: unknown = await (method as (...given: unknown[]) => unknown)(...given);
      return typeof result === 'object' && result !== null
        ? transfer(result, [...buffersOf(result)])
        : result;
    },
  ]);
  return Object.freeze(Object.fromEntries(methods)) as S;
}

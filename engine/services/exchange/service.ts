/** Serves exchange: a platform and another program that runs models in; files out and projects in, as plain data. */
import { wasmBackend } from '../../backends/wasm/index.ts';
import type { ModelRunner, Platform } from '../../platform.ts';
import { announcing, type Busy } from '../../runtime/busy.ts';
import { NetloomError } from '../../util/errors.ts';
import { Turns } from '../../util/turns.ts';
import { settle } from '../result.ts';
import { exportFile } from './exportFile.ts';
import { importFile } from './importFile.ts';
import type { ExchangeService } from './types.ts';

export interface ExchangeOptions {
  readonly runner: ModelRunner;
  readonly onBusy?: Busy;
}

/** Give it a platform without shared memory and it computes on the calling thread. */
export function exchangeService(
  platform: Platform,
  { runner, onBusy = () => undefined }: ExchangeOptions,
): ExchangeService {
  const backend = announcing(wasmBackend(platform), onBusy);
  const turns = new Turns();
  let cancelling = new AbortController();
  return Object.freeze<ExchangeService>({
    exportFile: (material, choice, progress) => {
      const { signal } = cancelling;
      return settle(() =>
        turns.take(async () => {
          signal.throwIfAborted();
          const tell = (done: unknown) => progress.postMessage(done);
          return exportFile(material, choice, { backend, runner, signal, tell });
        }),
      ).finally(() => progress.close());
    },
    cancelExport: () =>
      settle(() => {
        cancelling.abort(new NetloomError('cancelled', 'The export was cancelled.'));
        cancelling = new AbortController();
        return null;
      }),
    importModel: (request) => settle(() => importFile(request)),
    ping: () => settle(() => null),
  });
}

/** Serves previews: a document and samples in; what its layers do to them with initial weights out. */
import { wasmBackend } from '../../backends/wasm/index.ts';
import type { Platform } from '../../platform.ts';
import { announcing, type Busy } from '../../runtime/busy.ts';
import { settle } from '../result.ts';
import { Previewer } from './previewer.ts';
import type { PreviewService } from './types.ts';

/** Give it a platform without shared memory and it computes on the calling thread. */
export function previewService(platform: Platform, onBusy: Busy = () => undefined): PreviewService {
  const previewer = new Previewer(announcing(wasmBackend(platform), onBusy));
  return Object.freeze<PreviewService>({
    preview: (request) => settle(() => previewer.preview(request)),
    explainPixel: (pixel) => settle(() => previewer.explain(pixel)),
    ping: () => settle(() => null),
  });
}

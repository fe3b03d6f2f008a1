/** Serves previews: a document and samples in; what its layers do to them with the weights that training would begin with out. */
import { wasmBackend } from '../../backends/wasm/index.ts';
import type { Platform } from '../../platform.ts';
import { announcing, type Busy } from '../../runtime/busy.ts';
import { NetloomError } from '../../util/errors.ts';
import { settle } from '../result.ts';
import type { MountedFile } from '../training/types.ts';
import { Previewer } from './previewer.ts';
import type { PreviewService } from './types.ts';

export interface PreviewOptions {
  /** Makes files readable below a root; a platform that reads paths by itself needs none. */
  readonly mount?: (root: string, files: readonly MountedFile[]) => void;
  readonly onBusy?: Busy;
}

/** Give it a platform without shared memory and it computes on the calling thread. */
export function previewService(
  platform: Platform,
  { mount, onBusy = () => undefined }: PreviewOptions = {},
): PreviewService {
  const previewer = new Previewer(announcing(wasmBackend(platform), onBusy), platform);
  return Object.freeze<PreviewService>({
    preview: (request) => settle(() => previewer.preview(request)),
    explainPixel: (pixel) => settle(() => previewer.explain(pixel)),
    mount: (root, files) =>
      settle(() => {
        if (!mount) throw new NetloomError('not-here', 'Files are opened by their paths.');
        mount(root, files);
        return null;
      }),
    ping: () => settle(() => null),
  });
}

/** The worker that writes and proves files, and reads models: serves the exchange service; computes by itself. */
import { ortRunner } from '../../engine/formats/onnx/ortRunner.ts';
import { serveExchange } from '../../engine/worker.ts';
import { browserPlatform } from './browserPlatform.ts';
import { reportTrouble } from './trouble.ts';

/** The build takes its WebAssembly along, so it comes from where the window comes from. */
const onnxRuntime = ortRunner(() => import('onnxruntime-web/wasm'));

reportTrouble();
serveExchange(browserPlatform({ sharedMemory: false }), onnxRuntime, self);

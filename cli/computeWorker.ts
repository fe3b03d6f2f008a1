/** The file each Node compute thread runs: joins the parent's port to the engine's compute thread. */
import { parentPort } from 'node:worker_threads';
import { runComputeThread } from '../engine/backends/wasm/computeThread.ts';

if (!parentPort) throw new Error('Internal error: computeWorker must run as a worker thread.');
const port = parentPort;
runComputeThread({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => port.on('message', listener),
});

/** The file that each compute thread runs: joins its parent's messages to the engine's compute thread. */
import { runComputeThread } from '../../engine/backends/wasm/computeThread.ts';

runComputeThread({
  post: (message) => postMessage(message),
  onMessage: (listener) => addEventListener('message', ({ data }) => listener(data)),
});

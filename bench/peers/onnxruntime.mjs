// onnxruntime-web, backend `wasm`: bytes of a model and a number of threads in, an inference to time out.
import * as ort from 'onnxruntime-web';
import { madeUp, size } from './steps.mjs';

/** `shape` is the input's, channels first. `wasmPath`: where a browser finds the library's files. */
export async function prepare(model, shape, { threads, wasmPath }) {
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  if (wasmPath) ort.env.wasm.wasmPaths = `${wasmPath}/onnxruntime/`;
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
  });
  const feeds = { input: new ort.Tensor('float32', madeUp(size(shape)), shape) };
  return {
    threads: ort.env.wasm.numThreads,
    async step() {
      const { logits } = await session.run(feeds);
      return logits.data[0];
    },
  };
}

/** Nothing in; what runs ONNX files in this process out. Its WebAssembly lies beside the built entry. */
import { ortRunner } from '../engine/index.ts';

export const onnxRuntime = ortRunner(async () => {
  const runtime = await import('onnxruntime-web');
  const beside = (name: string) => new URL(`./${name}`, import.meta.url).href;
  runtime.env.wasm.wasmPaths = {
    mjs: beside('ort-wasm-simd-threaded.mjs'),
    wasm: beside('ort-wasm-simd-threaded.wasm'),
  };
  return runtime;
});

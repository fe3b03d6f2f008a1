/** The onnxruntime-web module in, what runs ONNX files with it out. */
import type { ModelRunner, ModelTensor, RunnableModel } from '../../platform.ts';
import { invariant } from '../../util/errors.ts';

export type OnnxRuntime = typeof import('onnxruntime-web');

/**
 * `load` is called when a model is first opened: the runtime weighs 14 MB. It runs on the calling thread alone, because
 * its threads are workers made from blobs, which our Content-Security-Policy forbids.
 */
export function ortRunner(load: () => Promise<OnnxRuntime>): ModelRunner {
  let loading: Promise<OnnxRuntime> | null = null;
  let version = '';
  return {
    get name() {
      return `onnxruntime-web${version}`;
    },
    async open(model, beside) {
      loading ??= load().then(prepared);
      const runtime = await loading;
      version = ` ${runtime.env.versions.web ?? runtime.env.versions.common}`;
      const session = await runtime.InferenceSession.create(model, {
        externalData: [...beside].map(([path, data]) => ({ path, data })),
        executionProviders: ['wasm'],
        // It would say in its own way what we say in ours.
        logSeverityLevel: 3,
      });
      return opened(runtime, session);
    },
  };
}

function prepared(runtime: OnnxRuntime): OnnxRuntime {
  const { wasm } = runtime.env;
  wasm.numThreads = 1;
  wasm.proxy = false;
  return runtime;
}

type Session = Awaited<ReturnType<OnnxRuntime['InferenceSession']['create']>>;

function opened({ Tensor }: OnnxRuntime, session: Session): RunnableModel {
  return {
    async run(inputs) {
      const feeds = Object.fromEntries(
        [...inputs].map(([name, { dims, data }]) => [
          name,
          data instanceof Float32Array
            ? new Tensor('float32', data, dims)
            : new Tensor('int32', data, dims),
        ]),
      );
      const results = await session.run(feeds);
      return new Map(
        Object.entries(results).map(([name, { dims, data }]): [string, ModelTensor] => {
          invariant(
            data instanceof Float32Array || data instanceof Int32Array,
            `${name} holds numbers that we know`,
          );
          return [name, { dims, data }];
        }),
      );
    },
    close: () => session.release(),
  };
}

/** The WebAssembly backend: Programs become modules that compute threads run whole steps of. */
import type { Backend } from '../types.ts';
import { compileProgram } from './compile.ts';
import { detectTarget } from './detect.ts';
import { type ComputePlatform, WasmSession } from './session.ts';

export { acceptsRelaxedSimd } from './detect.ts';
export { measureGemmPeak } from './peak.ts';

/** Threads come from the host; where memory cannot be shared, steps run on the calling thread. */
export function wasmBackend(platform: ComputePlatform): Backend {
  return {
    name: 'wasm',
    createSession: async (options) => {
      const target = detectTarget();
      return new WasmSession(platform, options, (program, stateOffsets, haltOutput) =>
        compileProgram(program, { target, stateOffsets, haltOutput, onStage: options.onStage }),
      );
    },
  };
}

/** Turns on relaxed SIMD (fused multiply-add) where the engine has it but leaves it off, as Node 20 does. */
import { setFlagsFromString } from 'node:v8';
import { acceptsRelaxedSimd } from '../engine/index.ts';

/** Call before the first WebAssembly module is compiled. A newer engine has no such flag and would complain of it. */
export function enableRelaxedSimd(): void {
  if (!acceptsRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** Turns on relaxed SIMD (fused multiply-add) where the engine has it but leaves it off, as Node 20 does. */
import { setFlagsFromString } from 'node:v8';

/** (module (func (param v128) (result v128) local.get 0 ×3 f32x4.relaxed_madd)) */
const usesRelaxedMadd = Uint8Array.of(
  0x00,
  0x61,
  0x73,
  0x6d,
  0x01,
  0x00,
  0x00,
  0x00,
  0x01,
  0x06,
  0x01,
  0x60,
  0x01,
  0x7b,
  0x01,
  0x7b,
  0x03,
  0x02,
  0x01,
  0x00,
  0x0a,
  0x0d,
  0x01,
  0x0b,
  0x00,
  0x20,
  0x00,
  0x20,
  0x00,
  0x20,
  0x00,
  0xfd,
  0x85,
  0x02,
  0x0b,
);

/** Call before the first WebAssembly module is compiled. A newer engine has no such flag and would complain of it. */
export function enableRelaxedSimd(): void {
  if (!WebAssembly.validate(usesRelaxedMadd))
    setFlagsFromString('--experimental-wasm-relaxed-simd');
}

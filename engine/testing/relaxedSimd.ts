/** Turns on relaxed SIMD in Node 20, as the command line does, before a test compiles WebAssembly. */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--experimental-wasm-relaxed-simd');

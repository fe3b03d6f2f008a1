/** Finds out what the host's WebAssembly can do by validating and executing tiny modules, never by version. */
import type { FunctionBuilder } from './assembler/function.ts';
import { ModuleBuilder } from './assembler/module.ts';
import type { Target } from './task.ts';

export interface HostSupport {
  readonly simd: boolean;
  /** f32x4.relaxed_madd is there and rounds once. */
  readonly relaxedMadd: boolean;
  /** Atomic instructions on a shared memory. */
  readonly threads: boolean;
}

let found: HostSupport | undefined;

/** What this host executes; tried once, then remembered (engine flags must be set before). */
export function detectHost(): HostSupport {
  found ??= { simd: hasSimd(), relaxedMadd: fusesMultiplyAdd(), threads: hasThreads() };
  return found;
}
/** The part of it that code generators choose by. */
export function detectTarget(): Target {
  return { relaxedMadd: detectHost().relaxedMadd };
}
/** For people and for checkpoints: '128-bit, relaxed FMA, threads'. */
export function describeHost(host: HostSupport, shared: boolean): string {
  return [
    '128-bit',
    ...(host.relaxedMadd ? ['relaxed FMA'] : []),
    ...(shared ? ['threads'] : []),
  ].join(', ');
}

function hasSimd(): boolean {
  const module = new ModuleBuilder({});
  module.func(['f32'], ['f32'], (f) =>
    f.get(0).op('f32x4.splat').op('f32x4.sqrt').lane('f32x4.extract_lane', 0),
  );
  return WebAssembly.validate(module.build());
}

function hasThreads(): boolean {
  const module = new ModuleBuilder({ memory: { minimum: 1, maximum: 1, shared: true } });
  module.func([], ['i32'], (f) => f.i32(0).i32(1).memory('i32.atomic.rmw.add'));
  return WebAssembly.validate(module.build()) && typeof SharedArrayBuffer !== 'undefined';
}

/**
 * Whether modules with relaxed SIMD are valid here. An engine that has it but leaves it off (V8's
 * --experimental-wasm-relaxed-simd) can be switched on by the host before anything else asks.
 */
export function acceptsRelaxedSimd(): boolean {
  return WebAssembly.validate(relaxedMaddModule());
}

function relaxedMaddModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({});
  const splat = (f: FunctionBuilder, parameter: number) => f.get(parameter).op('f32x4.splat');
  module.func(
    ['f32', 'f32'],
    ['f32'],
    (f) => {
      splat(f, 0);
      splat(f, 0);
      splat(f, 1);
      f.op('f32x4.relaxed_madd').lane('f32x4.extract_lane', 3);
    },
    'madd',
  );
  return module.build();
}

/**
 * (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴ does not fit an f32: only a fused multiply-add keeps the last term.
 * The relaxed SIMD proposal allows either, so the host is asked.
 */
function fusesMultiplyAdd(): boolean {
  if (!acceptsRelaxedSimd()) return false;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(relaxedMaddModule()));
  const madd = instance.exports.madd as (factor: number, addend: number) => number;
  return madd(1 + 2 ** -12, -(1 + 2 ** -11)) === 2 ** -24;
}

/** Reads the golden files that scripts/goldens/generate.py wrote; gives typed cases. */
import { readFileSync } from 'node:fs';
import type { DType } from '../ir/types.ts';

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly dtype?: DType;
  readonly data: readonly number[];
}
export type GoldenTensors = Readonly<Record<string, GoldenTensor>>;
export type GoldenPorts = Readonly<Record<string, readonly GoldenTensor[]>>;

/** A layer or a loss: what it gives, and the gradients that the cotangents of its outputs cause. */
export interface LayerCase {
  readonly name: string;
  readonly layer: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly training?: boolean;
  readonly inputs: GoldenPorts;
  readonly weights?: GoldenTensors;
  readonly cotangents: GoldenTensors;
  readonly outputs: GoldenTensors;
  readonly gradients: GoldenPorts;
  readonly weightGradients?: GoldenTensors;
  /** New values of weights that are not trained (running statistics). */
  readonly updates?: GoldenTensors;
}

export interface ClipChoice {
  readonly by: 'value' | 'norm';
  readonly limit: number;
}
export interface ClipCase {
  readonly clip: ClipChoice;
  readonly gradients: readonly GoldenTensor[];
  readonly clipped: readonly GoldenTensor[];
  readonly norm?: number;
}

export interface OptimizerCase {
  readonly optimizer: string;
  readonly params: Readonly<Record<string, unknown>> & { readonly learningRate: number };
  readonly clip?: ClipChoice;
  /** Values of every parameter after each step. */
  readonly trajectory: readonly (readonly (readonly number[])[])[];
}
export interface OptimizerGoldens {
  readonly parameters: readonly GoldenTensor[];
  /** For each step a gradient for each parameter. */
  readonly gradients: readonly (readonly GoldenTensor[])[];
  readonly cases: readonly OptimizerCase[];
}

export interface ScheduleCase {
  readonly schedule: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly base: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** From step 0. */
  readonly rates: readonly number[];
}

/** How a tensor is made on both sides: see `hashed`. */
export interface Recipe {
  readonly shape: readonly number[];
  readonly seed: number;
  readonly scale: number;
  readonly offset: number;
}
/** A large tensor as evenly spaced elements and a projection on hashed directions. */
export interface Digest {
  readonly shape: readonly number[];
  readonly stride: number;
  readonly sample: readonly number[];
  readonly projection: number;
  /** Σ|x·direction|: what errors of the projection are relative to. */
  readonly magnitude: number;
}
export interface NetworkCase {
  readonly name: string;
  readonly input: Recipe;
  readonly target: readonly number[];
  readonly weights: Readonly<Record<string, Recipe>>;
  /** Before each step. */
  readonly losses: readonly number[];
  readonly gradients: Readonly<Record<string, GoldenTensor | Digest>>;
  readonly after: Readonly<Record<string, GoldenTensor | Digest>>;
  readonly statistics: GoldenTensors;
}

interface Goldens {
  layers: readonly LayerCase[];
  losses: readonly LayerCase[];
  clipping: readonly ClipCase[];
  optimizers: OptimizerGoldens;
  schedules: readonly ScheduleCase[];
  networks: readonly NetworkCase[];
}

export function goldens<N extends keyof Goldens>(name: N): Goldens[N] {
  return JSON.parse(readFileSync(new URL(`goldens/${name}.json`, import.meta.url), 'utf8'));
}

/** The tensor of a recipe; bit-equal to `hashed` in scripts/goldens/networks.py. */
export function hashed({ shape, seed, scale, offset }: Recipe): Float64Array {
  const count = shape.reduce((product, length) => product * length, 1);
  return Float64Array.from({ length: count }, (_, i) => {
    let x = Math.imul(i + Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
    x ^= x >>> 13;
    x = Math.imul(x, 0xc2b2ae35);
    x ^= x >>> 16;
    return ((x >>> 22) / 1024 - 0.5) * scale + offset;
  });
}

/** Gradient checks: a loss built of params in; where autodiff and central differences in f64 disagree out. */
import { gradients } from '../autodiff/gradients.ts';
import { evaluate, type NamedData } from '../backends/reference/evaluate.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import { param } from '../ir/construct.ts';
import type { Program, Shape, ValueId } from '../ir/types.ts';
import { eliminateDeadCode } from '../passes/deadCode.ts';
import { RandomStream } from '../util/random.ts';

/** The usual defaults of such checks. */
const EPSILON = 1e-6;
const ABSOLUTE_TOLERANCE = 1e-5;
const RELATIVE_TOLERANCE = 1e-3;

export interface CheckedParam {
  readonly shape: Shape;
  /** f32 elements, row-major. */
  readonly data: readonly number[];
}
export interface GradientMismatch {
  readonly param: string;
  readonly element: number;
  readonly analytic: number;
  readonly numeric: number;
}
export interface GradientCheckOptions {
  /** Values of the inputs that `build` names, and of params that are not to be checked. */
  readonly inputs?: NamedData;
  readonly fixed?: NamedData;
  /** At most so many elements of each param, chosen at random (fixed seed); all by default. */
  readonly elements?: number;
  /** For controls: what to make of each gradient before it is compared. */
  readonly distort?: (gradient: number) => number;
}

/**
 * Compares the gradient of each element of `params` with (loss(x + ε) − loss(x − ε)) / 2ε, both in f64 on the
 * reference backend. `build` returns the loss, an f32 scalar, made of `param(e, name, shape)` for the names in
 * `params`. An empty result means that all agree within 1e-5 + 1e-3·|numeric|.
 */
export function checkGradients(
  build: (e: ProgramBuilder, params: Readonly<Record<string, ValueId>>) => ValueId,
  params: Readonly<Record<string, CheckedParam>>,
  options: GradientCheckOptions = {},
): readonly GradientMismatch[] {
  const names = Object.keys(params);
  const [gradientProgram, lossProgram] = programs(build, params);
  const values: Record<string, number[]> = {};
  for (const [name, { data }] of Object.entries(params)) values[name] = [...data];
  const run = (program: Program) =>
    evaluate(program, options.inputs ?? {}, { ...options.fixed, ...values }, 'f64').outputs;
  const lossAt = () => run(lossProgram).loss?.[0] as number;

  const analytic = run(gradientProgram);
  const mismatches: GradientMismatch[] = [];
  for (const name of names) {
    const data = values[name] as number[];
    for (const element of chosen(data.length, options.elements)) {
      const x = data[element] as number;
      data[element] = x + EPSILON;
      const above = lossAt();
      data[element] = x - EPSILON;
      const numeric = (above - lossAt()) / (2 * EPSILON);
      data[element] = x;
      const found = analytic[`gradient of ${name}`]?.[element] as number;
      const gradient = options.distort === undefined ? found : options.distort(found);
      const near = ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * Math.abs(numeric);
      if (!(Math.abs(gradient - numeric) <= near))
        mismatches.push({ param: name, element, analytic: gradient, numeric });
    }
  }
  return mismatches;
}

/** One Program of the gradients, and one of the loss alone, which runs twice for each element. */
function programs(
  build: (e: ProgramBuilder, params: Readonly<Record<string, ValueId>>) => ValueId,
  params: Readonly<Record<string, CheckedParam>>,
): [Program, Program] {
  const e = new ProgramBuilder();
  const entries = Object.entries(params).map(
    ([name, { shape }]) => [name, param(e, name, shape)] as const,
  );
  const loss = build(e, Object.fromEntries(entries));
  e.output('loss', loss);
  const lossProgram = eliminateDeadCode(e.finish('loss'));
  const values = entries.map(([, value]) => value);
  gradients(e, loss, values).forEach((gradient, i) => {
    e.output(`gradient of ${entries[i]?.[0]}`, gradient);
  });
  return [e.finish('gradients'), lossProgram];
}

function chosen(count: number, most = count): Iterable<number> {
  return count <= most
    ? Array(count).keys()
    : new RandomStream(count).permutation(count).subarray(0, most);
}

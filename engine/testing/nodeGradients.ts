/** Takes an example of a node definition; gives its gradients by autodiff and by central differences, in f64. */
import { gradients } from '../autodiff/gradients.ts';
import { evaluate } from '../backends/reference/evaluate.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import { add, constant, input, mul, random, sum } from '../ir/construct.ts';
import type { Program, TensorType, ValueId } from '../ir/types.ts';
import type { InferredNode, NodeDefinition } from '../layers/types.ts';
import { RandomStream } from '../util/random.ts';

export type Example = NodeDefinition['examples'][number];

/** The example as a Program: its outputs and new statistics have types, its inputs have numbers. */
export interface BuiltNode {
  readonly inferred: InferredNode;
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly statistics: Readonly<Record<string, TensorType>>;
  /** Output `objective`, and for each differentiable input its gradient under the input's name. */
  readonly program: Program;
  readonly feed: Readonly<Record<string, readonly number[]>>;
  /** Differentiable inputs: `<port> <index>`, or the name of a weight. */
  readonly wanted: readonly string[];
}

/** gradcheck's step. */
const EPSILON = 1e-6;
const sizeOf = ({ shape }: TensorType): number => shape.reduce((a, b) => a * b, 1);

/** The objective is Σ output·random weights. Throws when the example's params or types are refused. */
export function buildExample(
  definition: NodeDefinition,
  example: Example,
  training: boolean,
): BuiltNode {
  const params = definition.params.parse(example.params);
  const inferred = definition.infer(params, example.inputs);
  if ('problem' in inferred) throw new Error(`refused: ${JSON.stringify(inferred.problem)}`);
  const e = new ProgramBuilder();
  const stream = new RandomStream(11);
  const feed: Record<string, number[]> = { seed: [5], step: [3] };
  const wanted = new Map<string, ValueId>();
  const given = (name: string, type: TensorType, fill: () => number, differentiated = true) => {
    feed[name] = Array.from({ length: sizeOf(type) }, fill);
    const value = input(e, name, type.shape, type.dtype);
    if (differentiated && type.dtype === 'f32') wanted.set(name, value);
    return value;
  };
  const suits = fillerOf(params, example, stream);
  const statistics: Record<string, TensorType> = {};
  let uses = 0;
  const built = definition.build({
    emitter: e,
    params,
    training,
    inputs: mapValues(example.inputs, (types, port) =>
      types.map((type, i) => given(`${port} ${i}`, type, suits(type))),
    ),
    weights: Object.fromEntries(
      inferred.weights.map(({ name, type, trainable }) => [
        name,
        given(name, type, () => 0.5 + stream.uniform(), trainable),
      ]),
    ),
    setWeight: (name, value) => {
      statistics[name] = e.typeOf(value);
    },
    random: (shape) => {
      const [seed, step] = [input(e, 'seed', [], 'u32'), input(e, 'step', [], 'u32')];
      return random(e, seed, step, shape, { node: 1, use: uses++ });
    },
  });
  const outputs = mapValues(built, (value) => e.typeOf(value));
  emitGradients(e, Object.values(built), wanted, stream);
  const names = [...wanted.keys()];
  return { inferred, outputs, statistics, program: e.finish(definition.type), feed, wanted: names };
}

function emitGradients(
  e: ProgramBuilder,
  outputs: readonly ValueId[],
  wanted: ReadonlyMap<string, ValueId>,
  stream: RandomStream,
): void {
  const objective = outputs
    .map((value) => {
      const type = e.typeOf(value);
      const directions = Array.from({ length: sizeOf(type) }, () => stream.normal());
      return sum(e, mul(e, value, constant(e, type.shape, directions)));
    })
    .reduce((total, part) => add(e, total, part));
  e.output('objective', objective);
  const found = gradients(e, objective, [...wanted.values()]);
  [...wanted.keys()].forEach((name, i) => {
    e.output(name, found[i] as ValueId);
  });
}
function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value, key)]),
  );
}

/** For each differentiable input what autodiff and what central differences say, in f64. */
export function gradientsOf({ program, feed, wanted }: BuiltNode): readonly {
  name: string;
  analytic: readonly number[];
  numeric: readonly number[];
}[] {
  const used = program.instructions.flatMap(({ op, attributes }) =>
    op === 'input' ? [attributes.name] : [],
  );
  const at = (values: Readonly<Record<string, readonly number[]>>) =>
    evaluate(program, Object.fromEntries(used.map((name) => [name, values[name] ?? []])), {})
      .outputs;
  const analytic = at(feed);
  return wanted.map((name) => {
    const values = feed[name] ?? [];
    const moved = (index: number, by: number) =>
      at({ ...feed, [name]: values.map((x, i) => (i === index ? x + by : x)) })
        .objective?.[0] as number;
    const slope = (index: number) =>
      (moved(index, EPSILON) - moved(index, -EPSILON)) / (2 * EPSILON);
    return {
      name,
      analytic: Array.from(analytic[name] ?? []),
      numeric: values.map((_, index) => slope(index)),
    };
  });
}

/** Numbers that suit the node: class numbers for i32, probabilities where a loss takes them, else normal ones. */
function fillerOf(params: unknown, example: Example, stream: RandomStream) {
  const { fromLogits } = params as { readonly fromLogits?: boolean };
  const classes = example.inputs.prediction?.[0]?.shape.at(-1) ?? 2;
  return (type: TensorType) => (): number => {
    if (type.dtype !== 'f32') return stream.integer(Math.max(2, classes));
    return fromLogits === false ? 0.05 + 0.9 * stream.uniform() : stream.normal();
  };
}

/** gradcheck's tolerances: |analytic − numeric| ≤ 1e-5 + 1e-3·|numeric|. */
export function disagreements(
  analytic: readonly number[],
  numeric: readonly number[],
): readonly number[] {
  return numeric.flatMap((expected, i) => {
    const error = Math.abs((analytic[i] as number) - expected);
    return error <= 1e-5 + 1e-3 * Math.abs(expected) ? [] : [i];
  });
}

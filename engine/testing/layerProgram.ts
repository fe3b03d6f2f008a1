/** Takes a golden case of a layer or loss; gives the Program of its outputs, gradients and new statistics. */
import { gradients } from '../autodiff/gradients.ts';
import { nodeTypes } from '../graph/registry.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import { add, input, mul, sum } from '../ir/construct.ts';
import type { Program, TensorType, ValueId } from '../ir/types.ts';
import type { NodeDefinition } from '../layers/types.ts';
import type { GoldenTensor, LayerCase } from './goldenCases.ts';

/** A Program, what to feed it, and what its outputs of the same names should be. */
export interface LayerProgram {
  readonly program: Program;
  readonly feed: Readonly<Record<string, readonly number[]>>;
  readonly expected: Readonly<Record<string, GoldenTensor>>;
}

const typeOf = ({ shape, dtype = 'f32' }: GoldenTensor): TensorType => ({ shape, dtype });

/** Infers and builds the node, checks the weights' types, and differentiates Σ output·cotangent. */
export function layerProgram(golden: LayerCase): LayerProgram {
  const definition = nodeTypes.get(golden.layer);
  if (!definition) throw new Error(`There is no layer ${golden.layer}.`);
  const e = new ProgramBuilder();
  const feed: Record<string, readonly number[]> = {};
  const expected: Record<string, GoldenTensor> = {};
  const given = (name: string, tensor: GoldenTensor): ValueId => {
    feed[name] = tensor.data;
    return input(e, name, tensor.shape, tensor.dtype);
  };
  const results = (name: string, value: ValueId, tensor: GoldenTensor) => {
    e.output(name, value);
    expected[name] = tensor;
  };

  const ports = Object.entries(golden.inputs);
  const inputs = Object.fromEntries(
    ports.map(([port, tensors]) => [port, tensors.map((t, i) => given(`${port} ${i}`, t))]),
  );
  const weights = Object.fromEntries(
    Object.entries(golden.weights ?? {}).map(([name, tensor]) => [name, given(name, tensor)]),
  );
  const outputs = definition.build({
    emitter: e,
    params: checkedParams(definition, golden),
    training: golden.training ?? true,
    inputs,
    weights,
    setWeight: (name, value) => results(`new ${name}`, value, tensorOf(golden.updates, name)),
    random: () => {
      throw new Error('A golden case has no random numbers.');
    },
  });
  for (const [port, tensor] of Object.entries(golden.outputs))
    results(port, outputs[port] as ValueId, tensor);

  const wanted = [
    ...Object.entries(golden.gradients).flatMap(([port, tensors]) =>
      tensors.map((tensor, i) => ({ name: `${port} ${i}`, of: inputs[port]?.[i], tensor })),
    ),
    ...Object.entries(golden.weightGradients ?? {}).map(([name, tensor]) => ({
      name,
      of: weights[name],
      tensor,
    })),
  ];
  const objective = Object.entries(golden.cotangents)
    .map(([port, t]) => sum(e, mul(e, outputs[port] as ValueId, given(`cotangent ${port}`, t))))
    .reduce((total, part) => add(e, total, part));
  const found = gradients(
    e,
    objective,
    wanted.map(({ of }) => of as ValueId),
  );
  wanted.forEach(({ name, tensor }, i) => {
    results(`gradient of ${name}`, found[i] as ValueId, tensor);
  });
  return { program: e.finish(golden.name), feed, expected };
}

/** The case's params; throws unless the node infers the types that the case has. */
function checkedParams(definition: NodeDefinition, golden: LayerCase): unknown {
  const params = definition.params.parse(golden.params);
  const inferred = definition.infer(
    params,
    Object.fromEntries(
      Object.entries(golden.inputs).map(([port, tensors]) => [port, tensors.map(typeOf)]),
    ),
  );
  if ('problem' in inferred) throw new Error(`${golden.name}: ${JSON.stringify(inferred.problem)}`);
  const types = {
    outputs: inferred.outputs,
    weights: Object.fromEntries(inferred.weights.map(({ name, type }) => [name, type])),
  };
  const wanted = {
    outputs: mapTypes(golden.outputs),
    weights: mapTypes(golden.weights ?? {}),
  };
  const text = [types, wanted].map(sortedText);
  if (text[0] !== text[1])
    throw new Error(`${golden.name}: inferred ${text[0]} instead of ${text[1]}.`);
  return params;
}
function mapTypes(tensors: Readonly<Record<string, GoldenTensor>>) {
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, typeOf(t)]));
}
function sortedText(types: {
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly weights: Readonly<Record<string, TensorType>>;
}): string {
  return Object.entries(types)
    .flatMap(([kind, byName]) =>
      Object.entries(byName).map(([name, t]) => `${kind} ${name}: ${t.dtype}[${t.shape}]`),
    )
    .sort()
    .join(', ');
}
function tensorOf(
  tensors: Readonly<Record<string, GoldenTensor>> | undefined,
  name: string,
): GoldenTensor {
  const tensor = tensors?.[name];
  if (!tensor) throw new Error(`The case says nothing of a new ${name}.`);
  return tensor;
}

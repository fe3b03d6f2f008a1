/** Every layer there is: its examples, written as ONNX, are computed by onnxruntime-web as we compute them. */
import { describe, expect, test } from 'vitest';
import type { Field } from '../../../data/types.ts';
import { inferNetwork } from '../../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../../graph/infer/types.ts';
import { nodeTypes } from '../../../graph/registry.ts';
import type { NodeDefinition } from '../../../layers/types.ts';
import { checkModel } from '../../../testing/modelCheck.ts';
import { type SketchNodes, sketch } from '../../../testing/sketch.ts';
import { emitters, withoutEmitter } from './emitters/registry.ts';

/** Field → input node → the layer → output node. */
function exampleNetwork(
  definition: NodeDefinition,
  { params, inputs }: NodeDefinition['examples'][number],
): InferredNetwork {
  const fields: Field[] = [];
  const nodes: Record<string, SketchNodes[string]> = { layer: [definition.type, params] };
  const wires: string[] = [];
  for (const [port, types] of Object.entries(inputs)) {
    types.forEach(({ dtype, shape }, i) => {
      const name = `${port}${i}`;
      if (dtype !== 'f32' && dtype !== 'i32') throw new Error(`no field holds ${dtype}`);
      fields.push({ name, dtype, shape: shape.slice(1), role: 'feature' });
      if (definition.type === 'input') return;
      nodes[name] = ['input', { field: name }];
      wires.push(`${name} > layer.${port}`);
    });
  }
  if (definition.type !== 'output') {
    nodes.result = ['output', { as: 'raw' }];
    wires.push('layer > result');
  }
  return inferNetwork(sketch(nodes, wires), fields);
}

/** Losses are left out of what is exported. */
const layers = [...nodeTypes.values()].filter(({ loss }) => !loss);
const examples = layers
  .filter(({ type }) => emitters.has(type))
  .flatMap((definition) =>
    definition.examples.map((example, i) => ({
      name: `${definition.type} ${i + 1}`,
      network: exampleNetwork(definition, example),
    })),
  );

test('every layer has an emitter or a reason why not, never both', () => {
  const known = [...emitters.keys(), ...withoutEmitter.keys()].sort();
  expect(known).toEqual(layers.map(({ type }) => type).sort());
});

describe.each(['nchw', 'nhwc'] as const)('pictures as %s', (layout) => {
  test.each(examples)('$name', async ({ network }) => {
    const { difference, written } = await checkModel(network, { layout });
    expect(difference.ofTolerance).toBeLessThanOrEqual(1);
    const shapes = [...written.inputs, ...written.outputs].map(({ shape }) => shape.length);
    expect(shapes.length).toBeGreaterThan(1);
  });
});

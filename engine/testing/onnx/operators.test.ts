/** Operators one by one, as exporters write them: what is read evaluates as onnxruntime does, or says what it lacks. */
import { describe, expect, test } from 'vitest';
import { readOnnx } from '../../formats/onnx/read/readModel.ts';
import type { ImportedModel } from '../../formats/types.ts';
import { RandomStream } from '../../util/random.ts';
import { expectClose } from '../close.ts';
import { onnxRunner } from '../onnxRunner.ts';
import { inferImported, inOurOrder, predict, type Tensor } from './imported.ts';
import { type ModelSketch, model } from './modelBuilder.ts';
import { operatorCases, SAMPLES } from './operatorCases.ts';

function samplesFor({
  inputs = { x: ['batch', 2, 6, 5] },
}: ModelSketch): ReadonlyMap<string, Tensor> {
  const random = new RandomStream(29);
  return new Map(
    Object.entries(inputs).map(([name, [, ...sizes]]) => {
      const dims = [SAMPLES, ...(sizes as readonly number[])];
      const length = dims.reduce((a, b) => a * b, 1);
      return [name, { shape: dims, values: Float32Array.from({ length }, () => random.normal()) }];
    }),
  );
}
const layersOf = ({ project }: ImportedModel): string =>
  project.nodes
    .flatMap(({ type }) => (type === 'input' || type === 'output' ? [] : [type]))
    .join(' ');

describe('evaluates as onnxruntime does', () => {
  test.each(Object.entries(operatorCases))('%s', async (_, [sketch, layers]) => {
    const bytes = model(sketch);
    const samples = samplesFor(sketch);
    const runnable = await onnxRunner.open(bytes, new Map());
    const feed = [...samples].map(([name, { shape: dims, values }]) => {
      return [name, { dims, data: Float32Array.from(values) }] as const;
    });
    const expected = await runnable.run(new Map(feed));
    await runnable.close();
    const read = await readOnnx(bytes, 'model', null);
    expect(layersOf(read)).toBe(layers);
    const found = predict(read, inferImported(read, samples), samples);
    for (const output of read.outputs) {
      const { dims = [], data = [] } = expected.get(output.name) ?? {};
      const { values } = inOurOrder({ shape: dims, values: data }, output);
      expectClose(output.name, found.get(output.name) ?? [], values, {
        relative: 1e-4,
        absolute: 1e-5,
      });
    }
  });
});

/** The training step of the built-in ResNet-20: its kernels and its memory. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { footprintOf } from '../backends/wasm/footprint.ts';
import { fuse } from '../fuse/fuse.ts';
import type { Buffer } from '../fuse/kernel.ts';
import { parseProject } from '../graph/document/parse.ts';
import { inferNetwork } from '../graph/infer/infer.ts';
import { lowerNetwork } from '../graph/lower/lower.ts';
import { optimize } from '../passes/optimize.ts';
import { planMemory } from '../plan/planMemory.ts';
import { classField, picture } from './sketch.ts';

const file = new URL('../../assets/projects/resnet20.netloom', import.meta.url);
const bytesOf = ({ type: { dtype, shape } }: Buffer): number =>
  shape.reduce((n, d) => n * d, dtype === 'bool' || dtype === 'u8' ? 1 : 4);

it('fuses and plans the training step of ResNet-20', () => {
  const parsed = parseProject(readFileSync(file, 'utf8'));
  if ('issues' in parsed) throw new Error('the project does not parse');
  const network = lowerNetwork(inferNetwork(parsed.project, [picture(32, 32, 3), classField(10)]));
  const { kernels, buffers, outputs } = fuse(optimize(network.trainStep(0, 0, 32).program));

  const convolutions = kernels.filter(({ kind }) => kind === 'conv');
  expect(convolutions).toHaveLength(21);
  expect(kernels.length).toBeLessThan(420);
  for (const kernel of kernels)
    if (kernel.kind === 'map')
      for (const { value } of kernel.pointwise.writes)
        expect(kernel.pointwise.body[value]?.op, 'no map only moves').not.toBe('read');

  const kept = new Set(outputs.map(({ buffer }) => buffer));
  const plan = planMemory(
    buffers.flatMap((buffer, id) => {
      const { kind } = buffer.source;
      if (kind !== 'input' && kind !== 'temporary') return [];
      const liveFromStart = kind === 'input';
      return [{ id, bytes: bytesOf(buffer), liveFromStart, liveToEnd: kept.has(id) }];
    }),
    kernels.map((kernel) => ({ ...footprintOf(kernel, buffers), scratchBytes: 0 })),
  );
  expect(plan.bytes / plan.peakLiveBytes).toBeLessThanOrEqual(1.1);
  // What the backward pass needs: for each convolution its raw result and the activation made of it.
  const saved = convolutions.reduce((sum, kernel) => sum + elementsOf(kernel) * 8, 0);
  expect(plan.peakLiveBytes).toBeLessThanOrEqual(saved * 1.25);
});
function elementsOf(kernel: { kind: string; output?: readonly number[] }): number {
  return (kernel.output ?? []).reduce((n, d) => n * d, 1);
}

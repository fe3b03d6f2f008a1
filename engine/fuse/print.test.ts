/** The kernels of small networks, written out. */
import { expect, it } from 'vitest';
import * as ir from '../ir/construct.ts';
import { optimize } from '../passes/optimize.ts';
import { denseNetwork, NetworkBuilder, residualNetwork } from '../testing/smallNetworks.ts';
import { fuse } from './fuse.ts';
import { printKernels } from './print.ts';

it('prints a training step of a dense network', () => {
  expect(printKernels(fuse(optimize(denseNetwork().program)))).toMatchSnapshot();
});
it('prints convolutions with batch normalization and a residual, forward and back', () => {
  expect(printKernels(fuse(optimize(residualNetwork().program)))).toMatchSnapshot();
});
it('prints pooling, padding, random numbers, views and integers', () => {
  const net = new NetworkBuilder();
  const { e } = net;
  const x = net.input('x', [2, 4, 4, 3]);
  const geometry = {
    size: [2, 2],
    stride: [2, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
  } as const;
  const [values, positions] = ir.windowMax(e, x, geometry) as [number, number];
  e.output('padded', ir.pad(e, values, [0, 1, 1, 0], [0, 1, 1, 0]));
  e.output('positions', positions);
  e.output('reversed', ir.reverse(e, ir.slice(e, x, [0, 1, 0, 0], [2, 2, 4, 3]), [2]));
  const [seed, step] = ['seed', 'step'].map((name) => ir.input(e, name, [], 'u32'));
  e.output('noise', ir.random(e, seed as number, step as number, [2, 3], { node: 4, use: 1 }));
  e.output('steps', ir.iota(e, [2, 3], 1));
  expect(printKernels(fuse(optimize(net.finish('various').program)))).toMatchSnapshot();
});

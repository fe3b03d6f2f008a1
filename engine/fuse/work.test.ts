/** How much work fusion leaves: kernels, stored values and passes over memory of what networks are made of. */
import { describe, expect, it } from 'vitest';
import * as ir from '../ir/construct.ts';
import type { ValueId } from '../ir/types.ts';
import { optimize } from '../passes/optimize.ts';
import type { RandomProgram } from '../testing/randomProgram.ts';
import { denseNetwork, NetworkBuilder, residualNetwork } from '../testing/smallNetworks.ts';
import { fuse } from './fuse.ts';
import type { Buffer, Kernel, KernelProgram } from './kernel.ts';

const fused = ({ program }: RandomProgram): KernelProgram => fuse(optimize(program));
const kinds = ({ kernels }: KernelProgram): string[] => kernels.map(({ kind }) => kind);
const elements = ({ type }: Buffer): number => type.shape.reduce((n, d) => n * d, 1);
const temporaries = ({ buffers }: KernelProgram): Buffer[] =>
  buffers.filter(({ source }) => source.kind === 'temporary');
/** The pointwise part that writes. */
const writesOf = (kernel: Kernel) => {
  if (kernel.kind === 'map') return kernel.pointwise.writes;
  return kernel.kind === 'reduce' ? kernel.after.writes : kernel.epilogue.writes;
};

function forward(build: (net: NetworkBuilder, x: ValueId) => ValueId): RandomProgram {
  const net = new NetworkBuilder();
  const y = build(net, net.input('x', [2, 4, 4, 3]));
  net.e.output('y', y);
  return net.finish('forward');
}

describe('epilogues', () => {
  it('makes one kernel of convolution, bias and relu', () => {
    const program = fused(forward((net, x) => net.relu(net.conv('conv', x, 5))));
    expect(kinds(program)).toEqual(['conv']);
    expect(temporaries(program)).toHaveLength(1);
  });
  it('takes a residual sum into the later convolution', () => {
    const network = forward((net, x) => {
      const skip = net.conv('skip', x, 5);
      const main = net.conv('main', x, 5);
      return net.relu(ir.add(net.e, main, skip));
    });
    expect(kinds(fused(network))).toEqual(['conv', 'conv']);
  });
  it('applies batch normalization with running statistics in the epilogue', () => {
    const network = forward((net, x) => {
      const { e } = net;
      const deviation = ir.sqrt(e, ir.add(e, net.state('variance', [5], true), ir.num(1e-3)));
      const scale = ir.div(e, net.state('gamma', [5]), deviation);
      const centered = ir.sub(e, net.conv('conv', x, 5, false), net.state('mean', [5]));
      return net.relu(ir.add(e, ir.mul(e, centered, scale), net.state('beta', [5])));
    });
    const program = fused(network);
    expect(kinds(program)).toEqual(['map', 'conv']);
    expect(
      temporaries(program)
        .map(elements)
        .sort((a, b) => a - b),
    ).toEqual([5, 160]);
  });
  it('masks the gradient of relu where the gradient of its result is computed', () => {
    const net = new NetworkBuilder();
    const x = net.input('x', [4, 6]);
    const hidden = net.relu(net.dense('a', x, 5));
    const loss = ir.mean(net.e, net.dense('b', hidden, 3));
    net.gradients(loss).forEach((slope, i) => {
      net.e.output(`slope${i}`, slope);
    });
    net.e.output('loss', loss);
    const { kernels } = fused(net.finish('relu'));
    const masks = kernels.filter((kernel) => JSON.stringify(kernel).includes('"select"'));
    expect(masks.map(({ kind }) => kind)).toEqual(['dot']);
  });
  it('pads with one kernel for both sides of an axis, and one for the inside', () => {
    const network = forward((net, x) => ir.pad(net.e, x, [0, 1, 1, 0], [0, 1, 1, 0]));
    expect(kinds(fused(network))).toEqual(['map', 'map', 'map']);
  });
  it('writes the parts of a concatenation from the kernels that compute them', () => {
    const network = forward((net, x) => {
      const { e } = net;
      const flat = ir.reshape(e, x, [2, 48]);
      const parts = ['a', 'b'].map((name) => net.relu(net.dense(name, flat, 3)));
      return ir.concat(e, parts, 0);
    });
    const program = fused(network);
    expect(kinds(program)).toEqual(['dot', 'dot']);
    expect(temporaries(program)).toHaveLength(1);
  });
});

describe('reductions', () => {
  const normalized = () => forward((net, x) => net.relu(net.batchNorm('norm', x)));
  it('normalizes a batch in two reductions and one map', () => {
    expect(kinds(fused(normalized()))).toEqual(['reduce', 'reduce', 'map']);
  });
  it('goes back through batch normalization in one reduction and one map', () => {
    const net = new NetworkBuilder();
    const { e } = net;
    const x = net.weight('x', [2, 4, 4, 3]);
    const y = net.batchNorm('norm', x);
    const loss = ir.sum(e, ir.mul(e, y, net.input('slope', [2, 4, 4, 3])));
    net.gradients(loss).forEach((slope, i) => {
      e.output(`slope${i}`, slope);
    });
    const program = fused(net.finish('norm'));
    // Forward: mean and variance. Back: the sums of both weights and of x in one pass, then x.
    expect(kinds(program)).toEqual(['reduce', 'reduce', 'reduce', 'map']);
    const [, , sums] = program.kernels;
    expect(sums?.kind === 'reduce' && sums.reductions.length).toBeGreaterThanOrEqual(2);
  });
  it('computes softmax crossentropy and its gradient in a handful of kernels', () => {
    const net = new NetworkBuilder();
    const scores = net.weight('scores', [8, 10]);
    const loss = net.crossentropy(scores, net.labels('labels', 8, 10));
    net.e.output('loss', loss);
    net.gradients(loss).forEach((slope, i) => {
      net.e.output(`slope${i}`, slope);
    });
    expect(kinds(fused(net.finish('softmax'))).length).toBeLessThanOrEqual(7);
  });
});

describe('maps', () => {
  it('updates a weight and both moments of Adam in one map, in place', () => {
    const program = fused(denseNetwork());
    const updates = program.kernels.filter((kernel) =>
      writesOf(kernel).some(
        ({ access }) => program.buffers[access.buffer]?.source.kind === 'state',
      ),
    );
    expect(updates.map(({ kind }) => kind)).toEqual(['map', 'map', 'map', 'map']);
    for (const kernel of updates) expect(writesOf(kernel)).toHaveLength(3);
  });
  it('stores no value that is another one, repeated or turned', () => {
    for (const network of [denseNetwork(), residualNetwork()]) {
      const program = fused(network);
      for (const { pointwise } of program.kernels.filter((kernel) => kernel.kind === 'map'))
        for (const { value } of pointwise.writes)
          expect(pointwise.body[value]?.op).not.toBe('read');
    }
  });
  it('computes the mask of dropout once and stores it as bools', () => {
    const net = new NetworkBuilder();
    const { e } = net;
    const [seed, step] = ['seed', 'step'].map((name) => ir.input(e, name, [], 'u32'));
    const x = net.weight('x', [8, 16]);
    const draw = ir.random(e, seed as number, step as number, [8, 16], { node: 1, use: 0 });
    const dropped = ir.select(e, ir.less(e, draw, ir.num(0.5)), ir.num(0), ir.mul(e, x, ir.num(2)));
    const loss = ir.sum(e, ir.mul(e, dropped, net.input('slope', [8, 16])));
    e.output('loss', loss);
    net.gradients(loss).forEach((slope, i) => {
      e.output(`slope${i}`, slope);
    });
    const program = fused(net.finish('dropout'));
    const draws = program.kernels.filter((kernel) => JSON.stringify(kernel).includes('"random"'));
    expect(draws).toHaveLength(1);
    expect(temporaries(program).filter(({ type }) => type.dtype === 'bool')).toHaveLength(1);
  });
});

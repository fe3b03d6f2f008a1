/** Fused kernels compute what the Program says, whatever the ops and however they are joined. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../backends/reference/evaluate.ts';
import * as ir from '../ir/construct.ts';
import type { Program } from '../ir/types.ts';
import { optimize } from '../passes/optimize.ts';
import { interpretKernels } from '../testing/interpretKernels.ts';
import { type RandomProgram, randomProgram } from '../testing/randomProgram.ts';
import { denseNetwork, NetworkBuilder, residualNetwork } from '../testing/smallNetworks.ts';
import { fuse } from './fuse.ts';

/** Sums in another order differ in the last bits; NaN and infinities must agree. */
function expectSame(what: string, actual: ArrayLike<number>, wanted: ArrayLike<number>) {
  expect(actual.length).toBe(wanted.length);
  let scale = 1;
  for (let i = 0; i < wanted.length; i++) {
    const size = Math.abs(wanted[i] as number);
    if (Number.isFinite(size)) scale = Math.max(scale, size);
  }
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [actual[i] as number, wanted[i] as number];
    const close = Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * scale;
    if (!close) throw new Error(`${what}[${i}] is ${a} instead of ${b}.`);
  }
}
/** Params that no kernel touches keep their old values. */
function check({ program, inputs, params }: RandomProgram, fused: Program = program) {
  const wanted = evaluate(program, inputs, params, 'f64');
  const actual = interpretKernels(fuse(fused), inputs, params, 'f64');
  for (const [name, data] of Object.entries(wanted.outputs))
    expectSame(`output ${name}`, actual.outputs[name] as ArrayLike<number>, data);
  for (const [name, data] of Object.entries(wanted.updates)) {
    const left = actual.params[name] ?? params[name];
    expectSame(`param ${name}`, left as ArrayLike<number>, data);
  }
}
const checkBoth = (network: RandomProgram) => {
  check(network);
  check(network, optimize(network.program));
};

describe('fuse on random Programs', () => {
  it('computes what the reference computes', () => {
    fc.assert(
      fc.property(randomProgram(), (random) => check(random)),
      { numRuns: 300, seed: 20 },
    );
  });
  it('does so after the passes too', () => {
    fc.assert(
      fc.property(randomProgram(20), (random) => check(random, optimize(random.program))),
      { numRuns: 200, seed: 21 },
    );
  });
  it('splits bodies that grow too large', () => {
    fc.assert(
      fc.property(randomProgram(60), (random) => check(random)),
      { numRuns: 40, seed: 22 },
    );
  });
});

describe('fuse on networks', () => {
  it('trains a dense network with Adam', () => checkBoth(denseNetwork()));
  it('trains convolutions with batch normalization and a residual', () => {
    checkBoth(residualNetwork());
  });
});

describe('fuse where values are turned, split and overwritten', () => {
  it('keeps an accumulator apart from its own transpose', () => {
    const net = new NetworkBuilder();
    const { e } = net;
    const square = ir.dot(e, net.input('a', [4, 4]), net.input('b', [4, 4]));
    e.output('symmetric', ir.add(e, square, ir.transpose(e, square, [1, 0])));
    const sums = ir.sum(e, net.input('cube', [3, 3, 2]), [2]);
    e.output('turned', ir.mul(e, sums, ir.transpose(e, sums, [1, 0])));
    e.output('reversed', ir.sub(e, sums, ir.reverse(e, sums, [0])));
    checkBoth(net.finish('turned'));
  });
  it('stores what is split one way before it is split another way', () => {
    const net = new NetworkBuilder();
    const { e } = net;
    const x = net.input('x', [12]);
    const byThree = ir.add(e, ir.reshape(e, x, [4, 3]), net.input('three', [3]));
    const byTwo = ir.add(e, ir.reshape(e, byThree, [6, 2]), net.input('pair', [2]));
    e.output('both', byTwo);
    e.output('rows', ir.sum(e, ir.reshape(e, byTwo, [3, 4]), [0]));
    checkBoth(net.finish('split'));
  });
  it('reads every old value of a param before it is overwritten', () => {
    const net = new NetworkBuilder();
    const { e } = net;
    const [p, q, r, s] = ['p', 'q', 'r', 's'].map((name) => net.state(name, [3, 3])) as [
      number,
      number,
      number,
      number,
    ];
    e.update('p', q);
    e.update('q', p);
    e.update('r', ir.dot(e, r, s));
    e.update('s', ir.add(e, ir.transpose(e, s, [1, 0]), r));
    e.output('old p', p);
    e.output('new r', ir.dot(e, r, s));
    e.output('sum', ir.sum(e, s));
    checkBoth(net.finish('overwritten'));
  });
  it('gives equal outputs and updates memory of their own', () => {
    const net = new NetworkBuilder();
    const { e } = net;
    const x = net.input('x', [2, 3]);
    const w = net.state('w', [2, 3]);
    const v = net.state('v', [2, 3]);
    const y = ir.add(e, x, w);
    e.update('w', y);
    e.update('v', y);
    e.output('y', y);
    e.output('flat y', ir.reshape(e, y, [6]));
    e.output('x again', x);
    e.output('old v', v);
    e.output('three', ir.full(e, [2, 2], 3));
    const network = net.finish('equal');
    checkBoth(network);
    const { outputs, buffers } = fuse(network.program);
    expect(new Set(outputs.map(({ buffer }) => buffer)).size).toBe(outputs.length);
    expect(outputs.every(({ buffer }) => buffers[buffer]?.source.kind === 'temporary')).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { ProgramBuilder } from './builder.ts';
import * as ir from './construct.ts';
import { opNames } from './ops/index.ts';
import { printProgram } from './print.ts';
import type { Program, TensorType, ValueId } from './types.ts';
import { verifyProgram } from './verify.ts';

function small(): Program {
  const e = new ProgramBuilder();
  const w = ir.param(e, 'w', [2]);
  const y = e.withOrigin('node', () => ir.mul(e, w, ir.input(e, 'x', [2])));
  e.output('y', y);
  e.update('w', y);
  return e.finish('small');
}

describe('ProgramBuilder', () => {
  test('equal sources are one value; params and inputs are one by name', () => {
    const e = new ProgramBuilder();
    expect(ir.param(e, 'w', [2])).toBe(ir.param(e, 'w', [2]));
    expect(ir.input(e, 'w', [2])).not.toBe(ir.param(e, 'w', [2]));
    expect(ir.full(e, [], 2)).toBe(ir.full(e, [], 2));
    expect(ir.iota(e, [3], 0)).toBe(ir.iota(e, [3], 0));
    expect(() => ir.param(e, 'w', [3])).toThrow("param 'w' has one type");
  });
  test('constants that JSON cannot tell apart are several', () => {
    const e = new ProgramBuilder();
    const values = [NaN, Infinity, -Infinity, 0, -0].map((x) => ir.full(e, [], x));
    expect(new Set(values).size).toBe(5);
    expect(ir.full(e, [], NaN)).toBe(values[0]);
  });
  test('origins nest, and end with an exception', () => {
    const e = new ProgramBuilder();
    const x = ir.input(e, 'x', []);
    e.withOrigin('outer', () => {
      e.withOrigin('inner', () => ir.neg(e, x));
      expect(() =>
        e.withOrigin('broken', () => {
          throw new Error('stop');
        }),
      ).toThrow('stop');
      ir.exp(e, x);
    });
    ir.log(e, x);
    expect(e.instructions.map(({ origin }) => origin)).toEqual(['', 'inner', 'outer', '']);
  });
  test('a finished Program does not grow with its builder', () => {
    const e = new ProgramBuilder();
    e.output('y', ir.input(e, 'x', []));
    const program = e.finish('first');
    e.output('z', ir.neg(e, 0));
    expect([program.instructions.length, program.outputs.length]).toEqual([1, 1]);
  });
});

describe('operands that do not fit are refused', () => {
  const f32 = (e: ProgramBuilder, ...shape: number[]) => ir.input(e, `x${shape}`, shape);
  const i32 = (e: ProgramBuilder) => ir.input(e, 'i', [2], 'i32');
  const line = { stride: [1], padding: [[0, 0]] as [number, number][], dilation: [1], groups: 1 };
  const refused: Record<string, (e: ProgramBuilder) => unknown> = {
    'add of shapes [2] and [3]': (e) => e.emit('add', [f32(e, 2), f32(e, 3)], {}),
    'add of f32 and i32': (e) => e.emit('add', [f32(e, 2), i32(e)], {}),
    'add takes 2 operands, not 1': (e) => e.emit('add', [f32(e, 2)], {}),
    'exp does not take i32': (e) => ir.exp(e, i32(e)),
    'not does not take f32': (e) => ir.not(e, f32(e, 2)),
    'sum over axes [1] of rank 1': (e) => ir.sum(e, f32(e, 2), [1]),
    'sum over axes [0,0] of rank 1': (e) => ir.sum(e, f32(e, 2), [0, 0]),
    'dot of [2,3] and [2,3] sums 3 products': (e) => ir.dot(e, f32(e, 2, 3), f32(e, 2, 3)),
    'dot of shapes [2] and [2]': (e) => ir.dot(e, f32(e, 2), f32(e, 2)),
    'conv of 3 channels with kernel [1,2,4] in 1 groups': (e) =>
      ir.conv(e, f32(e, 1, 5, 3), f32(e, 1, 2, 4), line),
    'conv of [1,1,3] with kernel [2,3,4] is empty': (e) =>
      ir.conv(e, f32(e, 1, 1, 3), f32(e, 2, 3, 4), line),
    'conv over 1 axes with kernel [1,1,3,4]': (e) =>
      ir.conv(e, f32(e, 1, 5, 3), f32(e, 1, 1, 3, 4), line),
    'convGradInput of shapes [1,4,4] and [1,5,4]': (e) =>
      e.emit('convGradInput', [f32(e, 1, 5, 4), f32(e, 2, 3, 4)], { ...line, inputSpatial: [5] }),
    'window [3] over [1,2,1] is empty': (e) =>
      ir.windowSum(e, f32(e, 1, 2, 1), { size: [3], stride: [1], padding: [[0, 0]] }),
    'reshape of [2,3] to [5]': (e) => ir.reshape(e, f32(e, 2, 3), [5]),
    'transpose of [2,3] by [0]': (e) => ir.transpose(e, f32(e, 2, 3), [0]),
    'transpose over axes [0,0] of rank 2': (e) => ir.transpose(e, f32(e, 2, 3), [0, 0]),
    'broadcast of [2] to [3]': (e) => e.emit('broadcast', [f32(e, 2)], { shape: [3] }),
    'pad of [2] by [-1] and [0]': (e) => ir.pad(e, f32(e, 2), [-1], [0]),
    'slice of [2] from [1], size [2], stride [1]': (e) => ir.slice(e, f32(e, 2), [1], [2]),
    'concat of [2], [2,3] at 0': (e) => ir.concat(e, [f32(e, 2), f32(e, 2, 3)], 0),
    'constant of shape [3] from 2 numbers': (e) => ir.constant(e, [3], [1, 2]),
    'random takes seed and step, both u32[]': (e) =>
      ir.random(e, f32(e), f32(e), [2], { node: 0, use: 0 }),
    'value 99 exists': (e) => ir.neg(e, 99),
  };
  test.each(Object.entries(refused))('%s', (message, build) => {
    expect(() => build(new ProgramBuilder())).toThrow(`Internal error: ${message}.`);
  });
});

describe('verifyProgram', () => {
  const scalar: TensorType = { dtype: 'f32', shape: [] };
  const broken: Record<string, (program: Program) => Program> = {
    'instruction 0 (mul) uses values defined before it': (program) => ({
      ...program,
      instructions: program.instructions.toReversed(),
    }),
    'instruction 2 (mul) gives values of the types recorded': (program) => ({
      ...program,
      values: program.values.with(2, scalar),
    }),
    'instruction 3 (mul) defines value 2 anew': (program) => ({
      ...program,
      instructions: [...program.instructions, ...program.instructions.slice(2)],
    }),
    "output 'z' is computed": (program) => ({ ...program, outputs: [{ name: 'z', value: 7 }] }),
    "output 'y' occurs once": (program) => ({
      ...program,
      outputs: [...program.outputs, ...program.outputs],
    }),
    "updated param 'v' is in the Program": (program) => ({
      ...program,
      updates: [{ param: 'v', value: 2 }],
    }),
    "param 'w' is updated once": (program) => ({
      ...program,
      updates: [...program.updates, ...program.updates],
    }),
    "update of 'w' has the type of the param": (program) => ({
      ...program,
      values: [...program.values, scalar],
      instructions: [
        ...program.instructions,
        {
          op: 'constant',
          attributes: { type: scalar, data: [1] },
          inputs: [],
          outputs: [3],
          origin: '',
        },
      ],
      updates: [{ param: 'w', value: 3 }],
    }),
  };
  test('passes what the builder makes', () => expect(() => verifyProgram(small())).not.toThrow());
  test.each(Object.entries(broken))('%s', (message, corrupt) => {
    expect(() => verifyProgram(corrupt(small()))).toThrow(`Internal error: small: ${message}.`);
  });
});

test('every op prints its attributes unless the result type says them', () => {
  const e = new ProgramBuilder();
  const picture = ir.input(e, 'x', [1, 4, 4, 2]);
  const window = {
    size: [2, 2],
    stride: [2, 2],
    padding: [
      [0, 0],
      [0, 0],
    ] as [number, number][],
  };
  const [values, positions] = ir.windowMax(e, picture, window) as [ValueId, ValueId];
  const numbers = ir.constant(e, [10], [...Array(10).keys()], 'i32');
  const seed = ir.input(e, 'seed', [], 'u32');
  e.withOrigin('block/node', () => {
    ir.random(e, seed, seed, [2], { node: 3, use: 1 });
    ir.pad(e, numbers, [1], [0], -1);
    ir.broadcastTo(e, ir.cast(e, ir.sum(e, values), 'i32'), [2]);
  });
  ir.iota(e, [2, 2], 1);
  e.output('positions', positions);
  expect(printProgram(e.finish('printed'))).toMatchInlineSnapshot(`
    "program 'printed'
      %0: f32[1, 4, 4, 2] = input() 'x'
      %1: f32[1, 2, 2, 2], %2: i32[1, 2, 2, 2] = windowMax(%0) {size: [2, 2], stride: [2, 2], padding: [[0, 0], [0, 0]]}
      %3: i32[10] = constant() 0, 1, 2, 3, 4, 5, 6, 7, …
      %4: u32[] = input() 'seed'
      %5: f32[2] = random(%4, %4) {node: 3, use: 1}  # block/node
      %6: i32[11] = pad(%3) {low: [1], high: [0], value: -1}  # block/node
      %7: f32[] = sum(%1) {axes: [0, 1, 2, 3]}  # block/node
      %8: i32[] = cast(%7)  # block/node
      %9: i32[1] = reshape(%8)  # block/node
      %10: i32[2] = broadcast(%9)  # block/node
      %11: i32[2, 2] = iota() {axis: 1}
      output 'positions' = %2"
  `);
  expect(printProgram(small())).toMatchInlineSnapshot(`
    "program 'small'
      %0: f32[2] = param() 'w'
      %1: f32[2] = input() 'x'  # node
      %2: f32[2] = mul(%0, %1)  # node
      output 'y' = %2
      update 'w' = %2"
  `);
});

test('the registry names its records as the ops are named', () => {
  expect(new Set(opNames).size).toBe(opNames.length);
  expect(opNames.length).toBeGreaterThan(45);
});

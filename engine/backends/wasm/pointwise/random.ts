/** The `random` op in four lanes: Threefry-2x32 with 13 rounds, bit-equal to randomUniform of engine/util/random.ts. */
import type { Scalar } from '../../../fuse/kernel.ts';
import { randomKey } from '../../../util/random.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';

const PARITY = 0x1bd11bda;
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const ROUNDS = 13;

/** Pushes uniform f32 in [0, 1); `push` pushes the u32 lanes of an entry of the body. */
export function emitRandom(
  f: FunctionBuilder,
  scalar: Extract<Scalar, { readonly op: 'random' }>,
  push: (entry: number) => void,
): void {
  const locals = Array.from({ length: 5 }, () => f.local('v128'));
  const [x, y, key0, parity, rotated] = locals as [Local, Local, Local, Local, Local];
  const key1 = randomKey(scalar.node, scalar.use) | 0;
  push(scalar.seed);
  f.set(key0);
  // The third key word: parity ^ key0 ^ key1.
  splat(f.get(key0), PARITY ^ key1);
  f.op('v128.xor').set(parity);
  const pushKey = (index: number): void => {
    if (index === 1) splat(f, key1);
    else f.get(index === 0 ? key0 : parity);
  };
  push(scalar.element);
  f.get(key0).op('i32x4.add').set(x);
  push(scalar.step);
  splat(f, key1);
  f.op('i32x4.add').set(y);
  for (let round = 0; round < ROUNDS; round++) {
    f.get(x).get(y).op('i32x4.add').set(x);
    if (round === ROUNDS - 1) break; // Only the first word is used.
    const rotation = ROTATIONS[round & 7] as number;
    f.get(y).i32(rotation).op('i32x4.shl');
    f.get(y)
      .i32(32 - rotation)
      .op('i32x4.shr_u');
    f.op('v128.or').set(rotated);
    f.get(rotated).get(x).op('v128.xor').set(y);
    if ((round & 3) !== 3) continue;
    const injection = (round + 1) >> 2;
    f.get(x);
    pushKey(injection % 3);
    f.op('i32x4.add').set(x);
    f.get(y);
    pushKey((injection + 1) % 3);
    f.op('i32x4.add');
    splat(f, injection);
    f.op('i32x4.add').set(y);
  }
  f.get(x).i32(8).op('i32x4.shr_u').op('f32x4.convert_i32x4_s');
  f.f32x4(2 ** -24).op('f32x4.mul');
  f.release(...locals);
}

function splat(f: FunctionBuilder, value: number): void {
  f.i32x4(value, value, value, value);
}

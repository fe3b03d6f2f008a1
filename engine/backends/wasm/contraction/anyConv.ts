/**
 * Convolutions over any number of spatial axes, one result at a time with sums in f64: right for every geometry and
 * fast for none. A ConvKernel in; one task out.
 */
import type { ConvKernel } from '../../../fuse/kernel.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';
import type { Argument, EmittedKernel } from '../task.ts';
import type { Epilogue } from './epilogue.ts';
import { ceilDiv, loadArgument, product, repeatBlocks } from './loops.ts';
import { unitsOf } from './units.ts';

/** Flops count once for vectors and FMA; a scalar step costs as much as this many. */
const scalarCost = 16;

export function emitAnyConv(
  conv: ConvKernel,
  operands: readonly [a: Argument, b: Argument],
  epilogue: Epilogue,
): EmittedKernel {
  const result = { conv: conv.output, convGradInput: conv.input, convGradWeight: conv.kernel };
  const shape = result[conv.kind];
  const columns = shape.at(-1) as number;
  const lines = product(shape) / columns;
  const flops = directFlops(conv);
  const units = unitsOf(lines, (flops * scalarCost) / lines);
  const { kind, geometry, input, kernel, output } = conv;
  return {
    flops,
    scratchBytes: 0,
    tasks: [
      {
        key: `anyConv ${JSON.stringify([kind, geometry, input, kernel, output, epilogue.key])}`,
        arguments: [...operands, ...epilogue.arguments],
        units: units.count,
        threadScratchBytes: 0,
        write: (module) => {
          const prepared = epilogue.prepare(module);
          return module.func(['i32', 'i32', 'i32'], [], (f) => {
            const [a, b] = [loadArgument(f, 0, 0), loadArgument(f, 0, 1)];
            const [offset, column] = [f.local('i32'), f.local('i32')];
            const accumulator = f.local('v128');
            repeatBlocks(f, 1, { blocks: lines, size: units.size }, (line) => {
              const index = decode(f, line, shape.slice(0, -1));
              forEach(f, columns, (position) => {
                const sum = f.local('f64');
                f.f64(0).set(sum);
                sumOf[kind](f, conv, { a, b, sum }, [...index, position]);
                f.get(sum).op('f32.demote_f64').op('f32x4.splat').set(accumulator);
                f.release(sum);
                f.get(position).i32(4).op('i32.mul').tee(column);
                f.get(line)
                  .i32(columns * 4)
                  .op('i32.mul')
                  .op('i32.add')
                  .set(offset);
                const store = prepared.begin(f, 0, 2, { offset, column });
                store.store(accumulator, 0, 0, 1);
                store.end();
              });
              f.release(...index);
            });
          });
        },
      },
    ],
  };
}

/** Multiply-adds of the forward direction, padding included; they count as two. All directions have as many. */
export function directFlops({ kernel, output }: Pick<ConvKernel, 'kernel' | 'output'>): number {
  return 2 * product(output) * product(kernel.slice(0, -1));
}

interface Operands {
  readonly a: Local;
  readonly b: Local;
  readonly sum: Local;
}
type EmitSum = (
  f: FunctionBuilder,
  conv: ConvKernel,
  operands: Operands,
  index: readonly Local[],
) => void;

/** For each direction: sum += every product that belongs to the result at `index`. */
const sumOf: Readonly<Record<ConvKernel['kind'], EmitSum>> = {
  conv: (f, conv, operands, index) => {
    const { geometry, input, kernel } = conv;
    const groupIn = kernel.at(-2) as number;
    const [image, places, out] = splitIndex(index);
    const group = quotient(f, out, ceilDiv(conv.output.at(-1) as number, geometry.groups));
    nest(f, kernel.slice(0, -2), (tap) => {
      const from = places.map((place, axis) =>
        inputPlace(f, conv, axis, place, tap[axis] as Local),
      );
      within(f, from, input.slice(1, -1), () =>
        forEach(f, groupIn, (c) => {
          const channel = f.local('i32');
          f.get(group).i32(groupIn).op('i32.mul').get(c).op('i32.add').set(channel);
          multiplyAdd(f, operands, input, [image, ...from, channel], kernel, [...tap, c, out]);
          f.release(channel);
        }),
      );
      f.release(...from);
    });
    f.release(group);
  },
  convGradInput: (f, conv, operands, index) => {
    const { geometry, kernel, output } = conv;
    const groupIn = kernel.at(-2) as number;
    const groupOut = (output.at(-1) as number) / geometry.groups;
    const [image, places, channel] = splitIndex(index);
    const group = quotient(f, channel, groupIn);
    const inner = f.local('i32');
    f.get(channel).i32(groupIn).op('i32.rem_u').set(inner);
    nest(f, kernel.slice(0, -2), (tap) => {
      const from = places.map((place, axis) =>
        outputPlace(f, conv, axis, place, tap[axis] as Local),
      );
      within(f, from, output.slice(1, -1), () =>
        forEach(f, groupOut, (o) => {
          const out = f.local('i32');
          f.get(group).i32(groupOut).op('i32.mul').get(o).op('i32.add').set(out);
          multiplyAdd(f, operands, output, [image, ...from, out], kernel, [...tap, inner, out]);
          f.release(out);
        }),
      );
      f.release(...from);
    });
    f.release(group, inner);
  },
  convGradWeight: (f, conv, operands, index) => {
    const { geometry, input, kernel, output } = conv;
    const groupIn = kernel.at(-2) as number;
    const groupOut = (output.at(-1) as number) / geometry.groups;
    const out = index.at(-1) as Local;
    const taps = index.slice(0, -2);
    const channel = quotient(f, out, groupOut);
    f.get(channel)
      .i32(groupIn)
      .op('i32.mul')
      .get(index.at(-2) as Local)
      .op('i32.add')
      .set(channel);
    nest(f, output.slice(0, -1), ([image, ...places]) => {
      const from = places.map((place, axis) =>
        inputPlace(f, conv, axis, place, taps[axis] as Local),
      );
      within(f, from, input.slice(1, -1), () =>
        multiplyAdd(f, operands, input, [image as Local, ...from, channel], output, [
          image as Local,
          ...places,
          out,
        ]),
      );
      f.release(...from);
    });
    f.release(channel);
  },
};

function splitIndex(index: readonly Local[]): [Local, readonly Local[], Local] {
  return [index[0] as Local, index.slice(1, -1), index.at(-1) as Local];
}

/** A new local: place·stride + tap·dilation − padding. */
function inputPlace(f: FunctionBuilder, conv: ConvKernel, axis: number, place: Local, tap: Local) {
  const { stride, dilation, padding } = conv.geometry;
  const from = f.local('i32');
  f.get(place)
    .i32(stride[axis] as number)
    .op('i32.mul');
  f.get(tap)
    .i32(dilation[axis] as number)
    .op('i32.mul')
    .op('i32.add');
  f.i32(padding[axis]?.[0] as number)
    .op('i32.sub')
    .set(from);
  return from;
}

/** A new local: (place + padding − tap·dilation) / stride, or −1 where that is no whole number. */
function outputPlace(f: FunctionBuilder, conv: ConvKernel, axis: number, place: Local, tap: Local) {
  const { stride, dilation, padding } = conv.geometry;
  const from = f.local('i32');
  f.get(place)
    .i32(padding[axis]?.[0] as number)
    .op('i32.add');
  f.get(tap)
    .i32(dilation[axis] as number)
    .op('i32.mul')
    .op('i32.sub')
    .set(from);
  f.get(from)
    .i32(stride[axis] as number)
    .op('i32.div_s')
    .i32(-1);
  f.get(from)
    .i32(stride[axis] as number)
    .op('i32.rem_s')
    .op('i32.eqz')
    .op('select')
    .set(from);
  return from;
}

/** Runs `body` where every place lies inside `shape`. */
function within(
  f: FunctionBuilder,
  places: readonly Local[],
  shape: readonly number[],
  body: () => void,
): void {
  f.i32(1);
  places.forEach((place, axis) => {
    f.get(place)
      .i32(shape[axis] as number)
      .op('i32.lt_u')
      .op('i32.and');
  });
  f.if(body);
}

function multiplyAdd(
  f: FunctionBuilder,
  { a, b, sum }: Operands,
  aShape: readonly number[],
  aIndex: readonly Local[],
  bShape: readonly number[],
  bIndex: readonly Local[],
): void {
  f.get(sum);
  for (const [base, shape, index] of [
    [a, aShape, aIndex],
    [b, bShape, bIndex],
  ] as const) {
    f.i32(0);
    index.forEach((local, axis) => {
      f.i32(shape[axis] as number)
        .op('i32.mul')
        .get(local)
        .op('i32.add');
    });
    f.i32(4).op('i32.mul').get(base).op('i32.add').memory('f32.load').op('f64.promote_f32');
  }
  f.op('f64.mul').op('f64.add').set(sum);
}

/** New locals: the row-major index of `flat` in `shape`. */
function decode(f: FunctionBuilder, flat: Local, shape: readonly number[]): Local[] {
  return shape.map((length, axis) => {
    const index = f.local('i32');
    f.get(flat)
      .i32(product(shape.slice(axis + 1)))
      .op('i32.div_u');
    f.i32(length).op('i32.rem_u').set(index);
    return index;
  });
}

function quotient(f: FunctionBuilder, value: Local, divisor: number): Local {
  const result = f.local('i32');
  f.get(value).i32(divisor).op('i32.div_u').set(result);
  return result;
}

function forEach(f: FunctionBuilder, count: number, body: (index: Local) => void): void {
  const index = f.local('i32');
  f.i32(0).set(index);
  f.loop((again) => {
    body(index);
    f.get(index).i32(1).op('i32.add').tee(index).i32(count).op('i32.lt_u').brIf(again);
  });
  f.release(index);
}

function nest(
  f: FunctionBuilder,
  shape: readonly number[],
  body: (index: readonly Local[]) => void,
  outer: readonly Local[] = [],
): void {
  const [length, ...rest] = shape;
  if (length === undefined) body(outer);
  else forEach(f, length, (index) => nest(f, rest, body, [...outer, index]));
}

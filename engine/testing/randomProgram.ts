/** Decisions drawn by fast-check come in; a small valid Program over all kinds of ops, with its data, goes out. */
import fc from 'fast-check';
import { gradients } from '../autodiff/gradients.ts';
import type { NamedData } from '../backends/reference/evaluate.ts';
import { ProgramBuilder } from '../ir/builder.ts';
import * as ir from '../ir/construct.ts';
import type { DType, Program, Shape, UnaryOp, ValueId } from '../ir/types.ts';

export interface RandomProgram {
  readonly program: Program;
  readonly inputs: NamedData;
  readonly params: NamedData;
}

/** One op: which kind, and numbers that choose its operands and attributes. */
const number = fc.nat({ max: 100000 });
const decision = fc.tuple(number, number, number, number, number);
type Decision = [number, number, number, number, number];

/**
 * Programs of up to `length` random ops, most of them followed by the gradients of a scalar made of what came out and
 * by updates of their params. Values stay small enough for f64 to compare them.
 */
export function randomProgram(length = 14): fc.Arbitrary<RandomProgram> {
  return fc
    .record({
      decisions: fc.array(decision, { minLength: 1, maxLength: length, size: 'max' }),
      train: fc.boolean(),
      results: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    })
    .map(({ decisions, train, results }) => new Growing().grow(decisions, train, results));
}

const MOST_ELEMENTS = 300;
const size = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);

class Growing {
  private readonly e = new ProgramBuilder();
  private readonly values: ValueId[] = [];
  private readonly inputs: Record<string, number[]> = {};
  private readonly params: Record<string, number[]> = {};
  private readonly paramValues: { name: string; value: ValueId }[] = [];
  private readonly seed = ir.input(this.e, 'seed', [], 'u32');
  private readonly step = ir.input(this.e, 'step', [], 'u32');

  constructor() {
    this.inputs.seed = [7];
    this.inputs.step = [3];
    this.addInput('x', [2, 3, 4]);
    this.addInput('image', [2, 4, 4, 2]);
    this.addInput('vector', [4]);
    this.addInput('labels', [6], 'i32');
    this.addParam('w', [4, 3]);
    this.addParam('kernel', [3, 3, 2, 2]);
    this.addParam('b', [2]);
  }

  grow(decisions: readonly Decision[], train: boolean, results: readonly number[]): RandomProgram {
    decisions.forEach((each, i) => {
      this.e.withOrigin(`node${i}`, () => this.act(each));
    });
    const chosen = [
      ...new Set(results.map((n) => this.values.at(-1 - (n % this.values.length)) as ValueId)),
    ];
    chosen.forEach((value, i) => {
      this.e.output(`result${i}`, value);
    });
    if (train) this.train(chosen);
    else if (results.length > 2) this.swap(results[0] as number);
    return { program: this.e.finish('random'), inputs: this.inputs, params: this.params };
  }

  private train(chosen: readonly ValueId[]): void {
    const { e } = this;
    const floats = chosen.filter((value) => e.typeOf(value).dtype === 'f32');
    const parts = [...floats, ...this.values.slice(-2)]
      .filter((value) => e.typeOf(value).dtype === 'f32')
      .map((value) => ir.sum(e, ir.mul(e, value, value)));
    const loss = parts.reduce((a, b) => ir.add(e, a, b), ir.full(e, [], 0));
    e.output('loss', loss);
    const slopes = gradients(
      e,
      loss,
      this.paramValues.map(({ value }) => value),
    );
    this.paramValues.forEach(({ name, value }, i) => {
      const slope = slopes[i] as ValueId;
      e.update(name, ir.sub(e, value, ir.mul(e, slope, ir.num(0.125))));
    });
  }
  /** Updates that are not elementwise in their own param. */
  private swap(choice: number): void {
    const { e } = this;
    this.addParam('p', [3, 3]);
    this.addParam('q', [3, 3]);
    const p = ir.param(e, 'p', [3, 3]);
    const q = ir.param(e, 'q', [3, 3]);
    const turned = ir.transpose(e, q, [1, 0]);
    const choices: [ValueId, ValueId][] = [
      [q, p],
      [turned, p],
      [ir.add(e, p, turned), ir.mul(e, q, p)],
      [ir.dot(e, p, q), ir.reverse(e, q, [0])],
      [ir.sub(e, p, q), ir.sub(e, p, q)],
    ];
    const [first, second] = choices[choice % choices.length] as [ValueId, ValueId];
    e.update('p', first);
    e.update('q', second);
    e.output('newQ', second);
  }

  private addInput(name: string, shape: Shape, dtype: DType = 'f32'): void {
    this.inputs[name] = numbers(shape, name.length).map((x) =>
      dtype === 'f32' ? x : Math.abs(Math.round(x * 2)) % 4,
    );
    this.values.push(ir.input(this.e, name, shape, dtype));
  }
  private addParam(name: string, shape: Shape): void {
    this.params[name] = numbers(shape, name.length + 3);
    const value = ir.param(this.e, name, shape);
    this.values.push(value);
    this.paramValues.push({ name, value });
  }

  private shape(value: ValueId): Shape {
    return this.e.typeOf(value).shape;
  }
  private push(...values: ValueId[]): void {
    for (const value of values) this.values.push(value);
  }
  /** A value that passes, the newest first from a random place. */
  private pick(n: number, passes: (value: ValueId) => boolean): ValueId | undefined {
    const count = this.values.length;
    for (let i = 0; i < count; i++) {
      const value = this.values[(n + count * 2 - i) % count] as ValueId;
      if (passes(value)) return value;
    }
    return undefined;
  }
  private float(n: number): ValueId {
    return this.pick(n, (value) => this.e.typeOf(value).dtype === 'f32') as ValueId;
  }

  private act([kind, a, b, c, d]: Decision): void {
    const actions = [
      () => this.unary(a, b),
      () => this.binary(a, b, c),
      () => this.binary(a, b, c),
      () => this.choose(a, b),
      () => this.reduce(a, b, c),
      () => this.reshape(a, b),
      () => this.transpose(a, b),
      () => this.expand(a, b),
      () => this.cut(a, b, c),
      () => this.join(a, b, c),
      () => this.product(a, b, c, d),
      () => this.convolve(a, b, c),
      () => this.pool(a, b, c),
      () => this.generate(a, b),
      () => this.normalize(a),
    ];
    actions[kind % actions.length]?.();
  }

  private unary(a: number, b: number): void {
    const { e } = this;
    const x = this.float(a);
    const plain: UnaryOp[] = [
      'neg',
      'abs',
      'sign',
      'tanh',
      'sigmoid',
      'erf',
      'sin',
      'cos',
      'floor',
    ];
    const positive: UnaryOp[] = ['log', 'sqrt'];
    const which = b % (plain.length + positive.length + 3);
    if (which < plain.length) this.push(e.emit(plain[which] as UnaryOp, [x], {})[0] as ValueId);
    else if (which < plain.length + positive.length) {
      const op = positive[which - plain.length] as UnaryOp;
      this.push(e.emit(op, [ir.add(e, ir.abs(e, x), ir.num(0.5))], {})[0] as ValueId);
    } else if (which % 3 === 0) this.push(ir.exp(e, ir.minimum(e, x, ir.num(1))));
    else if (which % 3 === 1) this.push(ir.stopGradient(e, x));
    else this.push(ir.cast(e, ir.cast(e, x, 'i32'), 'f32'));
  }
  private binary(a: number, b: number, c: number): void {
    const { e } = this;
    const x = this.float(a);
    const y = this.pick(
      b,
      (v) => e.typeOf(v).dtype === 'f32' && broadcasts(this.shape(x), this.shape(v)),
    );
    if (y === undefined) return;
    const ops = [ir.add, ir.sub, ir.mul, ir.maximum, ir.minimum, ir.add, ir.mul];
    const which = c % (ops.length + 2);
    const op = ops[which];
    if (op !== undefined) this.push(op(e, x, y));
    else if (which === ops.length) this.push(ir.div(e, x, ir.add(e, ir.abs(e, y), ir.num(1))));
    else this.push(ir.pow(e, ir.add(e, ir.abs(e, x), ir.num(0.5)), ir.tanh(e, y)));
  }
  private choose(a: number, b: number): void {
    const { e } = this;
    const x = this.float(a);
    const y = this.pick(
      b,
      (v) => e.typeOf(v).dtype === 'f32' && broadcasts(this.shape(x), this.shape(v)),
    );
    if (y === undefined) return;
    const mask = ir.less(e, ir.num(0.3), x);
    const other = ir.or(e, ir.not(e, ir.lessEqual(e, x, y)), ir.isFinite(e, x));
    const condition = b % 2 === 0 ? mask : ir.and(e, mask, other);
    this.push(ir.select(e, condition, y, x));
    if (b % 3 === 0) this.push(ir.cast(e, condition, 'f32'));
  }
  private reduce(a: number, b: number, c: number): void {
    const { e } = this;
    const x = this.float(a);
    const rank = this.shape(x).length;
    if (rank === 0) return;
    const axes = this.shape(x).flatMap((_, axis) => ((((b % 15) + 1) >> axis) & 1 ? [axis] : []));
    if (c % 5 === 4) this.push(ir.cast(e, ir.argmax(e, x, b % rank), 'f32'));
    else if (c % 5 === 3) this.push(ir.reduceMax(e, x, axes, c % 2 === 0));
    else this.push(ir.mul(e, ir.sum(e, x, axes, c % 2 === 0), ir.num(0.5)));
  }
  private reshape(a: number, b: number): void {
    const x = this.float(a);
    const shape = this.shape(x);
    const total = size(shape);
    const options: Shape[] = [
      [total],
      [1, ...shape],
      [...shape, 1],
      shape.filter((d) => d !== 1),
      [shape[0] ?? 1, total / (shape[0] ?? 1)],
      [total / (shape.at(-1) ?? 1), shape.at(-1) ?? 1],
      ...[2, 3, 4].flatMap((n) =>
        total % n === 0
          ? [
              [n, total / n],
              [total / n, n],
            ]
          : [],
      ),
    ];
    this.push(ir.reshape(this.e, x, options[b % options.length] as Shape));
  }
  private transpose(a: number, b: number): void {
    const x = this.float(a);
    const axes = this.shape(x).map((_, axis) => axis);
    const turn = axes.length === 0 ? 0 : b % axes.length;
    const turned = [...axes.slice(turn), ...axes.slice(0, turn)];
    this.push(ir.transpose(this.e, x, b % 2 === 0 ? turned.reverse() : turned));
  }
  private expand(a: number, b: number): void {
    const { e } = this;
    const x = this.float(a);
    const shape = this.shape(x);
    const wide = shape.map((d, axis) => (d === 1 && (b >> axis) % 2 === 0 ? 3 : d));
    const target = b % 3 === 0 ? [2, ...wide] : wide;
    if (size(target) <= MOST_ELEMENTS) this.push(ir.broadcastTo(e, x, target));
  }
  private cut(a: number, b: number, c: number): void {
    const { e } = this;
    const x = this.float(a);
    const shape = this.shape(x);
    if (shape.length === 0) return;
    const axis = b % shape.length;
    if (c % 3 === 0) {
      this.push(ir.reverse(e, x, c % 2 === 0 ? [axis] : shape.map((_, i) => i)));
      return;
    }
    const length = shape[axis] as number;
    const from = c % length;
    const step = (c % 2) + 1;
    const count = Math.floor((length - 1 - from) / step) + 1;
    const at = <T>(value: T, other: T) => shape.map((_, i) => (i === axis ? value : other));
    this.push(ir.slice(e, x, at(from, 0), shape.with(axis, count), at(step, 1)));
  }
  private join(a: number, b: number, c: number): void {
    const { e } = this;
    const x = this.float(a);
    const shape = this.shape(x);
    if (shape.length === 0 || size(shape) > MOST_ELEMENTS / 2) return;
    const axis = b % shape.length;
    if (c % 2 === 0) {
      const low = shape.map((_, i) => ((c >> (i + 1)) % 3 === 1 ? 1 : 0));
      const high = shape.map((_, i) => (i === axis ? 2 : 0));
      const padded = shape.map((d, i) => d + (low[i] as number) + (high[i] as number));
      if (size(padded) <= MOST_ELEMENTS) this.push(ir.pad(e, x, low, high, (c % 5) - 1));
      return;
    }
    const fits = (v: ValueId) =>
      e.typeOf(v).dtype === 'f32' &&
      this.shape(v).length === shape.length &&
      shape.every((d, i) => i === axis || d === this.shape(v)[i]);
    const y = this.pick(c, fits) as ValueId;
    const joined = [ir.tanh(e, x), y, x].slice(0, 2 + (c % 2));
    this.push(ir.concat(e, joined, axis));
  }
  private product(a: number, b: number, c: number, d: number): void {
    const { e } = this;
    const x = this.pick(a, (v) => e.typeOf(v).dtype === 'f32' && this.shape(v).length >= 2);
    if (x === undefined) return;
    const rank = this.shape(x).length;
    const batch = this.shape(x).slice(0, -2);
    const transposeA = c % 2 === 0;
    const k = this.shape(x).at(transposeA ? -2 : -1);
    for (const transposeB of d % 2 === 0 ? [true, false] : [false, true]) {
      const y = this.pick(b, (v) => {
        const shape = this.shape(v);
        if (e.typeOf(v).dtype !== 'f32' || shape.length !== rank) return false;
        return ir.sameShape(shape.slice(0, -2), batch) && shape.at(transposeB ? -1 : -2) === k;
      });
      if (y === undefined) continue;
      const swapped = [...batch.map((_, i) => i), rank - 1, rank - 2];
      const left = c % 3 === 0 ? ir.transpose(e, x, swapped) : x;
      this.push(
        ir.dot(e, left, y, { transposeA: c % 3 === 0 ? !transposeA : transposeA, transposeB }),
      );
      return;
    }
  }
  private convolve(a: number, b: number, c: number): void {
    const { e } = this;
    const fits = (v: ValueId) =>
      e.typeOf(v).dtype === 'f32' &&
      this.shape(v).length === 4 &&
      this.shape(v)[3] === 2 &&
      (this.shape(v)[1] as number) >= 2 &&
      (this.shape(v)[2] as number) >= 2;
    const x = this.pick(a, fits);
    if (x === undefined) return;
    const kernel = ir.param(e, 'kernel', [3, 3, 2, 2]);
    const stride = (c % 2) + 1;
    const y = ir.conv(e, x, kernel, {
      stride: [stride, stride],
      padding: [
        [1, 1],
        [1, 1],
      ],
      dilation: [1, 1],
      groups: 1,
    });
    const biased = ir.add(e, y, ir.param(e, 'b', [2]));
    this.push(b % 2 === 0 ? y : ir.maximum(e, biased, ir.num(0)));
  }
  private pool(a: number, b: number, c: number): void {
    const { e } = this;
    const fits = (v: ValueId) =>
      e.typeOf(v).dtype === 'f32' &&
      this.shape(v).length === 4 &&
      (this.shape(v)[1] as number) >= 2 &&
      (this.shape(v)[2] as number) >= 2;
    const x = this.pick(a, fits);
    if (x === undefined) return;
    const stride = (c % 2) + 1;
    const geometry = {
      size: [2, 2],
      stride: [stride, stride],
      padding: [
        [0, 1],
        [0, 0],
      ],
    } as const;
    if (b % 2 === 0) this.push(ir.windowSum(e, x, geometry));
    else {
      const [values, positions] = ir.windowMax(e, x, geometry) as [ValueId, ValueId];
      this.push(values);
      if (b % 3 === 0) this.push(ir.cast(e, positions, 'f32'));
    }
  }
  private generate(a: number, b: number): void {
    const { e } = this;
    const x = this.float(a);
    const shape = this.shape(x);
    if (b % 3 === 0) {
      const draw = ir.random(e, this.seed, this.step, shape, { node: b, use: 0 });
      this.push(ir.select(e, ir.less(e, draw, ir.num(0.4)), ir.num(0), x), draw);
    } else if (b % 3 === 1 && shape.length > 0)
      this.push(ir.cast(e, ir.iota(e, shape, b % shape.length), 'f32'));
    else this.push(ir.constant(e, shape, numbers(shape, b % 7)));
  }
  /** What batch normalization and softmax are made of. */
  private normalize(a: number): void {
    const { e } = this;
    const x = this.float(a);
    const axes = this.shape(x)
      .slice(0, -1)
      .map((_, axis) => axis);
    const centered = ir.sub(e, x, ir.mean(e, x, axes));
    const variance = ir.mean(e, ir.mul(e, centered, centered), axes);
    const y = ir.div(e, centered, ir.sqrt(e, ir.add(e, variance, ir.num(0.1))));
    this.push(y);
    if (this.shape(y).length === 0) return;
    const last = [this.shape(y).length - 1];
    const shifted = ir.exp(e, ir.sub(e, y, ir.reduceMax(e, y, last, true)));
    this.push(ir.div(e, shifted, ir.sum(e, shifted, last, true)));
  }
}

function broadcasts(a: Shape, b: Shape): boolean {
  const rank = Math.max(a.length, b.length);
  let total = 1;
  for (let i = 1; i <= rank; i++) {
    const [x, y] = [a.at(-i) ?? 1, b.at(-i) ?? 1];
    if (x !== y && x !== 1 && y !== 1) return false;
    total *= Math.max(x, y);
  }
  return total <= MOST_ELEMENTS;
}
/** Eighths between −2 and 2, none of them 0. */
function numbers(shape: Shape, seed: number): number[] {
  return Array.from(
    { length: size(shape) },
    (_, i) => ((((i + 1) * 37 + seed * 11) % 31) - 15.5) / 8,
  );
}

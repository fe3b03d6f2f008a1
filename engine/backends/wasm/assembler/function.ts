/** Builds one WebAssembly function: instructions are appended; structured control takes callbacks. */
import { ByteWriter } from './bytes.ts';
import {
  type LaneMemoryOp,
  type LaneOp,
  laneMemoryOps,
  laneOps,
  type MemoryOp,
  memoryOps,
  type PlainOp,
  plainBytes,
} from './opcodes.ts';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';
export const valueTypeByte: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};
/** A branch target: pass it to `br` or `brIf` from anywhere inside its block. */
export interface Label {
  readonly depth: number;
}
/** A local's index. */
export type Local = number;

const float32 = new Float32Array(1);
const float32Bytes = new Uint8Array(float32.buffer);
const float64 = new Float64Array(1);
const float64Bytes = new Uint8Array(float64.buffer);

export class FunctionBuilder {
  private code = new ByteWriter();
  /** Runs first: fills the locals of `splats`. */
  private readonly prologue = new ByteWriter();
  private readonly splats = new Map<string, Local>();
  private readonly locals: ValueType[] = [];
  private readonly free = new Map<ValueType, Local[]>();
  private readonly types: ValueType[];
  private depth = 0;
  readonly results: readonly ValueType[];

  /** Locals 0…params-1 are the parameters. */
  constructor(params: readonly ValueType[], results: readonly ValueType[]) {
    this.types = [...params];
    this.results = results;
  }

  /** A fresh local (or one given back by `release`); not zeroed when reused. */
  local(type: ValueType): Local {
    const reused = this.free.get(type)?.pop();
    if (reused !== undefined) return reused;
    this.locals.push(type);
    return this.types.push(type) - 1;
  }
  release(...locals: readonly Local[]): void {
    for (const local of locals) {
      const type = this.types[local] as ValueType;
      const list = this.free.get(type);
      if (list) list.push(local);
      else this.free.set(type, [local]);
    }
  }

  /** An instruction without immediates. */
  op(name: PlainOp): this {
    this.append(plainBytes.get(name) as readonly number[]);
    return this;
  }
  get(local: Local): this {
    this.code.byte(0x20);
    return this.unsigned(local);
  }
  set(local: Local): this {
    this.code.byte(0x21);
    return this.unsigned(local);
  }
  tee(local: Local): this {
    this.code.byte(0x22);
    return this.unsigned(local);
  }
  i32(value: number): this {
    this.code.byte(0x41);
    return this.signed(value);
  }
  i64(value: bigint): this {
    this.code.byte(0x42);
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
        this.code.byte(low);
        return this;
      }
      this.code.byte(low | 0x80);
    }
  }
  f32(value: number): this {
    float32[0] = value;
    this.code.byte(0x43);
    return this.append(float32Bytes);
  }
  f64(value: number): this {
    float64[0] = value;
    this.code.byte(0x44);
    return this.append(float64Bytes);
  }
  /** Four equal f32 lanes. */
  f32x4(value: number): this {
    if (Object.is(value, 0)) return this.i32x4(0, 0, 0, 0);
    return this.get(this.splat(`f32 ${value}`, () => this.f32(value).op('f32x4.splat')));
  }
  /** v128.const of four i32 lanes, or a splat where they are equal. */
  i32x4(a: number, b: number, c: number, d: number): this {
    const cheap = a === 0 || a === -1;
    if (!cheap && a === b && a === c && a === d)
      return this.get(this.splat(`i32 ${a}`, () => this.i32(a).op('i32x4.splat')));
    this.code.push(0xfd, 0x0c);
    for (const lane of [a, b, c, d])
      this.code.push(lane & 255, (lane >> 8) & 255, (lane >> 16) & 255, (lane >>> 24) & 255);
    return this;
  }
  /** i8x16.shuffle with 16 byte positions. */
  shuffle(lanes: readonly number[]): this {
    this.code.push(0xfd, 0x0d);
    return this.append(lanes);
  }
  /** A load, store or atomic with a constant byte offset; natural alignment for atomics, 1 else is allowed. */
  memory(name: MemoryOp, offset = 0): this {
    const [bytes, align] = memoryOps[name];
    this.append(bytes).unsigned(align);
    return this.unsigned(offset);
  }
  lane(name: LaneOp, lane: number): this {
    this.code.byte(0xfd);
    this.unsigned(laneOps[name]);
    this.code.byte(lane);
    return this;
  }
  laneMemory(name: LaneMemoryOp, offset: number, lane: number): this {
    const [bytes, align] = laneMemoryOps[name];
    this.append(bytes).unsigned(align).unsigned(offset);
    this.code.byte(lane);
    return this;
  }
  /** Stack: destination, source, byte count. */
  memoryCopy(): this {
    return this.append([0xfc, 0x0a, 0x00, 0x00]);
  }
  /** Stack: destination, byte value, byte count. */
  memoryFill(): this {
    return this.append([0xfc, 0x0b, 0x00]);
  }
  fence(): this {
    return this.append([0xfe, 0x03, 0x00]);
  }
  call(functionIndex: number): this {
    this.code.byte(0x10);
    return this.unsigned(functionIndex);
  }
  /** Stack: arguments, then the table index. */
  callIndirect(signature: number): this {
    this.code.byte(0x11);
    return this.unsigned(signature).append([0x00]);
  }

  /** block … end; branch to the label to leave it. */
  block(body: (exit: Label) => void, result?: ValueType): this {
    return this.nest(0x02, body, result);
  }
  /** loop … end; branch to the label to run it again. */
  loop(body: (again: Label) => void): this {
    return this.nest(0x03, body);
  }
  /** Condition on the stack. */
  if(then: (exit: Label) => void, otherwise?: () => void, result?: ValueType): this {
    return this.nest(
      0x04,
      (exit) => {
        then(exit);
        if (otherwise) {
          this.code.byte(0x05);
          otherwise();
        }
      },
      result,
    );
  }
  br(label: Label): this {
    this.code.byte(0x0c);
    return this.unsigned(this.depth - label.depth);
  }
  brIf(label: Label): this {
    this.code.byte(0x0d);
    return this.unsigned(this.depth - label.depth);
  }

  /** Writes the entry of the code section: size, locals, body. */
  finish(to: ByteWriter): void {
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    const head = new ByteWriter(16);
    head.unsigned(runs.length);
    for (const { type, count } of runs) {
      head.unsigned(count);
      head.byte(valueTypeByte[type]);
    }
    to.unsigned(head.length + this.prologue.length + this.code.length + 1);
    to.append(head.written());
    to.append(this.prologue.written());
    to.append(this.code.written());
    to.byte(0x0b);
  }

  /**
   * The local that holds a vector of equal lanes from the function's start on. V8 makes a v128.const anew at each use,
   * from two immediates in three instructions; a splat it keeps in a register or reloads in one.
   */
  private splat(key: string, push: () => void): Local {
    const known = this.splats.get(key);
    if (known !== undefined) return known;
    this.locals.push('v128');
    const local = this.types.push('v128') - 1;
    this.splats.set(key, local);
    const { code } = this;
    this.code = this.prologue;
    push();
    this.set(local);
    this.code = code;
    return local;
  }

  private nest(opcode: number, body: (label: Label) => void, result?: ValueType): this {
    this.code.push(opcode, result === undefined ? 0x40 : valueTypeByte[result]);
    this.depth++;
    body({ depth: this.depth });
    this.depth--;
    this.code.byte(0x0b);
    return this;
  }
  /** Opcodes are a few bytes: faster one by one. */
  private append(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.code.byte(bytes[i] as number);
    return this;
  }
  private unsigned(value: number): this {
    this.code.unsigned(value);
    return this;
  }
  private signed(value: number): this {
    this.code.signed(value);
    return this;
  }
}

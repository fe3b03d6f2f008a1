/** Memory ↔ registers: a v128 holds four elements of any dtype, one a 32-bit lane; bools are lane masks. */
import type { DType } from '../../../ir/types.ts';
import type { FunctionBuilder, Local } from '../assembler/function.ts';

/** How many elements one vector instruction handles: 4, or fewer at the end of a row. */
export type Lanes = 1 | 2 | 4;

export const bytesOf: Readonly<Record<DType, number>> = { f32: 4, i32: 4, u32: 4, bool: 1, u8: 1 };

/** Splits `count` elements into vectors, widest first. */
export function lanesOf(count: number): Lanes[] {
  const parts: Lanes[] = [];
  let rest = count;
  for (const lanes of [4, 2, 1] as const) for (; rest >= lanes; rest -= lanes) parts.push(lanes);
  return parts;
}

/** Takes zero-extended bytes in the low lanes' place: byte l of the vector becomes lane l. */
const spreadBytes = [0, 16, 16, 16, 1, 16, 16, 16, 2, 16, 16, 16, 3, 16, 16, 16];
const gatherBytes = [0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12];

/** Stack: address → vector of `lanes` neighbours at `offset` bytes; with one lane, all four are that element. */
export function loadLanes(f: FunctionBuilder, dtype: DType, lanes: Lanes, offset: number): void {
  if (bytesOf[dtype] === 4) {
    if (lanes === 4) f.memory('v128.load', offset);
    else f.memory(lanes === 2 ? 'v128.load64_splat' : 'v128.load32_splat', offset);
    return;
  }
  if (lanes === 4) f.memory('v128.load32_zero', offset);
  else f.memory(lanes === 2 ? 'i32.load16_u' : 'i32.load8_u', offset).op('i32x4.splat');
  if (lanes !== 1) f.i32x4(0, 0, 0, 0).shuffle(spreadBytes);
  if (dtype === 'bool') maskFromInteger(f);
}

/** Stack: address, vector → ; stores the first `lanes` lanes to neighbours at `offset` bytes. */
export function storeLanes(f: FunctionBuilder, dtype: DType, lanes: Lanes, offset: number): void {
  if (bytesOf[dtype] === 4) {
    if (lanes === 4) f.memory('v128.store', offset);
    else f.laneMemory(lanes === 2 ? 'v128.store64_lane' : 'v128.store32_lane', offset, 0);
    return;
  }
  if (dtype === 'bool') integerFromMask(f);
  if (lanes !== 1) f.i32x4(0, 0, 0, 0).shuffle(gatherBytes);
  if (lanes === 4) f.laneMemory('v128.store32_lane', offset, 0);
  else f.laneMemory(lanes === 2 ? 'v128.store16_lane' : 'v128.store8_lane', offset, 0);
}

/** Pushes elements that lie `stride` bytes apart, beginning at `address` + `offset`. */
export function loadStrided(
  f: FunctionBuilder,
  dtype: DType,
  lanes: Lanes,
  address: Local,
  offset: number,
  stride: number,
): void {
  const place = (lane: number): number => pushPlace(f, address, offset + lane * stride);
  if (bytesOf[dtype] === 4) {
    const offsets: number[] = [];
    for (let lane = lanes - 1; lane >= 0; lane--) offsets[lane] = place(lane);
    f.memory('v128.load32_splat', offsets[0] as number);
    for (let lane = 1; lane < lanes; lane++)
      f.laneMemory('v128.load32_lane', offsets[lane] as number, lane);
    return;
  }
  for (let lane = 0; lane < lanes; lane++) {
    f.memory('i32.load8_u', place(lane));
    if (lane === 0) f.op('i32x4.splat');
    else f.lane('i32x4.replace_lane', lane);
  }
  if (dtype === 'bool') maskFromInteger(f);
}

/** Stores the first lanes of `value` `stride` bytes apart, beginning at `address` + `offset`. */
export function storeStrided(
  f: FunctionBuilder,
  dtype: DType,
  lanes: Lanes,
  address: Local,
  offset: number,
  stride: number,
  value: Local,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const immediate = pushPlace(f, address, offset + lane * stride);
    f.get(value);
    if (dtype === 'bool') integerFromMask(f);
    if (bytesOf[dtype] === 4) f.laneMemory('v128.store32_lane', immediate, lane);
    else f.laneMemory('v128.store8_lane', immediate, 4 * lane);
  }
}

/** Stack: integer lanes → lane masks, all ones where not zero. */
export function maskFromInteger(f: FunctionBuilder): void {
  f.i32x4(0, 0, 0, 0).op('i32x4.ne');
}
/** Stack: lane masks → integer lanes, 1 where set. */
export function integerFromMask(f: FunctionBuilder): void {
  f.i32x4(1, 1, 1, 1).op('v128.and');
}

/** Pushes an address and gives the immediate still to add: immediates cannot be negative. */
function pushPlace(f: FunctionBuilder, address: Local, offset: number): number {
  f.get(address);
  if (offset >= 0) return offset;
  f.i32(offset).op('i32.add');
  return 0;
}

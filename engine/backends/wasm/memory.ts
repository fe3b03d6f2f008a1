/** The one WebAssembly memory of a session: ranges of it are given out, views made, bytes copied out. */
import type { DType, Shape, TensorType } from '../../ir/types.ts';
import type { TensorData } from '../types.ts';
import { CONTROL_BYTES } from './control.ts';
import { Heap } from './heap.ts';

const PAGE = 65536;
export const MAX_PAGES = 65536;
/** What one memory can hold. */
export const MAX_BYTES = PAGE * MAX_PAGES;

export const bytesPerElement: Readonly<Record<DType, number>> = {
  f32: 4,
  i32: 4,
  u32: 4,
  bool: 1,
  u8: 1,
};
export function elementsOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}
export function bytesOf(type: TensorType): number {
  return elementsOf(type.shape) * bytesPerElement[type.dtype];
}

/** The memory cannot grow that far; callers turn it into a sentence. */
export class MemoryFull extends Error {
  readonly wanted: number;
  readonly available: number;

  constructor(wanted: number, available: number) {
    super(`${wanted} bytes wanted, ${available} available`);
    this.wanted = wanted;
    this.available = available;
  }
}

export class SessionMemory {
  readonly memory: WebAssembly.Memory;
  readonly shared: boolean;
  private readonly heap: Heap;
  private control: Int32Array;

  /** `limit`: bytes it may grow to. */
  constructor(shared: boolean, limit = MAX_BYTES) {
    this.shared = shared;
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared });
    this.heap = new Heap(CONTROL_BYTES, limit);
    this.control = this.wordsTo(CONTROL_BYTES);
  }

  /** Address of `bytes` bytes, 64-byte aligned, contents undefined; throws MemoryFull. */
  allocate(bytes: number): number {
    const address = this.heap.allocate(bytes);
    if (address === null) throw new MemoryFull(bytes, this.heap.largestFree());
    const missing = address + bytes - this.memory.buffer.byteLength;
    try {
      if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      this.heap.release(address);
      throw new MemoryFull(bytes, Math.max(0, this.memory.buffer.byteLength - address));
    }
    return address;
  }
  release(address: number): void {
    this.heap.release(address);
  }
  /** What one allocation could get now, were the host to grow the memory to its limit. */
  largestFree(): number {
    return this.heap.largestFree();
  }

  /** The control words and the ring. */
  controlWords(): Int32Array {
    if (this.control.buffer !== this.memory.buffer && !this.shared)
      this.control = this.wordsTo(CONTROL_BYTES);
    return this.control;
  }
  private wordsTo(bytes: number): Int32Array {
    return new Int32Array(this.memory.buffer, 0, bytes / 4);
  }
  /** 32-bit words of all memory. Made anew for each use: growing replaces the buffer. */
  words(): Int32Array {
    return this.wordsTo(this.memory.buffer.byteLength);
  }
  /** A live view; never to be handed to callers, except to fill a slot. */
  view(dtype: DType, address: number, length: number): TensorData {
    const { buffer } = this.memory;
    switch (dtype) {
      case 'f32':
        return new Float32Array(buffer, address, length);
      case 'i32':
        return new Int32Array(buffer, address, length);
      case 'u32':
        return new Uint32Array(buffer, address, length);
      case 'bool':
      case 'u8':
        return new Uint8Array(buffer, address, length);
      default:
        return dtype satisfies never;
    }
  }
  /** A copy in memory of its own, not shared. */
  copyOut(type: TensorType, address: number): TensorData {
    return this.view(type.dtype, address, elementsOf(type.shape)).slice();
  }
}

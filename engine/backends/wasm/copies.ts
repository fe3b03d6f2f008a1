/** Tasks that copy inputs from the running command's slot to their buffers, and large outputs back. */

import type { ModuleBuilder } from './assembler/module.ts';
import type { Place, PlacedTask } from './compiled.ts';
import { control } from './control.ts';

/** One unit copies this much. */
const CHUNK = 32768;
/** Argument block: [address, offset in the slot, bytes]. */
const [ADDRESS, SLOT_OFFSET, BYTES] = [0, 4, 8];

export type CopyDirection = 'in' | 'out';

export function copyTask(
  direction: CopyDirection,
  place: Place,
  slotOffset: number,
  bytes: number,
): PlacedTask {
  return {
    key: `copy ${direction}`,
    write: (module) => writeCopy(module, direction),
    words: [place, { region: 'none', bits: slotOffset }, { region: 'none', bits: bytes }],
    units: Math.ceil(bytes / CHUNK),
    threadScratchBytes: 0,
    flops: 0,
    origins: [],
    kernels: [],
  };
}

function writeCopy(module: ModuleBuilder, direction: CopyDirection): number {
  return module.func(['i32', 'i32', 'i32'], [], (f) => {
    const [block, unit] = [0, 1];
    const offset = f.local('i32');
    const length = f.local('i32');
    const inSlot = f.local('i32');
    const inBuffer = f.local('i32');
    f.get(unit).i32(CHUNK).op('i32.mul').set(offset);
    f.get(block).memory('i32.load', BYTES).get(offset).op('i32.sub').tee(length);
    f.i32(CHUNK).get(length).i32(CHUNK).op('i32.lt_u').op('select').set(length);
    f.i32(0).memory('i32.atomic.load', control.slot);
    f.get(block)
      .memory('i32.load', SLOT_OFFSET)
      .op('i32.add')
      .get(offset)
      .op('i32.add')
      .set(inSlot);
    f.get(block).memory('i32.load', ADDRESS).get(offset).op('i32.add').set(inBuffer);
    if (direction === 'in') f.get(inBuffer).get(inSlot);
    else f.get(inSlot).get(inBuffer);
    f.get(length).memoryCopy();
  });
}

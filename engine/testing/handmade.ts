/** Compiled Programs made by hand, to test the driver and the session without fusion and code generation. */
import type { FunctionBuilder } from '../backends/wasm/assembler/function.ts';
import type { CompiledProgram, Place, PlacedTask, SlotTensor } from '../backends/wasm/compiled.ts';
import { copyTask } from '../backends/wasm/copies.ts';
import type { Program, TensorType } from '../ir/types.ts';

export interface HandmadeTask {
  readonly key: string;
  /** Parameters: 0 argument block, 1 unit, 2 scratch of the thread. */
  readonly code: (f: FunctionBuilder) => void;
  readonly places: readonly Place[];
  readonly units: number;
  readonly threadScratchBytes?: number;
}
export interface HandmadeOptions {
  readonly name?: string;
  readonly phases: readonly (readonly HandmadeTask[])[];
  readonly inputs?: readonly { name: string; type: TensorType; place: Place }[];
  readonly outputs?: readonly { name: string; type: TensorType; place: Place }[];
  readonly halt?: Place;
  readonly arenaBytes?: number;
}
const noProgram: Program = {
  name: 'handmade',
  values: [],
  instructions: [],
  outputs: [],
  updates: [],
};

/** 4-byte elements only. Inputs are copied in a first phase of their own. */
export function handmade(options: HandmadeOptions): CompiledProgram {
  let top = 0;
  const place = <T extends { name: string; type: TensorType }>(tensor: T): T & SlotTensor => {
    const slotOffset = top;
    top += Math.ceil(countOf(tensor.type) / 16) * 64;
    return { ...tensor, slotOffset };
  };
  const inputs = (options.inputs ?? []).map(place);
  const outputs = (options.outputs ?? []).map(place);
  const copies = inputs.map((t) => copyTask('in', t.place, t.slotOffset, countOf(t.type) * 4));
  const tasks: PlacedTask[] = [...copies];
  const phases: number[][] = copies.length > 0 ? [copies.map((_, i) => i)] : [];
  for (const group of options.phases)
    phases.push(group.map((each) => tasks.push(placedTask(each)) - 1));
  return {
    program: { ...noProgram, name: options.name ?? noProgram.name },
    tasks,
    phases,
    inputs,
    outputs,
    slotBytes: top,
    smallOutputs: outputs.map(({ place: from, slotOffset, type }) => ({
      from,
      slotOffset,
      bytes: countOf(type) * 4,
    })),
    halt: options.halt ?? null,
    constants: [],
    constantBytes: 0,
    arenaBytes: options.arenaBytes ?? 65536,
    stateBytes: 0,
    peakLiveBytes: 0,
    described: [],
    kernels: tasks.length,
    flops: 0,
  };
}

export const arena = (offset: number): Place => ({ region: 'arena', offset });
export const state = (offset: number): Place => ({ region: 'state', offset });
export const i32 = (...shape: number[]): TensorType => ({ dtype: 'i32', shape });

/** first[unit] = second[unit] + `by`, as i32. */
export const addConstant = (by: number, to: Place, from: Place, units: number): HandmadeTask => ({
  key: `add ${by}`,
  places: [to, from],
  units,
  code: (f) => {
    const [block, unit] = [0, 1];
    f.get(block).memory('i32.load', 0).get(unit).i32(4).op('i32.mul').op('i32.add');
    f.get(block).memory('i32.load', 4).get(unit).i32(4).op('i32.mul').op('i32.add');
    f.memory('i32.load').i32(by).op('i32.add').memory('i32.store');
  },
});
/** first[0] = sum over i < `count` of second[i]. */
export const sumAll = (to: Place, from: Place, count: number): HandmadeTask => ({
  key: `sum ${count}`,
  places: [to, from],
  units: 1,
  code: (f) => {
    const total = f.local('i32');
    const left = f.local('i32');
    const address = f.local('i32');
    f.get(0).memory('i32.load', 4).set(address).i32(count).set(left).i32(0).set(total);
    f.loop((again) => {
      f.get(total).get(address).memory('i32.load').op('i32.add').set(total);
      f.get(address).i32(4).op('i32.add').set(address);
      f.get(left).i32(1).op('i32.sub').tee(left).brIf(again);
    });
    f.get(0).memory('i32.load', 0).get(total).memory('i32.store');
  },
});
export const trap: HandmadeTask = {
  key: 'trap',
  places: [],
  units: 1,
  code: (f) => f.op('unreachable'),
};
/** One unit that counts to `times`. */
export const busy = (times: number): HandmadeTask => ({
  key: `busy ${times}`,
  places: [],
  units: 1,
  code: (f) => {
    const left = f.local('i32');
    f.i32(times).set(left);
    f.loop((again) => f.get(left).i32(1).op('i32.sub').tee(left).brIf(again));
  },
});
export const spinForever: HandmadeTask = {
  key: 'spin',
  places: [],
  units: 1,
  code: (f) => f.loop((again) => f.br(again)),
};

function placedTask(each: HandmadeTask): PlacedTask {
  return {
    key: each.key,
    write: (module) => module.func(['i32', 'i32', 'i32'], [], each.code),
    words: each.places,
    units: each.units,
    threadScratchBytes: each.threadScratchBytes ?? 0,
    flops: 0,
    origins: [],
    kernels: [],
  };
}
function countOf(type: TensorType): number {
  return type.shape.reduce((product, length) => product * length, 1);
}

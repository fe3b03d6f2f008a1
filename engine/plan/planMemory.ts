/** Buffers and the steps that touch them come in; a byte offset for each one in a single arena goes out. */
import type { BufferId } from '../fuse/kernel.ts';
import { invariant } from '../util/errors.ts';
import { assignOffsets, type Block } from './assignOffsets.ts';
import type { MemoryPlan, PlanBuffer, PlanStep } from './types.ts';

/** A block while buffers are still being unified into it. */
interface GrowingBlock extends Block {
  end: number;
}

/**
 * Plans the arena of one execution: finds from which step to which each buffer is alive, lets a written buffer
 * take over the memory of the one it replaces (`inPlace`), and packs what is left. All offsets are multiples of
 * 64 bytes. A buffer that no step touches and that need not outlive a step still gets a (zero-step) place.
 */
export function planMemory(buffers: readonly PlanBuffer[], steps: readonly PlanStep[]): MemoryPlan {
  const lifetimes = findLifetimes(buffers, steps);
  const { blocks, blockOf } = unifyInPlace(buffers, steps, lifetimes);
  const scratchBlock = steps.map((step, index) => {
    if (step.scratchBytes <= 0) return -1;
    blocks.push({ bytes: step.scratchBytes, start: index, end: index });
    return blocks.length - 1;
  });
  const peakLiveBytes = peakOf(blocks, steps.length);
  const { offsets, bytes } = assignOffsets(blocks, peakLiveBytes);
  return {
    offsets: new Map(
      buffers.map((buffer) => [buffer.id, offsets[blockOf.get(buffer.id) as number] as number]),
    ),
    scratchOffsets: scratchBlock.map((block) => (block < 0 ? 0 : (offsets[block] as number))),
    bytes,
    peakLiveBytes,
  };
}

interface Lifetime {
  start: number;
  end: number;
}

function findLifetimes(
  buffers: readonly PlanBuffer[],
  steps: readonly PlanStep[],
): Map<BufferId, Lifetime> {
  const last = Math.max(0, steps.length - 1);
  const lifetimes = new Map<BufferId, Lifetime>();
  for (const buffer of buffers) {
    invariant(!lifetimes.has(buffer.id), () => `buffer ${buffer.id} is planned once`);
    const start = buffer.liveFromStart ? 0 : Number.POSITIVE_INFINITY;
    lifetimes.set(buffer.id, { start, end: buffer.liveToEnd ? last : -1 });
  }
  steps.forEach((step, index) => {
    for (const id of [...step.reads, ...step.writes]) {
      const lifetime = lifetimes.get(id);
      if (lifetime === undefined) continue; // State and constants live outside the arena.
      lifetime.start = Math.min(lifetime.start, index);
      lifetime.end = Math.max(lifetime.end, index);
    }
  });
  for (const lifetime of lifetimes.values()) {
    if (lifetime.start === Number.POSITIVE_INFINITY) lifetime.start = Math.max(0, lifetime.end);
    lifetime.end = Math.max(lifetime.end, lifetime.start);
  }
  return lifetimes;
}

/** Where a buffer's first write replaces one that is read there for the last time, both become one block. */
function unifyInPlace(
  buffers: readonly PlanBuffer[],
  steps: readonly PlanStep[],
  lifetimes: ReadonlyMap<BufferId, Lifetime>,
): { blocks: Block[]; blockOf: Map<BufferId, number> } {
  const byId = new Map(buffers.map((buffer) => [buffer.id, buffer]));
  const replacedBy = new Map<BufferId, BufferId>();
  const replaces = new Set<BufferId>();
  steps.forEach((step, index) => {
    for (const [written, read] of step.inPlace) {
      const to = byId.get(written);
      const from = byId.get(read);
      if (to === undefined || from === undefined || written === read) continue;
      if (to.liveFromStart || from.liveToEnd || to.bytes !== from.bytes) continue;
      if (lifetimes.get(written)?.start !== index || lifetimes.get(read)?.end !== index) continue;
      if (replaces.has(written) || replacedBy.has(read)) continue;
      replaces.add(written);
      replacedBy.set(read, written);
    }
  });
  const blocks: Block[] = [];
  const blockOf = new Map<BufferId, number>();
  for (const buffer of buffers) {
    if (replaces.has(buffer.id)) continue;
    const lifetime = lifetimes.get(buffer.id) as Lifetime;
    const block: GrowingBlock = { bytes: buffer.bytes, start: lifetime.start, end: lifetime.end };
    blockOf.set(buffer.id, blocks.length);
    for (let next = replacedBy.get(buffer.id); next !== undefined; next = replacedBy.get(next)) {
      block.end = (lifetimes.get(next) as Lifetime).end;
      blockOf.set(next, blocks.length);
    }
    blocks.push(block);
  }
  return { blocks, blockOf };
}

function peakOf(blocks: readonly Block[], stepCount: number): number {
  const change = new Float64Array(Math.max(1, stepCount) + 1);
  for (const { bytes, start, end } of blocks) {
    change[start] = (change[start] as number) + bytes;
    change[end + 1] = (change[end + 1] as number) - bytes;
  }
  let live = 0;
  let peak = 0;
  for (const delta of change) {
    live += delta;
    peak = Math.max(peak, live);
  }
  return peak;
}

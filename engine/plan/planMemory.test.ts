/** The planner keeps every value intact and stays close to the lower bound. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMemory } from './planMemory.ts';
import type { MemoryPlan, PlanBuffer, PlanStep } from './types.ts';

const buffer = (id: number, bytes: number, ends: Partial<PlanBuffer> = {}): PlanBuffer => ({
  id,
  bytes,
  liveFromStart: false,
  liveToEnd: false,
  ...ends,
});
const step = (
  reads: number[],
  writes: number[],
  inPlace: [number, number][] = [],
  scratchBytes = 0,
): PlanStep => ({ reads, writes, inPlace, scratchBytes });

/**
 * Executes the plan symbolically: every byte of the arena remembers who owns it, and fails
 * where a step reads a buffer that something else has overwritten.
 */
function execute(buffers: readonly PlanBuffer[], steps: readonly PlanStep[], plan: MemoryPlan) {
  const granules = Math.ceil(plan.bytes / 64);
  const owner = new Int32Array(granules).fill(-1);
  const byId = new Map(buffers.map((b) => [b.id, b]));
  const place = (id: number) => {
    const offset = plan.offsets.get(id) as number;
    const bytes = (byId.get(id) as PlanBuffer).bytes;
    expect(offset % 64).toBe(0);
    expect(offset + bytes).toBeLessThanOrEqual(plan.bytes);
    return { from: offset / 64, to: Math.ceil((offset + bytes) / 64) };
  };
  const take = (id: number) => {
    const { from, to } = place(id);
    owner.fill(id, from, to);
  };
  const check = (id: number) => {
    const { from, to } = place(id);
    expect(owner.subarray(from, to).every((o) => o === id)).toBe(true);
  };
  for (const b of buffers) if (b.liveFromStart) take(b.id);
  steps.forEach((s, index) => {
    for (const id of s.reads) check(id);
    const shared = new Set(
      s.inPlace.filter(([w, r]) => plan.offsets.get(w) === plan.offsets.get(r)).map(([, r]) => r),
    );
    const used = s.reads.filter((id) => !shared.has(id) && !s.writes.includes(id)).map(place);
    const writes = s.writes.map(place);
    const scratchFrom = (plan.scratchOffsets[index] as number) / 64;
    const scratch = { from: scratchFrom, to: scratchFrom + Math.ceil(s.scratchBytes / 64) };
    const apart = (a: typeof scratch, b: typeof scratch) => a.to <= b.from || b.to <= a.from;
    for (const w of writes) for (const r of used) expect(apart(w, r)).toBe(true);
    for (const [i, a] of writes.entries())
      for (const b of writes.slice(i + 1)) expect(apart(a, b)).toBe(true);
    if (s.scratchBytes > 0) {
      for (const other of [...used, ...writes]) expect(apart(scratch, other)).toBe(true);
      for (const id of shared) expect(apart(scratch, place(id))).toBe(true);
      owner.fill(-2, scratch.from, scratch.to);
    }
    for (const id of s.writes) take(id);
  });
  for (const b of buffers) if (b.liveToEnd) check(b.id);
}

/** A random trace in which every buffer is written before it is read. */
const trace = fc
  .array(
    fc.record({
      bytes: fc.integer({ min: 0, max: 700 }),
      reads: fc.array(fc.nat(), { maxLength: 3 }),
      inPlace: fc.boolean(),
      scratch: fc.constantFrom(0, 0, 100),
      ends: fc.constantFrom<Partial<PlanBuffer>>({}, {}, { liveToEnd: true }),
      extra: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((records) => {
    const buffers: PlanBuffer[] = [
      buffer(0, 128, { liveFromStart: true }),
      buffer(1, 64, { liveFromStart: true, liveToEnd: true }),
    ];
    const steps = records.map((r) => {
      const reads = [...new Set(r.reads.map((n) => n % buffers.length))];
      const replaced = buffers[reads[0] ?? -1];
      const id = buffers.length;
      const inPlace = r.inPlace && replaced !== undefined;
      buffers.push(buffer(id, inPlace ? replaced.bytes : r.bytes, r.ends));
      const writes = [id];
      if (r.extra) {
        buffers.push(buffer(id + 1, r.bytes));
        writes.push(id + 1);
      }
      return step(reads, writes, inPlace ? [[id, replaced.id]] : [], r.scratch);
    });
    return { buffers, steps };
  });

describe('planMemory', () => {
  it('never lets a live value be overwritten', () => {
    fc.assert(
      fc.property(trace, ({ buffers, steps }) => {
        const plan = planMemory(buffers, steps);
        execute(buffers, steps, plan);
        expect(plan.bytes).toBeGreaterThanOrEqual(plan.peakLiveBytes);
        expect(plan.offsets.size).toBe(buffers.length);
      }),
      { numRuns: 300 },
    );
  });

  it('lets a chain of in-place updates live in one place', () => {
    const buffers = [0, 1, 2, 3].map((id) => buffer(id, 1000));
    const steps = [
      step([], [0]),
      step([0], [1], [[1, 0]]),
      step([1], [2], [[2, 1]]),
      step([2], [3], [[3, 2]]),
    ];
    const plan = planMemory(buffers, steps);
    expect(new Set(plan.offsets.values()).size).toBe(1);
    expect(plan.bytes).toBe(1024);
    expect(plan.peakLiveBytes).toBe(1000);
  });

  it('does not share the place of a value that is read again, or that must stay to the end', () => {
    const buffers = [
      buffer(0, 64),
      buffer(1, 64),
      buffer(2, 64, { liveToEnd: true }),
      buffer(3, 64),
    ];
    const steps = [
      step([], [0]),
      step([0], [1], [[1, 0]]),
      step([0, 1], [2]),
      step([2], [3], [[3, 2]]),
    ];
    const plan = planMemory(buffers, steps);
    expect(plan.offsets.get(1)).not.toBe(plan.offsets.get(0));
    expect(plan.offsets.get(3)).not.toBe(plan.offsets.get(2));
  });

  it('gives two writes of one step two places even if both may replace the same value', () => {
    const buffers = [0, 1, 2].map((id) => buffer(id, 64));
    const steps = [
      step([], [0]),
      step(
        [0],
        [1, 2],
        [
          [1, 0],
          [2, 0],
        ],
      ),
      step([1, 2], []),
    ];
    const plan = planMemory(buffers, steps);
    expect(plan.offsets.get(1)).not.toBe(plan.offsets.get(2));
    expect(plan.bytes).toBe(128);
  });

  it('plans nothing, and steps that touch only what lives elsewhere', () => {
    expect(planMemory([], []).bytes).toBe(0);
    expect(planMemory([], [step([5], [6])]).bytes).toBe(0);
  });

  it('packs a ResNet-20 train step within 1.1 of the lower bound', () => {
    const { buffers, steps } = resnet20();
    const plan = planMemory(buffers, steps);
    execute(buffers, steps, plan);
    expect(plan.bytes / plan.peakLiveBytes).toBeLessThanOrEqual(1.1);
  });

  it('packs 5,000 buffers', () => {
    const { buffers, steps } = resnet20(90);
    const plan = planMemory(buffers, steps);
    expect(buffers.length).toBeGreaterThan(5000);
    expect(plan.bytes / plan.peakLiveBytes).toBeLessThanOrEqual(1.1);
  });
});

/**
 * The trace of a ResNet train step on 32×32 pictures, batch 32: each convolution keeps its raw result and the
 * activation after batch normalization for the backward pass; weight gradients live to the end.
 */
function resnet20(blocksPerStage = 3) {
  const buffers: PlanBuffer[] = [];
  const steps: PlanStep[] = [];
  const make = (bytes: number, ends: Partial<PlanBuffer> = {}) => {
    buffers.push(buffer(buffers.length, bytes, ends));
    return buffers.length - 1;
  };
  const saved: { input: number; raw: number; out: number; bytes: number; weight: number }[] = [];
  let x = make(32 * 32 * 32 * 3 * 4, { liveFromStart: true });
  [16, 32, 64].forEach((channels, stage) => {
    const bytes = 32 * (32 >> stage) ** 2 * channels * 4;
    for (let i = 0; i < blocksPerStage * 2; i++) {
      const raw = make(bytes);
      const statistics = make(channels * 8);
      const out = make(bytes);
      steps.push(step([x], [raw], [], 4096));
      steps.push(step([raw], [statistics]));
      steps.push(step(i % 2 === 1 ? [raw, statistics, x] : [raw, statistics], [out]));
      saved.push({ input: x, raw, out, bytes, weight: channels * channels * 9 * 4 });
      x = out;
    }
  });
  let gradient = make((saved.at(-1) as { bytes: number }).bytes);
  steps.push(step([x], [gradient]));
  const weights: number[] = [];
  for (const layer of saved.reverse()) {
    const sums = make(512);
    steps.push(step([gradient, layer.raw, layer.out], [sums]));
    const inner = make(layer.bytes);
    steps.push(step([gradient, layer.raw, layer.out, sums], [inner], [[inner, gradient]]));
    const weight = make(layer.weight);
    weights.push(weight);
    steps.push(step([layer.input, inner], [weight], [], 65536));
    gradient = make((buffers[layer.input] as PlanBuffer).bytes);
    steps.push(step([inner], [gradient]));
    for (let i = 0; i < 3; i++) {
      const small = make(64 + i * 64);
      steps.push(step([inner], [small]));
    }
  }
  steps.push(step(weights, [make(4, { liveToEnd: true })]));
  for (const weight of weights) steps.push(step([weight], []));
  return { buffers, steps };
}

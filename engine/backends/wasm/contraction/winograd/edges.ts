/**
 * Where tiles of four would cover little of an image's last rows or columns: sizes in; the part that tiles compute and
 * the strips beside it that are summed directly out.
 */
import type { Argument, Target, Task } from '../../task.ts';
import { type CorrelateOperands, correlateTask } from '../correlate.ts';
import { type CorrelatePlan, passKernelBytes } from '../correlatePlan.ts';
import type { Pair } from '../geometry.ts';
import { ceilDiv, product } from '../loops.ts';
import { packTask } from '../pack.ts';
import type { KernelMatrices } from './kernel.ts';
import { kernelSize, points, tileSize } from './transforms.ts';

/** A stride-1 3×3 correlation: rows and columns of the data and of the results, padding before the first of them. */
export interface Plane {
  readonly source: Pair;
  readonly result: Pair;
  readonly before: Pair;
}
/** Results [first, first + size), and how many of the taps ever meet data there, from the first on. */
export interface Strip {
  readonly first: Pair;
  readonly size: Pair;
  readonly taps: Pair;
}
export interface Edges {
  /** Rows and columns of results that tiles compute. */
  readonly core: Pair;
  readonly strips: readonly Strip[];
}

/** A tile's transforms take about a third of the time of its products; short rows waste a little of a direct sum's. */
const tileCost = points * points * 1.35;
const stripCost = 1.15;

/** The division of least cost: all tiles, or without the incomplete ones of an axis or of both. */
export function cutEdges(plane: Plane): Edges {
  const { result } = plane;
  const whole = result.map((size) => size - (size % tileSize));
  const cuts = ([0, 1] as const).map((axis) =>
    [result[axis], whole[axis] as number].filter((size) => size > 0),
  );
  const candidates = (cuts[0] ?? []).flatMap((rows) =>
    (cuts[1] ?? []).map((columns) => edgesOf(plane, [rows, columns])),
  );
  return candidates.reduce((best, each) => (costOf(each) < costOf(best) ? each : best));
}

/** Multiply-adds for each pair of channels, corrected for what goes with them. */
export function costOf({ core, strips }: Edges): number {
  const tiles = ceilDiv(core[0], tileSize) * ceilDiv(core[1], tileSize);
  const direct = strips.reduce((sum, { size, taps }) => sum + product(size) * product(taps), 0);
  return tiles * tileCost + direct * stripCost;
}

function edgesOf({ source, result, before }: Plane, core: Pair): Edges {
  const tapsFrom = (axis: 0 | 1, first: number) =>
    Math.max(0, Math.min(kernelSize, source[axis] + before[axis] - first));
  const strip = (first: Pair, size: Pair): Strip => ({
    ...{ first, size },
    taps: [tapsFrom(0, first[0]), tapsFrom(1, first[1])],
  });
  const right = strip([0, core[1]], [result[0], result[1] - core[1]]);
  const below = strip([core[0], 0], [result[0] - core[0], core[1]]);
  return { core, strips: [right, below].filter(({ size }) => product(size) > 0) };
}

/** Tasks for strips of a correlation of `images`, and the bytes that they take at `scratchOffset`. */
export function stripTasks(
  c: Plane & KernelMatrices & { readonly images: number },
  strips: readonly Strip[],
  operands: CorrelateOperands,
  scratchOffset: number,
  target: Target,
): { readonly tasks: readonly Task[]; readonly scratchBytes: number } {
  const tasks: Task[] = [];
  let scratchBytes = 0;
  for (const { first, size, taps } of strips) {
    const plan: CorrelatePlan = {
      images: c.images,
      source: [...c.source, c.depth],
      step: [1, 1],
      ...{ groups: 1, depthwise: false, channels: c.channels },
      outImage: product(c.result) * c.channels,
      passes: [
        {
          size,
          first: [first[0] - c.before[0], first[1] - c.before[1]],
          taps,
          tapStep: [1, 1],
          outOffset: (first[0] * c.result[1] + first[1]) * c.channels,
          outStep: [c.result[1] * c.channels, c.channels],
          kernel: 0,
        },
      ],
    };
    const packed: Argument = { kind: 'scratch', byteOffset: scratchOffset + scratchBytes };
    if (product(taps) > 0)
      tasks.push(packTask(tapMatrix(c, taps), { count: 1, step: 0 }, operands.kernel, packed));
    tasks.push(correlateTask(plan, { ...operands, kernel: packed }, target));
    scratchBytes += passKernelBytes(plan, taps);
  }
  return { tasks, scratchBytes };
}

/** The first taps of a kernel [3, 3, depth, channels], or of [3, 3, channels, depth] turned by half a turn. */
function tapMatrix({ depth, channels, flipped }: KernelMatrices, taps: Pair) {
  const tapElements = depth * channels;
  const turn = flipped ? -1 : 1;
  return {
    offset: flipped ? (kernelSize * kernelSize - 1) * tapElements : 0,
    rows: [
      { count: taps[0], step: turn * kernelSize * tapElements },
      { count: taps[1], step: turn * tapElements },
      { count: depth, step: flipped ? 1 : channels },
    ],
    columns: channels,
    columnStep: flipped ? depth : 1,
  };
}

/** Direct convolution, forward and gradient of the input: a geometry in; a packing task and a correlation out. */
import type { Argument, EmittedKernel, Target, Task } from '../task.ts';
import { acrossImagesTask, paysAcrossImages } from './acrossImages.ts';
import { type CorrelateOperands, correlateTask } from './correlate.ts';
import { type CorrelatePlan, type Pass, passKernelBytes } from './correlatePlan.ts';
import { directFlops, isDepthwise, type Pair, type PlaneGeometry } from './geometry.ts';
import { imageLanesTask, paysImageLanes } from './imageLanes.ts';
import { type PackedMatrix, packTask } from './pack.ts';

type Operands = Omit<CorrelateOperands, 'kernel'> & { readonly kernel: Argument };

/** Depthwise convolutions run over vectors of channels; all others over groups. */
function channelLayout(g: PlaneGeometry) {
  const depthwise = isDepthwise(g);
  const groups = depthwise ? 1 : g.groups;
  return {
    depthwise,
    groups,
    groupIn: depthwise ? 1 : g.channels / groups,
    groupOut: g.outChannels / groups,
  };
}

function correlation(plan: CorrelatePlan, operands: CorrelateOperands, target: Target): Task {
  const task = paysAcrossImages(plan, target) ? acrossImagesTask : correlateTask;
  return task(plan, operands, target);
}

/** Output = input ⋆ kernel. */
export function emitDirectForward(
  g: PlaneGeometry,
  operands: Operands,
  target: Target,
): EmittedKernel {
  const { depthwise, groups, groupIn, groupOut } = channelLayout(g);
  const [kernelRows, kernelColumns] = g.kernel;
  const plan: CorrelatePlan = {
    images: g.images,
    source: [...g.input, g.channels],
    step: g.stride,
    groups,
    depthwise,
    channels: g.outChannels,
    outImage: g.output[0] * g.output[1] * g.outChannels,
    passes: [
      {
        size: g.output,
        first: [-g.before[0], -g.before[1]],
        taps: g.kernel,
        tapStep: g.dilation,
        outOffset: 0,
        outStep: [g.output[1] * g.outChannels, g.outChannels],
        kernel: 0,
      },
    ],
  };
  const matrix = {
    offset: 0,
    rows: [
      { count: kernelRows, step: kernelColumns * groupIn * g.outChannels },
      { count: kernelColumns, step: groupIn * g.outChannels },
      { count: groupIn, step: g.outChannels },
    ],
    columns: groupOut,
    columnStep: 1,
  };
  if (paysImageLanes(plan)) {
    const task = imageLanesTask(plan, matrix, operands, target);
    return { tasks: [task], scratchBytes: 0, flops: directFlops(g) };
  }
  const packed: Argument = { kind: 'scratch', byteOffset: 0 };
  const copies = { count: groups, step: groupOut };
  return {
    tasks: [
      packTask(matrix, copies, operands.kernel, packed),
      correlation(plan, { ...operands, kernel: packed }, target),
    ],
    scratchBytes: passKernelBytes(plan, g.kernel),
    flops: directFlops(g),
  };
}

/** One axis of one phase: which results it makes and which taps reach them. */
interface AxisPhase {
  readonly offset: number;
  readonly size: number;
  readonly taps: number;
  /** Kernel index of the first tap (the highest that belongs), and the distance to the next, downwards. */
  readonly tap: number;
  readonly tapStride: number;
  /** Row of the output gradient under the first tap, and the distance to the next, upwards. */
  readonly first: number;
  readonly step: number;
}

/**
 * Input position i = phase + stride·j collects gradient row (i + before − tap·dilation) / stride for the taps
 * that divide: for each phase a correlation with stride 1 (sub-pixel decomposition), so no zero is multiplied.
 */
function axisPhases(
  length: number,
  kernel: number,
  stride: number,
  before: number,
  dilation: number,
) {
  return Array.from({ length: Math.min(stride, length) }, (_, phase): AxisPhase => {
    const taps = Array.from({ length: kernel }, (_, tap) => tap)
      .filter((tap) => (phase + before - tap * dilation) % stride === 0)
      .reverse();
    const rowOf = (tap: number) => (phase + before - tap * dilation) / stride;
    const [first = 0, second = 0] = taps;
    return {
      offset: phase,
      size: Math.ceil((length - phase) / stride),
      taps: taps.length,
      tap: first,
      tapStride: taps.length > 1 ? first - second : 1,
      first: taps.length > 0 ? rowOf(first) : 0,
      step: taps.length > 1 ? rowOf(second) - rowOf(first) : 1,
    };
  });
}

/** Gradient of the input = gradient of the output, correlated with the flipped and transposed kernel. */
export function emitDirectGradInput(
  g: PlaneGeometry,
  operands: Operands,
  target: Target,
): EmittedKernel {
  const { depthwise, groups, groupIn, groupOut } = channelLayout(g);
  const [rowPhases, columnPhases] = ([0, 1] as const).map((axis) =>
    axisPhases(g.input[axis], g.kernel[axis], g.stride[axis], g.before[axis], g.dilation[axis]),
  ) as [AxisPhase[], AxisPhase[]];
  const base = {
    images: g.images,
    source: [...g.output, g.outChannels] as const,
    step: [1, 1] as Pair,
    groups,
    depthwise,
    channels: g.channels,
    outImage: g.input[0] * g.input[1] * g.channels,
  };
  const passes: Pass[] = [];
  const matrices: PackedMatrix[] = [];
  const tasks: Task[] = [];
  let scratchBytes = 0;
  for (const row of rowPhases)
    for (const column of columnPhases) {
      const taps: Pair = row.taps * column.taps > 0 ? [row.taps, column.taps] : [0, 0];
      passes.push({
        size: [row.size, column.size],
        first: [row.first, column.first],
        taps,
        tapStep: [row.step, column.step],
        outOffset: (row.offset * g.input[1] + column.offset) * g.channels,
        outStep: [g.stride[0] * g.input[1] * g.channels, g.stride[1] * g.channels],
        kernel: scratchBytes,
      });
      if (taps[0] === 0) continue;
      const tapElements = groupIn * g.outChannels;
      const matrix = {
        offset: (row.tap * g.kernel[1] + column.tap) * tapElements,
        rows: [
          { count: row.taps, step: -row.tapStride * g.kernel[1] * tapElements },
          { count: column.taps, step: -column.tapStride * tapElements },
          { count: depthwise ? 1 : groupOut, step: 1 },
        ],
        columns: depthwise ? g.channels : groupIn,
        columnStep: depthwise ? 1 : g.outChannels,
      };
      matrices.push(matrix);
      const destination: Argument = { kind: 'scratch', byteOffset: scratchBytes };
      const copies = { count: groups, step: groupOut };
      tasks.push(packTask(matrix, copies, operands.kernel, destination));
      scratchBytes += passKernelBytes({ ...base, passes: [] }, taps);
    }
  const plan: CorrelatePlan = { ...base, passes };
  const [matrix] = matrices;
  if (matrix && paysImageLanes(plan)) {
    const task = imageLanesTask(plan, matrix, operands, target);
    return { tasks: [task], scratchBytes: 0, flops: directFlops(g) };
  }
  const packed: Argument = { kind: 'scratch', byteOffset: 0 };
  tasks.push(correlation(plan, { ...operands, kernel: packed }, target));
  return { tasks, scratchBytes, flops: directFlops(g) };
}

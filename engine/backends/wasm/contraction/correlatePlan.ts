/** The plan of a direct convolution: which lattices of results read which source pixels, and how blocks are cut. */
import type { Pair } from './geometry.ts';
import { ceilDiv, product, roundUp } from './loops.ts';
import { packedBytes } from './pack.ts';
import { layOutPanel, type Panel, type Reach } from './panel.ts';
import { wantedUnits } from './units.ts';

/** Correlates the source with one packed kernel for a lattice of results. */
export interface Pass extends Reach {
  /** Elements from the result's start to the first, and from one row or column of the lattice to the next. */
  readonly outOffset: number;
  readonly outStep: Pair;
  /** Byte offset of the packed kernel (panels for each group, `taps` · channels in rows). */
  readonly kernel: number;
}

export interface CorrelatePlan {
  readonly images: number;
  /** Height, width, channels. */
  readonly source: readonly [number, number, number];
  /** Source pixels from one result to the next. */
  readonly step: Pair;
  readonly groups: number;
  /** Each channel has its own kernel and result (groups is 1 here); channels are a multiple of 4. */
  readonly depthwise: boolean;
  /** Channels of results, all groups. */
  readonly channels: number;
  /** Elements of one image of the result. */
  readonly outImage: number;
  readonly passes: readonly Pass[];
}

/** Rows of results of one block: its part of the source should stay in the first-level cache. */
const panelBytes = 24 << 10;

/** What the units do, all taps at all results; multiply-adds count as two. */
export function workOf(plan: CorrelatePlan): number {
  const { images, channels, passes } = plan;
  const macs = passes.reduce((sum, { size, taps }) => sum + product(size) * product(taps), 0);
  return 2 * images * macs * depthOf(plan) * channels;
}

/** Source channels that one result sums over, for each tap. */
export function depthOf({ source, groups, depthwise }: CorrelatePlan): number {
  return depthwise ? 1 : source[2] / groups;
}

export function chooseBlockRows(plan: CorrelatePlan, rows: number): number {
  const rowBytes = panelOf(plan, 1).rowBytes;
  const cached = Math.floor(panelBytes / (rowBytes * plan.step[0]));
  // Few images are cut finer, so that there is something to share; not below a window's height, which blocks overlap by.
  const height = Math.max(...plan.passes.map(({ taps }) => taps[0]));
  const shared = ceilDiv(rows, ceilDiv(wantedUnits(workOf(plan)), plan.images));
  const fitting = Math.max(1, Math.min(cached, Math.max(height, shared)));
  // Blocks of equal height, so that no unit has much less to do.
  return ceilDiv(rows, ceilDiv(rows, Math.min(rows, fitting)));
}

export function panelOf({ source, step, passes }: CorrelatePlan, blockRows: number): Panel {
  const used = passes.filter(({ taps }) => product(taps) > 0);
  return layOutPanel(source, step, used, blockRows);
}

/** Bytes of a pass's packed kernels, all groups. */
export function passKernelBytes(plan: CorrelatePlan, taps: Pair): number {
  const rows = product(taps) * depthOf(plan);
  return roundUp(plan.groups * packedBytes(rows, plan.channels / plan.groups), 64);
}

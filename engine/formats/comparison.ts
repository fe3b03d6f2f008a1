/** What a network gives and what a model gives for the same samples in, batch by batch; how far they are apart out. */

/** Everything finite that f32 arithmetic in another order explains: |Δ| ≤ 1e-4 · max(1, max|y|). */
const TOLERANCE = 1e-4;

export interface Difference {
  readonly samples: number;
  /** Largest |Δ| of all outputs and samples. */
  readonly largest: number;
  /** That |Δ| for which 1 would be the most that is allowed in f32: the largest, over outputs, of |Δ| ÷ tolerance. */
  readonly ofTolerance: number;
  /** Samples for which another class comes out first; null where the outputs are no scores of classes. */
  readonly changed: number | null;
}

/** Differences are kept for each output, because each has a scale of its own. */
export class Comparison {
  private readonly outputs = new Map<
    string,
    { scale: number; largest: number; changed: number; classed: boolean }
  >();
  private samples = 0;

  /** `width`: numbers of one sample; `classed`: the largest of them is what is predicted. */
  add(
    output: string,
    expected: ArrayLike<number>,
    given: ArrayLike<number>,
    { width, classed }: { readonly width: number; readonly classed: boolean },
  ): void {
    const at = this.outputs.get(output) ?? { scale: 1, largest: 0, changed: 0, classed };
    for (let i = 0; i < expected.length; i++) {
      const wanted = expected[i] as number;
      const difference = Math.abs(wanted - (given[i] as number));
      at.scale = Math.max(at.scale, Math.abs(wanted));
      // Not a number, on either side, is as far apart as can be.
      at.largest = Math.max(
        at.largest,
        Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference,
      );
    }
    if (classed)
      for (let start = 0; start < expected.length; start += width)
        if (best(expected, start, width) !== best(given, start, width)) at.changed++;
    this.outputs.set(output, at);
  }
  /** Counts samples of which every output has been added. */
  count(samples: number): void {
    this.samples += samples;
  }

  difference(): Difference {
    const all = [...this.outputs.values()];
    const classed = all.filter((output) => output.classed);
    return {
      samples: this.samples,
      largest: Math.max(0, ...all.map(({ largest }) => largest)),
      ofTolerance: Math.max(0, ...all.map(({ largest, scale }) => largest / (TOLERANCE * scale))),
      changed: classed.length === 0 ? null : Math.max(...classed.map(({ changed }) => changed)),
    };
  }
}

function best(values: ArrayLike<number>, start: number, width: number): number {
  let found = start;
  for (let i = start + 1; i < start + width; i++)
    if ((values[i] as number) > (values[found] as number)) found = i;
  return found - start;
}

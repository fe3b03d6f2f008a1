/** What the network answers to a watched sample: a sample's views in, class, probability and verdict out. */
import type { SampleView } from '../../engine/index.ts';

export interface Prediction {
  /** Name of the class, or the value. */
  readonly answer: string;
  /** Probability of the class; null for values. */
  readonly share: number | null;
  /** Name of the right class, or the right value; null where it is not known. */
  readonly target: string | null;
  /** Null where nobody knows, and for values. */
  readonly right: boolean | null;
}

/** Of the first output; null where the network has none. */
export function predictionOf(
  sample: SampleView | null,
  text: (value: number) => string,
): Prediction | null {
  const output = sample?.outputs[0];
  if (!sample || !output) return null;
  const { classes, values, best } = output;
  const { target } = sample;
  if (best !== undefined) {
    const right = target === null ? null : best === target;
    return {
      answer: classes[best] ?? String(best),
      share: values[best] ?? null,
      target: target === null ? null : (classes[target] ?? String(target)),
      right,
    };
  }
  const [first] = values;
  if (first === undefined || values.length > 1) return null;
  return {
    answer: text(first),
    share: null,
    target: target === null ? null : text(target),
    right: null,
  };
}

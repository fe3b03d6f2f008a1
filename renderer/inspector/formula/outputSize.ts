/** What inference says of a sliding window in; the rule of its output size as TeX, with the node's own numbers, out. */
import type { NodeSummary } from '../../../engine/index.ts';

/** Along one spatial axis, in pixels. */
export interface AxisSize {
  readonly input: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
  readonly output: number;
}
export interface SizeFormula {
  /** With letters. */
  readonly rule: string;
  /** With numbers: one line where rows and columns are alike, else one each. */
  readonly lines: readonly { readonly axis: 'both' | 'rows' | 'columns'; readonly tex: string }[];
  /** What P₁ and P₂ mean has to be said where padding differs on the two sides. */
  readonly uneven: boolean;
}

/** One for each spatial axis; null where the node slides no window or its sizes are not known yet. */
export function axisSizes(
  node: Pick<NodeSummary, 'window' | 'inputValues' | 'outputValues'>,
): readonly AxisSize[] | null {
  const { window } = node;
  const input = Object.values(node.inputValues)[0]?.[0]?.shape;
  const output = Object.values(node.outputValues)[0]?.shape;
  if (!window || !input || !output) return null;
  return window.size.map((size, axis) => {
    const [before, after] = window.padding[axis] ?? [0, 0];
    return {
      input: input[axis] ?? 0,
      window: size,
      stride: window.stride[axis] ?? 1,
      dilation: window.dilation[axis] ?? 1,
      before,
      after,
      output: output[axis] ?? 0,
    };
  });
}

interface Form {
  readonly pads: 'even' | 'uneven';
  readonly dilated: boolean;
  /** The stride does not divide what is left, so that the last pixels are not seen. */
  readonly rounds: boolean;
  /** No window at all, only a border: zero padding. */
  readonly border: boolean;
}

export function sizeFormula(axes: readonly AxisSize[]): SizeFormula {
  const form: Form = {
    pads: axes.some(({ before, after }) => before !== after) ? 'uneven' : 'even',
    dilated: axes.some(({ dilation }) => dilation !== 1),
    rounds: axes.some((axis) => room(axis) % axis.stride !== 0),
    border: axes.every(({ window, stride }) => window === 1 && stride === 1),
  };
  const [rows, columns, ...more] = axes;
  const alike = rows && columns && more.length === 0 && sameSizes(rows, columns);
  const shown = alike ? [rows] : axes;
  return {
    rule: equation(letters(form), form),
    lines: shown.map((axis, i) => ({
      axis: alike || axes.length === 1 ? 'both' : i === 0 ? 'rows' : 'columns',
      tex: equation(numbers(axis), form),
    })),
    uneven: form.pads === 'uneven',
  };
}

/** Pixels that the window can still move after its first place. */
const room = ({ input, window, dilation, before, after }: AxisSize): number =>
  input + before + after - ((window - 1) * dilation + 1);
const sameSizes = (a: AxisSize, b: AxisSize): boolean =>
  (Object.keys(a) as (keyof AxisSize)[]).every((key) => a[key] === b[key]);

type Symbols = Readonly<
  Record<'output' | 'input' | 'window' | 'stride' | 'dilation' | 'before' | 'after', string>
>;
const letters = ({ pads }: Form): Symbols => ({
  output: 'N',
  input: 'W',
  window: 'F',
  stride: 'S',
  dilation: 'D',
  before: pads === 'even' ? 'P' : 'P_1',
  after: 'P_2',
});
function numbers(axis: AxisSize): Symbols {
  const texts = Object.entries(axis).map(([key, value]) => [key, String(value)]);
  return Object.fromEntries(texts) as Symbols;
}

function equation(s: Symbols, form: Form): string {
  const isLetter = s.output === 'N';
  const twice = isLetter ? `2${s.before}` : `2 \\cdot ${s.before}`;
  const padding = form.pads === 'even' ? twice : `${s.before} + ${s.after}`;
  if (form.border) return `${s.output} = ${s.input} + ${padding}`;
  const reach = isLetter
    ? `${s.dilation}(${s.window} - 1)`
    : `${s.dilation} \\cdot (${s.window} - 1)`;
  const span = form.dilated ? `${reach} - 1` : s.window;
  const quotient = `\\frac{${s.input} - ${span} + ${padding}}{${s.stride}}`;
  const rounded = form.rounds ? `\\left\\lfloor ${quotient} \\right\\rfloor` : quotient;
  return `${s.output} = ${rounded} + 1`;
}

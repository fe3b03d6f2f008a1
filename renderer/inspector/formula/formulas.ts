/** A node's type and settings in; what it computes as TeX out, the layer first and then its activation. */

export interface FormulaGiven {
  readonly type: string;
  /** Completed with defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Names of the weights that the node has. */
  readonly weights: readonly string[];
}
type Write = (given: FormulaGiven) => string;

const fOf = 'y_{ijk} = f(z_{ijk})';
const softmax = 'f(x)_i = \\frac{e^{x_i}}{\\sum_j e^{x_j}}';

/** Of one number x; softmax of all of them. */
const activations: Readonly<Record<string, Write>> = {
  linear: () => 'f(x) = x',
  relu: () => 'f(x) = \\max(0, x)',
  leakyRelu: ({ params }) =>
    pieces(['x', 'x > 0'], [`${number(params.slope, 0.01)}\\,x`, 'x \\le 0']),
  elu: ({ params }) => pieces(['x', 'x > 0'], [`${factor(params.alpha, 1)}(e^x - 1)`, 'x \\le 0']),
  selu: () => `${pieces(['\\lambda x', 'x > 0'], ['\\lambda\\alpha(e^x - 1)', 'x \\le 0'])}`,
  gelu: () => 'f(x) = \\frac{x}{2}\\Bigl(1 + \\operatorname{erf}\\frac{x}{\\sqrt{2}}\\Bigr)',
  silu: () => 'f(x) = \\frac{x}{1 + e^{-x}}',
  sigmoid: () => 'f(x) = \\frac{1}{1 + e^{-x}}',
  tanh: () => 'f(x) = \\tanh x',
  softmax: () => softmax,
};

const pooled = (function_: string): string =>
  `y_{ijc} = \\underset{u,\\,v}{\\operatorname{${function_}}}\\; x_{Si+u,\\,Sj+v,\\,c}`;

const layers: Readonly<Record<string, Write>> = {
  dense: ({ weights }) => applied(`x\\,W${weights.includes('bias') ? ' + b' : ''}`),
  conv2d: ({ weights, params }) => {
    const bias = weights.includes('bias') ? 'b_k + ' : '';
    const at = (place: string, step: string) => {
      const stride = isOne(params.stride) ? '' : 'S';
      const dilation = isOne(params.dilation) ? '' : 'D';
      return `${stride}${place}+${dilation}${step}`;
    };
    const seen = `x_{${at('i', 'u')},\\,${at('j', 'v')},\\,c}`;
    return `y_{ijk} = ${bias}\\sum_{u,v,c} ${seen}\\,W_{uvck}`;
  },
  maxPooling2d: () => pooled('max'),
  averagePooling2d: () => pooled('mean'),
  globalAveragePooling: () => 'y_c = \\frac{1}{H\\,W}\\sum_{i,j} x_{ijc}',
  batchNormalization: () =>
    'y = \\gamma\\,\\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}} + \\beta',
  dropout: ({ params }) =>
    `y = \\frac{m\\,x}{1 - p},\\quad P(m = 0) = p = ${number(params.rate, 0.5)}`,
  activation: ({ params, ...rest }) => activation({ params, ...rest }) ?? 'y = f(x)',
  clip: ({ params }) =>
    `y = \\min(\\max(x, ${number(params.minimum, 0)}), ${number(params.maximum, 6)})`,
  add: () => 'y = a + b + \\cdots',
  residual: ({ weights }) =>
    applied(`x_{\\text{main}} + x_{\\text{skip}}${weights.includes('kernel') ? '\\,W' : ''}`),
  sparseCategoricalCrossentropy: ({ params }) =>
    params.fromLogits === false ? 'L = -\\log p_t' : 'L = -\\log \\frac{e^{x_t}}{\\sum_j e^{x_j}}',
  categoricalCrossentropy: ({ params }) =>
    params.fromLogits === false
      ? 'L = -\\sum_i t_i \\log p_i'
      : 'L = -\\sum_i t_i \\log \\frac{e^{x_i}}{\\sum_j e^{x_j}}',
  binaryCrossentropy: ({ params }) =>
    params.fromLogits === false
      ? 'L = -t \\log p - (1 - t)\\log(1 - p)'
      : 'L = \\max(x, 0) - x\\,t + \\log\\bigl(1 + e^{-|x|}\\bigr)',
  meanSquaredError: () => 'L = \\frac{1}{n}\\sum_i (y_i - t_i)^2',
  meanAbsoluteError: () => 'L = \\frac{1}{n}\\sum_i |y_i - t_i|',
  huber: ({ params }) => {
    const delta = number(params.delta, 1);
    return pieces(
      ['\\tfrac{1}{2} d^2', `|d| \\le ${delta}`],
      [`${factor(params.delta, 1)}\\bigl(|d| - ${Number(delta) / 2}\\bigr)`, `|d| > ${delta}`],
      'L(d)',
    );
  },
};

/** None for a type without a formula. */
export function formulasOf(given: FormulaGiven): readonly string[] {
  const write = Object.hasOwn(layers, given.type) ? layers[given.type] : undefined;
  if (!write) return [];
  const own = given.type === 'activation' ? null : activation(given);
  const formula = write(given);
  // A layer without an activation computes what is inside of f.
  if (own === null) return [formula.replace(/ f\((.*)\)$/s, ' $1')];
  // One that is long has a line of its own for f.
  return formula.includes('f(') ? [formula, own] : [formula.replace('y', 'z'), fOf, own];
}
/** Of the activation that the settings name; null for none. */
function activation(given: FormulaGiven): string | null {
  const name = String(given.params.activation ?? 'linear');
  if (name === 'linear' && given.type !== 'activation') return null;
  return (Object.hasOwn(activations, name) ? activations[name] : undefined)?.(given) ?? null;
}
const applied = (inside: string): string => `y = f(${inside})`;

function pieces(
  first: readonly [string, string],
  second: readonly [string, string],
  name = 'f(x)',
): string {
  const row = ([value, where]: readonly [string, string]) => `${value} & ${where}`;
  return `${name} = \\begin{cases} ${row(first)} \\\\ ${row(second)} \\end{cases}`;
}
/** Everywhere 1, or not said. */
const isOne = (value: unknown): boolean =>
  !Array.isArray(value) || value.every((item) => item === 1);
/** As TeX writes it: 0.01, or 1 \cdot 10^{-7}. */
function number(value: unknown, otherwise: number): string {
  const known = typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
  const [mantissa, exponent] = String(known).split('e');
  return exponent === undefined ? String(known) : `${mantissa} \\cdot 10^{${Number(exponent)}}`;
}
/** In front of a bracket; 1 is left out. */
function factor(value: unknown, otherwise: number): string {
  const text = number(value, otherwise);
  return text === '1' ? '' : `${text}\\,`;
}

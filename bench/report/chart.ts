/** Series of points on logarithmic axes in, a panel of an SVG out: our own few lines of a plotting library. */

export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Of the palette in `style`, 0…3; dashed lines are guides, not measurements. */
  readonly color: number;
  readonly dashed?: boolean;
}
export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Where marks stand on the x axis. */
  readonly xTicks: readonly number[];
  readonly series: readonly Series[];
}

const width = 420;
const height = 300;
const margin = { left: 60, right: 16, top: 34, bottom: 48 };
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Maps `domain` logarithmically onto `range`. */
export function logScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): (value: number) => number {
  const [low, high] = [Math.log10(domain[0]), Math.log10(domain[1])];
  const pixels = (range[1] - range[0]) / (high - low);
  return (value) => range[0] + (Math.log10(value) - low) * pixels;
}

/** The powers of ten, and their doubles and fives, that enclose all values, both ends included. */
export function logTicks(least: number, greatest: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); ; power++) {
    for (const digit of [1, 2, 5]) {
      // A text of the tick, read again, has no rounding error of the multiplication.
      const tick = Number(`${digit}e${power}`);
      // Only the nearest one below the least is worth its place.
      if (tick <= least) ticks.length = 0;
      ticks.push(tick);
      if (tick >= greatest && ticks.length > 1) return ticks;
    }
  }
}

/** Panels side by side on a ground of their own, which follows the reader's colour scheme. */
export function chart(panels: readonly Panel[]): string {
  const all = panels.map(
    (panel, i) => `<g transform="translate(${i * width} 0)">\n${drawPanel(panel)}\n</g>`,
  );
  const size = `width="${panels.length * width}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${panels.length * width} ${height}" role="img">`,
    `<title>${escaped(panels.map(({ title }) => title).join('; '))}</title>`,
    `<style>${style}</style>`,
    '<rect class="ground" width="100%" height="100%" rx="6"/>',
    ...all,
    '</svg>',
    '',
  ].join('\n');
}

const style = `
text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.title { font-weight: 600; }
/* A rim of the ground's colour keeps words apart from lines below them. */
.over { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
.ground { fill: var(--ground); }
.grid { stroke: var(--grid); }
.line { fill: none; stroke-width: 2; }
.dashed { stroke-dasharray: 3 4; stroke-width: 1.5; }
svg { --ground: #ffffff; --ink: #24292f; --grid: #d8dee4; --c0: #0969da; --c1: #bc4c00; --c2: #1a7f37; --c3: #6e7781; }
@media (prefers-color-scheme: dark) {
  svg { --ground: #161b22; --ink: #e6edf3; --grid: #30363d; --c0: #58a6ff; --c1: #f0883e; --c2: #56d364; --c3: #8b949e; }
}
`;

function drawPanel({ title, xLabel, yLabel, xTicks, series }: Panel): string {
  const ys = series.flatMap(({ points }) => points.map(({ y }) => y));
  const yTicks = logTicks(Math.min(...ys), Math.max(...ys));
  const [left, right] = [margin.left, width - margin.right];
  const [top, bottom] = [margin.top, height - margin.bottom];
  const x = logScale(ends(xTicks), [left + 8, right - 8]);
  const y = logScale(ends(yTicks), [bottom, top]);
  const middle = (left + right) / 2;
  return [
    text(middle, 18, title, 'middle', 'class="title"'),
    ...yTicks.map((tick) => {
      const at = y(tick).toFixed(1);
      return `<path class="grid" d="M${left} ${at}H${right}"/>${text(left - 6, y(tick) + 4, String(tick), 'end')}`;
    }),
    ...xTicks.map((tick) => text(x(tick), bottom + 18, String(tick), 'middle')),
    text(middle, height - 12, xLabel, 'middle'),
    text(0, 0, yLabel, 'middle', `transform="translate(14 ${(top + bottom) / 2}) rotate(-90)"`),
    ...series.map((one) => drawLine(one, x, y)),
    ...series.map((one, i) => legend(one, left + 8, top + 12 + i * 16)),
  ].join('\n');
}

function legend({ name, color, dashed }: Series, x: number, y: number): string {
  const line = `<path class="line${dashed ? ' dashed' : ''}" stroke="var(--c${color})" d="M${x} ${y - 4}h18"/>`;
  return `${line}${text(x + 24, y, name, 'start', 'class="over"')}`;
}

function drawLine(
  { points, color, dashed }: Series,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const at = points.map((point) => `${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`);
  const kind = dashed ? 'line dashed' : 'line';
  const line = `<path class="${kind}" stroke="var(--c${color})" d="M${at.join('L')}"/>`;
  if (dashed) return line;
  const dots = points.map(
    (point) =>
      `<circle cx="${x(point.x).toFixed(1)}" cy="${y(point.y).toFixed(1)}" r="3" fill="var(--c${color})"/>`,
  );
  return [line, ...dots].join('');
}

function text(x: number, y: number, words: string, anchor: string, more = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" ${more}>${escaped(words)}</text>`;
}
const ends = (ticks: readonly number[]): readonly [number, number] => [
  ticks[0] ?? 1,
  ticks.at(-1) ?? 10,
];

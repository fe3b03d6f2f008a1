/** The loss chart, outside React: draws the curve with uPlot, at most once a frame of the screen and only while it is seen. */
import i18next from 'i18next';
import uPlot from 'uplot';
import { addPainter, type PainterHandle, type Size } from '../live/painters.ts';
import { onThemeColors, type ThemeColors, themeColors } from '../live/themeColors.ts';
import { useRun } from '../store/run.ts';
import { type ChartData, chartData, emptyChart, epochMarks, type Quantity } from './chart.ts';
import { chartPicture } from './chartPicture.ts';
import { ChartTip } from './chartTip.ts';
import { curve, onCurve } from './curve.ts';
import { isShare, shortText } from './format.ts';

export interface ChartSettings {
  readonly quantity: Quantity;
  /** 0…0.99. */
  readonly smoothing: number;
  readonly logarithmic: boolean;
}
export interface Window {
  readonly from: number;
  readonly to: number;
}
/** Milliseconds between two drawings while points come in. */
const interval = 80;

export class LossChart {
  private readonly container: HTMLElement;
  private readonly painter: PainterHandle;
  private readonly tip: ChartTip;
  private readonly stops: readonly (() => void)[];
  private readonly onZoom: (zoomed: boolean) => void;
  private settings: ChartSettings;
  private plot: uPlot | null = null;
  private size: Size = { width: 0, height: 0 };
  private zoom: Window | null = null;
  private stale = true;
  private drawnAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(container: HTMLElement, settings: ChartSettings, onZoom: (zoomed: boolean) => void) {
    this.container = container;
    this.settings = settings;
    this.onZoom = onZoom;
    this.tip = new ChartTip();
    this.painter = addPainter(container, (size) => this.paint(size));
    this.stops = [
      onCurve(() => this.refresh()),
      useRun.subscribe((state, before) => {
        if (state.run !== before.run) this.resetZoom();
        if (state.epochs !== before.epochs) this.refresh();
      }),
      onThemeColors(() => this.rebuild()),
    ];
  }
  destroy(): void {
    for (const stop of this.stops) stop();
    clearTimeout(this.timer);
    this.painter.remove();
    this.plot?.destroy();
    this.tip.remove();
  }

  get quantity(): Quantity {
    return this.settings.quantity;
  }
  change(settings: ChartSettings): void {
    const other = settings.logarithmic !== this.settings.logarithmic;
    this.settings = settings;
    if (other) this.rebuild();
    else this.refresh();
  }
  resetZoom(): void {
    this.setZoom(null);
  }
  /** Shows `factor` of what is in sight, around the middle; all of it where that is more than there is. */
  zoomBy(factor: number): void {
    const { from, to } = this.range();
    const middle = (from + to) / 2;
    const half = ((to - from) / 2) * factor;
    const whole = this.whole();
    const next = {
      from: Math.max(whole.from, middle - half),
      to: Math.min(whole.to, middle + half),
    };
    if (next.to - next.from < 2) return;
    const all = next.from <= whole.from && next.to >= whole.to;
    this.setZoom(all ? null : next);
  }
  /** Moves the cursor by whole points, for the keyboard. */
  moveCursor(points: number): void {
    const { plot } = this;
    const xs = plot?.data[0];
    if (!plot || !xs || xs.length === 0) return;
    const from = plot.cursor.idx ?? (points > 0 ? -1 : xs.length);
    const index = Math.min(xs.length - 1, Math.max(0, from + points));
    plot.setCursor({ left: plot.valToPos(xs[index] as number, 'x'), top: 10 });
  }
  /** The chart as it is drawn, below what its lines are, on the panel's colour; null where nothing is drawn. */
  async png(): Promise<Blob | null> {
    const source = this.plot?.ctx.canvas;
    return source ? chartPicture(source, uPlot.pxRatio, this.settings.quantity) : null;
  }

  private refresh(): void {
    this.stale = true;
    this.painter.repaint();
  }
  private rebuild(): void {
    this.plot?.destroy();
    this.plot = null;
    this.refresh();
  }
  private setZoom(zoom: Window | null): void {
    if (zoom === this.zoom) return;
    this.zoom = zoom;
    this.onZoom(zoom !== null);
    this.drawnAt = Number.NEGATIVE_INFINITY;
    this.refresh();
  }
  private whole(): Window {
    const { run } = useRun.getState();
    const last = curve().steps.at(-1) ?? 0;
    const epochs = useRun.getState().epochs.at(-1)?.epoch ?? 0;
    return { from: 0, to: Math.max(last, epochs * (run?.stepsPerEpoch ?? 0), 1) };
  }
  private range(): Window {
    return this.zoom ?? this.whole();
  }

  private paint(size: Size): void {
    const resized = size.width !== this.size.width || size.height !== this.size.height;
    this.size = size;
    if (!this.stale && !resized) return;
    const wait = this.drawnAt + interval - performance.now();
    if (wait > 0 && !resized) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.painter.repaint();
      }, wait);
      return;
    }
    this.drawnAt = performance.now();
    this.stale = false;
    if (!useRun.getState().run) {
      this.plot?.destroy();
      this.plot = null;
      return;
    }
    this.plot ??= this.build();
    if (resized) this.plot.setSize(size);
    this.plot.setData(this.data() as unknown as uPlot.AlignedData);
  }
  private data(): ChartData {
    const { run, epochs } = useRun.getState();
    if (!run) return emptyChart;
    const { steps, losses } = curve();
    const data = chartData({
      steps,
      losses,
      epochs,
      stepsPerEpoch: run.stepsPerEpoch,
      quantity: this.settings.quantity,
      smoothing: this.settings.smoothing,
      window: this.zoom,
      columns: Math.max(50, Math.round(this.size.width)),
    });
    if (!this.settings.logarithmic) return data;
    const [x, ...columns] = data;
    const positive = columns.map((column) =>
      column.map((value) => (value !== null && value > 0 ? value : null)),
    );
    return [x, ...positive] as unknown as ChartData;
  }

  private build(): uPlot {
    const colors = themeColors();
    const plot = new uPlot(
      this.options(colors),
      emptyChart as unknown as uPlot.AlignedData,
      this.container,
    );
    plot.over.append(this.tip.element);
    return plot;
  }
  private options(colors: ThemeColors): uPlot.Options {
    const font = `11px ${colors.font}`;
    const axis = { stroke: colors.dim, font, ticks: { show: false } };
    const grid = { stroke: colors.line, width: 1 };
    const line = { spanGaps: true, points: { show: false } };
    return {
      ...this.size,
      legend: { show: false },
      padding: [8, 16, 0, 0],
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: { size: 6 },
        bind: { dblclick: () => this.doubleClicked },
      },
      scales: {
        x: { time: false, range: () => this.limits() },
        y: this.settings.logarithmic ? { distr: 3 } : {},
      },
      axes: [
        {
          ...axis,
          size: 22,
          gap: 4,
          space: 64,
          grid: { show: false },
          incrs: wholeSteps,
          values: (_, at) => at.map(stepText),
        },
        {
          ...axis,
          size: 42,
          gap: 4,
          space: 28,
          grid,
          values: (_, at) => at.map((value) => this.axisText(value)),
        },
      ],
      series: [
        {},
        { ...line, stroke: withAlpha(colors.accent, 0.25), width: 1 },
        {
          ...line,
          stroke: colors.accent,
          width: 1.75,
          // One value alone is no line.
          points: { show: isAlone, size: 5, fill: colors.accent, width: 0 },
        },
        {
          ...line,
          stroke: colors.warning,
          width: 1.75,
          points: { show: true, size: 5, fill: colors.warning, width: 0 },
        },
      ],
      hooks: {
        drawAxes: [(plot) => this.markEpochs(plot, colors)],
        setCursor: [(plot) => this.tip.show(plot, this.settings.quantity)],
        setSelect: [(plot) => this.selected(plot)],
      },
    };
  }
  private readonly doubleClicked = (): null => {
    this.resetZoom();
    return null;
  };
  private axisText(value: number | null): string {
    if (value === null) return '';
    const { quantity } = this.settings;
    return quantity !== 'loss' && isShare(quantity)
      ? `${shortText(value * 100)} %`
      : shortText(value);
  }
  private limits(): uPlot.Range.MinMax {
    const { from, to } = this.range();
    return [from, to];
  }
  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const from = plot.posToVal(left, 'x');
    const to = plot.posToVal(left + width, 'x');
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (to - from >= 2) this.setZoom({ from, to });
  }

  /** A thin line where each epoch ends, with its number where there is room. */
  private markEpochs({ ctx, bbox, valToPos }: uPlot, colors: ThemeColors): void {
    const { run } = useRun.getState();
    if (!run) return;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.strokeStyle = colors.line;
    ctx.fillStyle = colors.faint;
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.font = `${10 * ratio}px ${colors.font}`;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'top';
    for (const { epoch, step } of epochMarks(run.epochs, run.stepsPerEpoch, this.range())) {
      const x = Math.round(valToPos(step, 'x', true));
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.fillText(i18next.t('train:epochMark', { epoch }), x - 3 * ratio, bbox.top);
    }
    ctx.restore();
  }
}

/** Of the axis: there is no half of a batch. */
const wholeSteps = [0, 1, 2, 3, 4, 5, 6].flatMap((power) =>
  [1, 2, 5].map((unit) => unit * 10 ** power),
);
const stepText = (step: number | null): string =>
  step === null ? '' : step >= 10_000 ? `${shortText(step / 1000)} k` : String(step);
const isAlone = (plot: uPlot, series: number): boolean =>
  (plot.data[series] ?? []).filter((value) => value != null).length === 1;
/** Tokens are #rrggbb. */
const withAlpha = (color: string, alpha: number): string =>
  `${color}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;

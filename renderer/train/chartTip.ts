/** The values under the chart's cursor, in a small box that React does not know. */
import i18next from 'i18next';
import type uPlot from 'uplot';
import { useRun } from '../store/run.ts';
import type { Quantity } from './chart.ts';
import { countText, lossText, metricText } from './format.ts';

type Values = readonly (number | null | undefined)[];

export class ChartTip {
  readonly element = document.createElement('div');
  private readonly lines: readonly HTMLDivElement[];

  constructor() {
    this.element.className =
      'pointer-events-none absolute z-10 hidden rounded-md border border-line bg-raised px-2 py-1 text-xs whitespace-nowrap text-text shadow-[var(--shadow)]';
    this.lines = Array.from({ length: 4 }, () => document.createElement('div'));
    this.element.append(...this.lines);
  }
  remove(): void {
    this.element.remove();
  }

  show(plot: uPlot, quantity: Quantity): void {
    const index = plot.cursor.idx;
    const left = plot.cursor.left ?? -1;
    const step = index === null || index === undefined ? undefined : plot.data[0]?.[index];
    if (left < 0 || step === undefined || index === null || index === undefined) {
      this.element.classList.add('hidden');
      return;
    }
    const columns = plot.data.slice(1) as readonly Values[];
    this.write(
      step,
      columns.map((column) => nearestValue(column, index)),
      quantity,
    );
    this.element.classList.remove('hidden');
    // On the side where there is room.
    const right = left > plot.over.clientWidth / 2;
    this.element.style.top = '6px';
    this.element.style.left = right ? '' : `${left + 10}px`;
    this.element.style.right = right ? `${plot.over.clientWidth - left + 10}px` : '';
  }

  private write(step: number, [raw, soft, validation]: Values, quantity: Quantity): void {
    const perEpoch = useRun.getState().run?.stepsPerEpoch ?? 1;
    const text = (value: number) =>
      quantity === 'loss' ? lossText(value) : metricText(quantity, value);
    const epoch = Math.max(1, Math.ceil(step / perEpoch));
    const line = (key: string, value: number | null | undefined) =>
      value === null || value === undefined ? '' : `${i18next.t(`train:${key}`)} ${text(value)}`;
    const words = [
      i18next.t('train:tip.step', { step: countText(step), epoch }),
      line('tip.batch', raw),
      line('training', soft),
      line('validation', validation),
    ];
    this.lines.forEach((element, i) => {
      element.textContent = words[i] ?? '';
      element.hidden = words[i] === '';
    });
  }
}

/** The value there, or the last one before: validation has a point an epoch only. */
function nearestValue(column: Values, index: number): number | null {
  for (let i = index; i >= 0; i--) {
    const value = column[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

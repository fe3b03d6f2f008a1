/** The drawn loss chart in; the same as a picture that stands alone, with a line that says what is drawn, out. */
import i18next from 'i18next';
import { themeColors } from '../live/themeColors.ts';
import { useRun } from '../store/run.ts';
import type { Quantity } from './chart.ts';
import { metricName } from './status.ts';

/** Pixels of the page. */
const headHeight = 28;
const lineLength = 14;

/** `ratio`: pixels of `chart` for one of the page. Null where the browser gives no canvas. */
export async function chartPicture(
  chart: HTMLCanvasElement,
  ratio: number,
  quantity: Quantity,
): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = chart.width;
  canvas.height = chart.height + Math.round(headHeight * ratio);
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.fillStyle = themeColors().panel;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, 0, canvas.height - chart.height);
  context.scale(ratio, ratio);
  drawHead(context, quantity);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

function drawHead(context: CanvasRenderingContext2D, quantity: Quantity): void {
  const { font, text, dim, accent, warning } = themeColors();
  const { run, epochs } = useRun.getState();
  const what = quantity === 'loss' ? i18next.t('train:loss') : metricName(quantity, false);
  let x = 12;
  const write = (words: string, color: string, weight: number) => {
    context.font = `${weight} 12px ${font}`;
    context.fillStyle = color;
    context.fillText(words, x, headHeight / 2 + 1);
    x += context.measureText(words).width + 14;
  };
  const entry = (color: string, name: string) => {
    context.fillStyle = color;
    context.fillRect(x, headHeight / 2 - 1, lineLength, 2);
    x += lineLength + 6;
    write(name, dim, 400);
  };
  context.textBaseline = 'middle';
  write(run?.project.name ? `${run.project.name} · ${what}` : what, text, 600);
  entry(accent, i18next.t('train:training'));
  if (epochs.some(({ validation }) => validation)) entry(warning, i18next.t('train:validation'));
}

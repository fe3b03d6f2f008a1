/** What the pixel that is pointed at is, and for a convolution why: patch × kernel, summed over all channels, plus the bias. */
import i18next from 'i18next';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PixelExplanation } from '../../engine/index.ts';
import { planeShape } from '../live/kind.ts';
import { rangeOf } from '../live/scale.ts';
import { onFrame, viewOf } from '../store/live.ts';
import { useNetwork } from '../store/network.ts';
import { useView } from '../store/view.ts';
import { useExplanation } from './explanation.ts';
import { exactText, shortText } from './format.ts';
import { NumberGrid } from './NumberGrid.tsx';
import type { Pixel } from './pixel.ts';

export function PixelCard({ node }: { readonly node: string }) {
  const pixel = useView((state) => (state.pixel?.node === node ? state.pixel : null));
  const slides = useNetwork((state) => state.summary?.nodes[node]?.window != null);
  const explanation = useExplanation(pixel, slides);
  const card = useRef<HTMLDivElement>(null);
  // Over what is above the maps, so that it hides neither them nor their input.
  useLayoutEffect(() => {
    const region = document.querySelector('[data-feature-maps]')?.getBoundingClientRect();
    if (!card.current || !region) return;
    const { height } = card.current.getBoundingClientRect();
    card.current.style.right = `${Math.max(8, innerWidth - region.right + 8)}px`;
    card.current.style.top = `${Math.max(8, region.top - height - 8)}px`;
  });
  return (
    <>
      <div className="sr-only" aria-live="polite">
        {pixel && `${placeText(pixel)} ${exactText(valueAt(pixel) ?? Number.NaN)}`}
      </div>
      {pixel && (
        <div
          ref={card}
          data-pixel-card={node}
          className="pointer-events-none fixed z-30 rounded-lg border border-line bg-raised p-2.5 shadow-[var(--shadow)]"
        >
          <Place pixel={pixel} />
          {explanation && <Explained explanation={explanation} />}
        </div>
      )}
    </>
  );
}

const placeText = ({ channel, row, column }: Pixel): string =>
  i18next.t('train:pixel.place', { channel, row, column });
/** The place and its number, which ticks outside React. */
function Place({ pixel }: { readonly pixel: Pixel }) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const write = () => {
      const value = valueAt(pixel);
      const text = value === null ? '–' : exactText(value);
      if (ref.current && ref.current.textContent !== text) ref.current.textContent = text;
    };
    write();
    return onFrame(write);
  }, [pixel]);
  return (
    <p className="text-xs text-dim">
      {placeText(pixel)}{' '}
      <b ref={ref} data-pixel-value className="font-mono font-semibold text-text" />
    </p>
  );
}

/** The number of the newest view there; null while there is none. */
export function valueAt({ node, sample, channel, row, column }: Pixel): number | null {
  const view = viewOf(node, sample)?.view;
  if (!view) return null;
  const { height, width } = planeShape(view.shape);
  const place = view.channels.indexOf(channel);
  return place < 0 ? null : (view.values[place * height * width + row * width + column] ?? null);
}

function Explained({ explanation }: { readonly explanation: PixelExplanation }) {
  const { t } = useTranslation('train');
  const { patch, kernel, sum, bias, value } = explanation;
  const [height = 1, width = 1, channels = 1] = patch.shape;
  const products = Array.from(patch.values, (seen, i) => seen * (kernel.values[i] ?? 0));
  const isConvolution = kernel.values.length > 0;
  const channel = strongest(products, channels, isConvolution);
  const plane = (values: ArrayLike<number>) =>
    Array.from({ length: height * width }, (_, i) => values[i * channels + channel] ?? 0);
  const grid = { height, width };
  if (!isConvolution)
    return (
      <div className="mt-2">
        <NumberGrid
          {...grid}
          label={t('pixel.patch')}
          values={plane(patch.values)}
          range={rangeOf(patch.values)}
        />
      </div>
    );
  return (
    <>
      <div className="mt-2 flex items-center gap-2 text-dim">
        <NumberGrid
          {...grid}
          label={t('pixel.patch')}
          values={plane(patch.values)}
          range={rangeOf(patch.values)}
        />
        <span aria-hidden>×</span>
        <NumberGrid
          {...grid}
          label={t('pixel.kernel')}
          values={plane(kernel.values)}
          range={rangeOf(kernel.values)}
        />
        <span aria-hidden>=</span>
        <NumberGrid
          {...grid}
          label={t('pixel.product')}
          values={plane(products)}
          range={rangeOf(products)}
        />
      </div>
      {channels > 1 && (
        <p className="mt-1 text-center text-[11px] text-faint">
          {t('pixel.ofChannels', { channel, channels })}
        </p>
      )}
      <p className="mt-1.5 text-center font-mono text-xs text-text" data-pixel-sum>
        {t('pixel.sum', {
          sum: shortText(sum),
          bias: shortText(Math.abs(bias)),
          sign: bias < 0 ? '−' : '+',
          total: shortText(sum + bias),
        })}
        {Math.abs(sum + bias - value) > 1e-4 * Math.max(1, Math.abs(value)) &&
          ` → ${shortText(value)}`}
      </p>
    </>
  );
}

/** The input channel that adds most to the sum: what is worth looking at of many. */
function strongest(products: readonly number[], channels: number, wanted: boolean): number {
  if (!wanted || channels <= 1) return 0;
  const sums = new Float64Array(channels);
  products.forEach((product, i) => {
    sums[i % channels] = (sums[i % channels] as number) + product;
  });
  return sums.reduce(
    (best, sum, i) => (Math.abs(sum) > Math.abs(sums[best] as number) ? i : best),
    0,
  );
}

/** At the left of the maps: the watched sample and its picker, or the pad to draw on; the network's answer below. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SampleReference } from '../../engine/index.ts';
import { useNetwork } from '../store/network.ts';
import { useView } from '../store/view.ts';
import { DrawPad } from './DrawPad.tsx';
import { endDrawing } from './drawing.ts';
import { InputPicture } from './InputPicture.tsx';
import { PredictionView } from './PredictionView.tsx';
import { PinButton, SamplePicker } from './SamplePicker.tsx';

const fallback: SampleReference = { kind: 'data', part: 'validation', index: 0 };

export function SampleColumn({
  input,
  shape,
  samples,
}: {
  readonly input: string;
  readonly shape: readonly number[];
  readonly samples: number;
}) {
  const { t } = useTranslation('train');
  const [drawing, setDrawing] = useState(false);
  const before = useRef<SampleReference>(fallback);
  const pinned = useView((state) => state.pinned);
  const sample = useView((state) => state.sample);
  const drawable = useNetwork((state) => state.data !== null) && canDraw(shape);
  const begin = () => {
    before.current = useView.getState().sample;
    setDrawing(true);
  };
  const end = () => {
    setDrawing(false);
    endDrawing(before.current);
  };
  if (drawing && drawable)
    return (
      <div className="flex shrink-0 gap-2">
        <DrawPad size={132} onDone={end} />
        <div className="flex w-32 flex-col gap-1">
          <div className="flex items-start gap-1">
            <InputPicture node={input} sample={0} shape={shape} size={72} />
            <PinButton sample={sample} pinned={pinned} />
          </div>
          <p className="text-[11px] text-faint">{t('draw.seen')}</p>
          <PredictionView sample={0} />
        </div>
      </div>
    );
  const size = samples === 2 ? 62 : 98;
  return (
    <div className="flex w-51 shrink-0 flex-col gap-1.5">
      <div className="flex shrink-0 gap-2">
        <div className="flex w-25 shrink-0 flex-col items-start gap-1">
          {Array.from({ length: samples }, (_, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: samples are told apart by their place.
            <InputPicture key={place} node={input} sample={place} shape={shape} size={size} />
          ))}
        </div>
        <SamplePicker drawable={drawable} onDraw={begin} />
      </div>
      <div className="flex min-h-0 flex-1 gap-2">
        {Array.from({ length: samples }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: samples are told apart by their place.
          <PredictionView key={place} sample={place} compact={samples > 1} />
        ))}
      </div>
    </div>
  );
}

/** Pictures with one grey or three colours can be drawn by hand. */
const canDraw = (shape: readonly number[]): boolean =>
  shape.length === 3 && (shape[2] === 1 || shape[2] === 3);

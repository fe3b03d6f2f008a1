/** Why a pixel has its value: asks the run, one question at a time, for whatever pixel is pointed at. */
import { useEffect, useState } from 'react';
import type { PixelExplanation } from '../../engine/index.ts';
import { originOf } from '../live/origin.ts';
import { engine } from '../store/engine.ts';
import type { Pixel } from './pixel.ts';

/** While the run goes on, the answer grows old; milliseconds. */
const age = 1000;

/** The newest answer for this pixel; null while there is none, and for nodes that no run has. */
export function useExplanation(pixel: Pixel | null, explainable: boolean): PixelExplanation | null {
  const [found, setFound] = useState<{
    readonly pixel: Pixel;
    readonly answer: PixelExplanation;
  } | null>(null);
  useEffect(() => {
    if (!pixel || !explainable) return;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      if (originOf(pixel.node) !== 'run') return;
      const { node, sample, channel, row, column } = pixel;
      const result = await engine.training.explainPixel({ node, sample, channel, row, column });
      if (stopped) return;
      if (result.ok) setFound({ pixel, answer: result.value });
      timer = setTimeout(() => void ask(), age);
    };
    // A pointer that passes over many pixels asks about those where it stays for a moment.
    timer = setTimeout(() => void ask(), 40);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [pixel, explainable]);
  return found && found.pixel === pixel ? found.answer : null;
}

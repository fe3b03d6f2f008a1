/** Why a pixel has its value: asks the run, or the preview for what no run has, about whatever pixel is pointed at. */
import { useEffect, useState } from 'react';
import type { PixelExplanation, Result } from '../../engine/index.ts';
import { originOf } from '../live/origin.ts';
import { sampleValues } from '../live/samples.ts';
import { watchedSamples } from '../live/watch.ts';
import { useDocument } from '../store/document.ts';
import { engine } from '../store/engine.ts';
import { useNetwork } from '../store/network.ts';
import type { Pixel } from './pixel.ts';

/** While the run goes on, the answer grows old; milliseconds. */
const age = 1000;

async function explain(pixel: Pixel): Promise<Result<PixelExplanation> | null> {
  const { node, sample, channel, row, column } = pixel;
  if (originOf(node) === 'run')
    return engine.training.explainPixel({ node, sample, channel, row, column });
  const { data } = useNetwork.getState();
  const shown = data && watchedSamples(data)[sample];
  const read = shown ? await sampleValues(shown, data) : null;
  if (!data || !read) return null;
  return engine.preview.explainPixel({
    project: useDocument.getState().project,
    fields: data.fields,
    sample: read.values,
    node,
    channel,
    row,
    column,
  });
}

/** The newest answer for this pixel; null while there is none. */
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
      const result = await explain(pixel);
      if (stopped || !result) return;
      if (result.ok) setFound({ pixel, answer: result.value });
      // What a run shows grows old; a preview does not.
      if (originOf(pixel.node) === 'run') timer = setTimeout(() => void ask(), age);
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

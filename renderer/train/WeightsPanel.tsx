/** The tab "Weights": every weight of the node that is looked at as a picture, its histogram and its statistics. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNode } from '../canvas/lookup.ts';
import { useFocusNode } from '../live/focus.ts';
import { useNodeOrigin } from '../live/origin.ts';
import { addPainter } from '../live/painters.ts';
import { paintHistogram, surfaceOf } from '../live/surface.ts';
import { themeColors } from '../live/themeColors.ts';
import { onFrame, weightsOf } from '../store/live.ts';
import { useNetwork } from '../store/network.ts';
import { useRun } from '../store/run.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { countText, shortText } from './format.ts';
import { KernelCanvas } from './KernelCanvas.tsx';

export function WeightsPanel() {
  const { t } = useTranslation('train');
  const focus = useFocusNode();
  const label = useNode(focus ?? '')?.label ?? '';
  const summary = useNetwork((state) => (focus ? state.summary?.nodes[focus] : undefined));
  if (!focus || !summary || summary.weights.length === 0)
    return (
      <EmptyState
        title={focus ? t('weights.none', { node: label }) : t('weights.nothing')}
        sentence={t('weights.noneSentence')}
      />
    );
  return (
    <section aria-label={`${t('weights.of')} ${label}`} className="flex h-full min-w-0 flex-col">
      <WeightsHead node={focus} label={label} />
      <div className="flex min-h-0 flex-1 gap-5 overflow-x-auto px-4 pb-3">
        {summary.weights.map(({ name, shape }) => (
          <Weight key={`${focus} ${name}`} node={focus} name={name} shape={shape} />
        ))}
      </div>
    </section>
  );
}

function WeightsHead({ node, label }: { readonly node: string; readonly label: string }) {
  const { t } = useTranslation('train');
  const origin = useNodeOrigin(node);
  const hasRun = useRun((state) => state.run !== null);
  return (
    <header className="flex h-8 shrink-0 items-center gap-3 px-4 text-xs text-dim">
      <h2 className="font-normal! text-dim!">
        {t('weights.of')} <b className="font-semibold text-text">{label}</b>
      </h2>
      {origin === 'preview' && (
        <span className="rounded-md bg-hover px-1.5 py-0.5 text-[11px] text-text">
          {t(hasRun ? 'origin.notInRun' : 'origin.initial')}
        </span>
      )}
    </header>
  );
}

function Weight({
  node,
  name,
  shape,
}: {
  readonly node: string;
  readonly name: string;
  readonly shape: readonly number[];
}) {
  const { t } = useTranslation('train');
  const large = shape.length > 1;
  const count = shape.reduce((product, size) => product * size, 1);
  return (
    <figure
      data-weight-of={node}
      className={`flex h-full min-w-0 flex-col gap-1.5 ${large ? 'min-w-80 flex-1' : 'w-64 shrink-0'}`}
    >
      <figcaption className="flex gap-2 text-xs text-dim">
        <b className="font-mono font-semibold text-text">{name}</b>
        <span className="font-mono">{shape.join('×')}</span>
        <span className="ml-auto">{t('weights.count', { count, number: countText(count) })}</span>
      </figcaption>
      <div className={`flex min-h-0 gap-3 ${large ? 'flex-1' : ''}`}>
        <KernelCanvas
          node={node}
          weight={name}
          className={`min-h-0 min-w-0 flex-1 rounded-sm ${large ? '' : 'h-6!'}`}
        />
        {large && <Statistics node={node} name={name} large={large} />}
      </div>
      {!large && <Statistics node={node} name={name} large={large} />}
    </figure>
  );
}

/** Histogram, mean, deviation and ends; they tick outside React. */
function Statistics({
  node,
  name,
  large,
}: {
  readonly node: string;
  readonly name: string;
  readonly large: boolean;
}) {
  const { t } = useTranslation('train');
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDListElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    return addPainter(element, (size) => {
      const surface = surfaceOf(element, size);
      const found = weightsOf(node).find((weight) => weight.name === name);
      if (!surface || !found) return;
      const box = { x: 0, y: 0, width: surface.width, height: surface.height };
      paintHistogram(surface, box, found.histogram, themeColors().accent);
    }).remove;
  }, [node, name]);
  useEffect(() => {
    const write = () => {
      const found = weightsOf(node).find((weight) => weight.name === name);
      const cells = text.current?.querySelectorAll('dd');
      if (!found || !cells) return;
      const { minimum, maximum } = found.histogram;
      [found.mean, found.deviation, minimum, maximum].forEach((value, i) => {
        const cell = cells[i];
        const words = shortText(value);
        if (cell && cell.textContent !== words) cell.textContent = words;
      });
    };
    write();
    return onFrame(write);
  }, [node, name]);
  return (
    <div className={`flex min-h-0 w-64 flex-col gap-1.5 ${large ? 'shrink-0' : 'flex-1'}`}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('weights.histogram', { name })}
        className="block min-h-10 w-full flex-1 rounded-sm bg-background"
      />
      <dl ref={text} className="grid shrink-0 grid-cols-4 text-[11px]">
        {(['mean', 'deviation', 'minimum', 'maximum'] as const).map((key) => (
          <div key={key}>
            <dt className="text-faint">{t(`weights.${key}`)}</dt>
            <dd className="font-mono text-text">–</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

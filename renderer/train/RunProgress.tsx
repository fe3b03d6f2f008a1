/** How far the run is: a thin bar that moves outside React. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type RunStore, useRun } from '../store/run.ts';
import { shareDone } from './status.ts';

export function RunProgress() {
  const { t } = useTranslation('train');
  const bar = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const show = (state: RunStore) => {
      const share = shareDone(state);
      fill.current?.style.setProperty('transform', `scaleX(${share})`);
      const percent = String(Math.floor(share * 100));
      if (bar.current?.ariaValueNow !== percent)
        bar.current?.setAttribute('aria-valuenow', percent);
    };
    show(useRun.getState());
    return useRun.subscribe(show);
  }, []);
  return (
    <div
      ref={bar}
      role="progressbar"
      aria-label={t('progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      className="hidden h-1 w-16 overflow-hidden rounded-full bg-line @xs/status:block @2xl/status:w-28"
    >
      <div ref={fill} className="h-full origin-left rounded-full bg-accent" />
    </div>
  );
}

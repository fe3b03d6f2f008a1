/** A number that ticks: read from the run store and written into the page outside React. */
import { useEffect, useRef } from 'react';
import { type RunStore, useRun } from '../store/run.ts';

/** `read` must be a stable function; null hides the text. */
export function LiveText({
  read,
  className,
}: {
  readonly read: (state: RunStore) => string | null;
  readonly className?: string;
}) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const span = ref.current;
    if (!span) return;
    const write = (state: RunStore) => {
      const text = read(state) ?? '';
      if (span.textContent !== text) span.textContent = text;
    };
    write(useRun.getState());
    return useRun.subscribe(write);
  }, [read]);
  return <span ref={ref} className={className} />;
}

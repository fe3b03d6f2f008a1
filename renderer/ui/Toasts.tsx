/** The messages that pass by, at the lower right; they wait while the pointer or focus is on them. */
import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { dismiss, lifetime, type Toast, useToasts } from './toasts.ts';

const icons = {
  good: [CircleCheck, 'text-good'],
  information: [Info, 'text-accent'],
  warning: [TriangleAlert, 'text-warning'],
  bad: [CircleAlert, 'text-bad'],
} as const;

export function Toasts() {
  const { t } = useTranslation('app');
  const toasts = useToasts((state) => state.toasts);
  const [held, setHeld] = useState(false);
  // Beside the dialogs, so that none lies above it.
  return createPortal(
    <section
      aria-label={t('notifications')}
      aria-live="polite"
      aria-relevant="additions"
      className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <Message key={toast.id} toast={toast} held={held} />
      ))}
    </section>,
    document.body,
  );
}

function Message({ toast, held }: { readonly toast: Toast; readonly held: boolean }) {
  const { t } = useTranslation('app');
  const [Icon, color] = icons[toast.kind];
  useEffect(() => {
    const time = lifetime(toast);
    if (held || !Number.isFinite(time)) return;
    const timer = setTimeout(() => dismiss(toast.id), time);
    return () => clearTimeout(timer);
  }, [toast, held]);
  return (
    <div
      data-toast={toast.kind}
      className="pointer-events-auto flex items-start gap-2.5 rounded-lg border border-line bg-raised py-2 pr-2 pl-3 shadow-[var(--shadow)]"
    >
      <Icon aria-hidden className={`mt-1 size-4 shrink-0 ${color}`} />
      <p className="min-w-0 flex-1 py-0.5 leading-5 wrap-break-word">{toast.sentence}</p>
      {toast.action && (
        <Button
          size="small"
          className="mt-0.5"
          onClick={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton size="small" icon={X} label={t('dismiss')} onClick={() => dismiss(toast.id)} />
    </div>
  );
}

/** A dialog: title, what it is for, its controls and the buttons below; focus stays inside, Escape closes. */
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';

const widths = { small: 'w-104', normal: 'w-140', large: 'w-200' } as const;

export const backdropLook =
  'fixed inset-0 z-40 bg-(--backdrop) transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';
export const dialogLook =
  'fixed top-1/2 left-1/2 z-40 flex max-h-[88vh] max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-lg border border-line bg-panel text-text shadow-[var(--shadow)] outline-none transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';

export function Dialog({
  open,
  onClose,
  title,
  description,
  size = 'normal',
  footer,
  initialFocus,
  flush = false,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly size?: keyof typeof widths;
  readonly footer?: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** The content reaches the borders. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('app');
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={backdropLook} />
        <Base.Popup
          className={`${dialogLook} ${widths[size]}`}
          {...(initialFocus && { initialFocus })}
        >
          <header className="py-4 pr-14 pl-5 pb-3">
            <div className="min-w-0">
              <Base.Title className="text-[1rem] leading-6 font-semibold tracking-normal text-text">
                {title}
              </Base.Title>
              {description && (
                <Base.Description className="mt-0.5 text-dim">{description}</Base.Description>
              )}
            </div>
          </header>
          <div className={`min-h-0 flex-1 overflow-y-auto ${flush ? '' : 'px-5 pt-1 pb-5'}`}>
            {children}
          </div>
          {footer && (
            <footer className="flex shrink-0 items-center justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
          {/* Last, so that the focus begins at what the dialog is for. */}
          <Base.Close
            render={
              <Button
                kind="quiet"
                icon={X}
                aria-label={t('close')}
                className="absolute top-3 right-3 w-7.5 px-0"
              />
            }
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

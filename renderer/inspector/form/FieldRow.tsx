/** A control of a form, the way back to its default, and what the engine has against its value. */
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../../engine/index.ts';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { IssueNotes } from '../IssueNote.tsx';

export function FieldRow({
  parameter,
  title,
  onReset,
  issues = [],
  children,
}: {
  /** `data-parameter`, equal in every language. */
  readonly parameter: string;
  readonly title: string;
  /** Null where the default holds already. */
  readonly onReset: (() => void) | null;
  readonly issues?: readonly Issue[];
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('inspector');
  const reset = t('form.reset', { title });
  return (
    <div data-parameter={parameter} className="group/field relative min-w-0">
      {onReset && (
        <Tooltip text={reset} side="left">
          <button
            type="button"
            aria-label={reset}
            data-action={`reset-${parameter}`}
            className="group/reset absolute top-0 -left-4 flex h-7 w-4 items-center justify-center rounded-sm text-accent"
            onClick={onReset}
          >
            {/* A quiet dot says that the value is not the default; the arrow comes with the pointer or the focus. */}
            <span
              aria-hidden
              className="size-1 rounded-full bg-accent group-hover/field:hidden group-focus-visible/reset:hidden"
            />
            <RotateCcw
              aria-hidden
              className="hidden size-3 group-hover/field:block group-focus-visible/reset:block"
              strokeWidth={2.5}
            />
          </button>
        </Tooltip>
      )}
      {children}
      {issues.length > 0 && (
        <div className="mt-1">
          <IssueNotes issues={issues} />
        </div>
      )}
    </div>
  );
}

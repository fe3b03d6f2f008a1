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
    <div data-parameter={parameter} className="relative min-w-0">
      {onReset && (
        <Tooltip text={reset} side="left">
          <button
            type="button"
            aria-label={reset}
            data-action={`reset-${parameter}`}
            className="absolute top-0 -left-4 flex h-7 w-4 items-center justify-center rounded-sm text-accent hover:bg-hover"
            onClick={onReset}
          >
            <RotateCcw aria-hidden className="size-3" strokeWidth={2.5} />
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

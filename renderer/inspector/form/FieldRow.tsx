/** A control of a form, the way back to its default, and what the engine has against its value. */
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../../engine/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
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
  return (
    <div
      data-parameter={parameter}
      className="grid grid-cols-[minmax(0,1fr)_1.25rem] items-start gap-x-1"
    >
      {children}
      {onReset ? (
        <IconButton
          icon={RotateCcw}
          size="small"
          label={t('form.reset', { title })}
          tooltipSide="left"
          action={`reset-${parameter}`}
          className="mt-0.5 w-5"
          onClick={onReset}
        />
      ) : (
        <span />
      )}
      {issues.length > 0 && (
        <div className="col-span-full">
          <IssueNotes issues={issues} />
        </div>
      )}
    </div>
  );
}

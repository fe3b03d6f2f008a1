/** A control with its label, unit, help and, where its input was refused, the sentence that says why. */
import type { ReactNode } from 'react';
import { Tooltip } from './Tooltip.tsx';

/** 'row': label left, control right; 'stack': label above; 'bare': the label is only a name. */
export type FieldLayout = 'row' | 'stack' | 'bare';

export interface FieldLook {
  readonly label: string;
  readonly layout?: FieldLayout | undefined;
  readonly help?: string | undefined;
}

/** Of inputs and the faces of selects. */
export const controlLook =
  'h-7 w-full min-w-0 rounded-md border border-field bg-background px-2 text-text transition-colors duration-100 hover:not-disabled:border-control focus-visible:border-accent focus-visible:-outline-offset-1 disabled:opacity-45 aria-invalid:border-bad';

export function Field({
  id,
  label,
  layout = 'row',
  help,
  error = null,
  labelId,
  labelProps,
  wide = false,
  children,
}: FieldLook & {
  /** Of the control; its description is `<id>-help`, its error `<id>-error`. */
  readonly id: string;
  readonly error?: string | null;
  readonly labelId?: string;
  /** For a label that can be dragged, say. */
  readonly labelProps?: Readonly<Record<string, unknown>>;
  /** The control takes half of the row or more. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const word =
    layout === 'bare' ? null : (
      <label
        htmlFor={id}
        id={labelId}
        {...labelProps}
        className={`min-w-0 text-dim select-none ${layout === 'row' ? 'py-1 leading-5' : 'mb-1 block'} ${String(labelProps?.className ?? '')}`}
      >
        {label}
      </label>
    );
  // A form may give all its controls one width: their edges then line up.
  const columns = wide
    ? 'grid-cols-[minmax(0,1fr)_var(--control-column,59%)]'
    : 'grid-cols-[minmax(0,1fr)_var(--control-column,6.5rem)]';
  return (
    <div className={layout === 'row' ? `grid items-start gap-2 ${columns}` : 'min-w-0'}>
      {word && help ? (
        <Tooltip text={help} side="left">
          {word}
        </Tooltip>
      ) : (
        word
      )}
      <div className="min-w-0">{children}</div>
      {help && (
        <span id={`${id}-help`} hidden>
          {help}
        </span>
      )}
      {error !== null && (
        <p id={`${id}-error`} role="alert" className="col-span-full mt-0.5 text-xs text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

/** Which of help and error describe the control. */
export function describedBy(
  id: string,
  help: string | undefined,
  error: string | null,
): string | undefined {
  const ids = [help && `${id}-help`, error !== null && `${id}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

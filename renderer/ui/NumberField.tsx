/** A number with bounds and unit: typed and committed, moved by arrow keys, or dragged by its label. */
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { controlLook, describedBy, Field, type FieldLook } from './Field.tsx';
import { type NumberBounds, parseNumber, refusalOf, stepped } from './numbers.ts';
import { useDraft } from './useDraft.ts';
import { useScrub } from './useScrub.ts';

export interface NumberFieldProps extends FieldLook, NumberBounds {
  /** Null shows the placeholder. */
  readonly value: number | null;
  readonly onCommit: (value: number) => void;
  /** Where leaving it empty means something (the placeholder says what). */
  readonly onClear?: (() => void) | undefined;
  readonly placeholder?: string | undefined;
  /** Of an arrow key; Shift takes ten, Alt a tenth. 'decades': 1, 2, 5, 10. */
  readonly step?: number | 'decades' | undefined;
  readonly unit?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
}

export function NumberField(props: NumberFieldProps) {
  const { label, layout, help, value, onCommit, onClear, unit, disabled = false } = props;
  const { t } = useTranslation('app');
  const id = useId();
  const step = props.step ?? 1;
  const draft = useDraft(value === null ? '' : String(value), (text) => {
    if (text.trim() === '' && onClear) {
      onClear();
      return null;
    }
    const parsed = parseNumber(text);
    const refusal = refusalOf(parsed, props);
    if (refusal !== null || parsed === null)
      return t(`number.${refusal ?? 'not-a-number'}`, {
        minimum: props.minimum,
        maximum: props.maximum,
      });
    if (parsed !== value) onCommit(parsed);
    return null;
  });
  const move = (steps: number) => {
    const typed = parseNumber(draft.text);
    const from = typed ?? value ?? props.minimum ?? 0;
    const next = stepped(from, steps, step, props);
    draft.restore();
    if (next !== value) onCommit(next);
  };
  const scrub = useScrub(move, disabled);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction === 0) return draft.onKeyDown(event);
    event.preventDefault();
    const factor = event.shiftKey ? 10 : event.altKey && step !== 'decades' ? 0.1 : 1;
    move(direction * factor);
  };
  return (
    <Field
      id={id}
      label={label}
      layout={layout}
      help={help}
      error={draft.error}
      labelProps={{ ...scrub, className: disabled ? '' : 'cursor-ew-resize touch-none' }}
    >
      <div className="relative">
        <input
          id={id}
          role="spinbutton"
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          value={draft.text}
          disabled={disabled}
          placeholder={props.placeholder}
          aria-label={layout === 'bare' ? label : undefined}
          aria-valuenow={value ?? undefined}
          aria-valuetext={value === null ? props.placeholder : unit && `${value} ${unit}`}
          aria-valuemin={props.minimum}
          aria-valuemax={props.maximum}
          aria-invalid={draft.error !== null || undefined}
          aria-describedby={describedBy(id, help, draft.error)}
          className={`${controlLook} font-mono text-xs tabular-nums ${unit ? 'pr-9' : ''} ${props.className ?? ''}`}
          onChange={(event) => draft.change(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={draft.onBlur}
        />
        {unit && (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 right-2 flex items-center text-xs text-faint"
          >
            {unit}
          </span>
        )}
      </div>
    </Field>
  );
}

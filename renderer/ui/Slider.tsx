/** A number within bounds, dragged; `onChange` while it moves, `onCommit` when it rests. */
import { Slider as Base } from '@base-ui/react/slider';
import { useId } from 'react';
import { Field, type FieldLook } from './Field.tsx';

export function Slider({
  label,
  layout,
  help,
  value,
  minimum,
  maximum,
  step,
  onChange,
  onCommit,
  format = String,
  disabled = false,
  showValue = true,
}: FieldLook & {
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  readonly onCommit?: (value: number) => void;
  /** For people: '2 %', 'full speed'. */
  readonly format?: (value: number) => string;
  readonly disabled?: boolean;
  readonly showValue?: boolean;
}) {
  const id = useId();
  return (
    <Field id={id} label={label} layout={layout} help={help} wide>
      <div className="flex h-7 items-center gap-3">
        <Base.Root
          className="min-w-0 flex-1 data-disabled:opacity-45"
          value={value}
          min={minimum}
          max={maximum}
          step={step}
          disabled={disabled}
          onValueChange={(next) => onChange(next)}
          onValueCommitted={(next) => onCommit?.(next)}
        >
          <Base.Control className="flex h-7 w-full touch-none items-center select-none">
            <Base.Track className="h-1 w-full rounded-full bg-line">
              <Base.Indicator className="rounded-full bg-accent" />
              <Base.Thumb
                id={id}
                aria-label={label}
                getAriaValueText={(_, number) => format(number)}
                className="size-3.5 rounded-full border-2 border-accent bg-panel has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
              />
            </Base.Track>
          </Base.Control>
        </Base.Root>
        {showValue && (
          <span aria-hidden className="min-w-12 text-right text-xs text-dim tabular-nums">
            {format(value)}
          </span>
        )}
      </div>
    </Field>
  );
}

/** One of two to five values, all in sight. */
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { LucideIcon } from 'lucide-react';
import { useId } from 'react';
import { Field, type FieldLook } from './Field.tsx';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
  /** Shown in the label's place, which stays its name. */
  readonly icon?: LucideIcon;
}

export function SegmentedControl<T extends string>({
  label,
  layout = 'row',
  help,
  value,
  segments,
  onChange,
  disabled = false,
}: FieldLook & {
  readonly value: T;
  readonly segments: readonly Segment<T>[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
}) {
  const id = useId();
  const labelId = useId();
  return (
    <Field id={id} label={label} layout={layout} help={help} labelId={labelId} wide>
      <RadioGroup
        id={id}
        value={value}
        disabled={disabled}
        onValueChange={(next) => onChange(next as T)}
        aria-label={layout === 'bare' ? label : undefined}
        aria-labelledby={layout === 'bare' ? undefined : labelId}
        className="flex h-7 w-full rounded-md border border-field bg-background p-0.5 data-disabled:opacity-45"
      >
        {segments.map(({ value: segment, label: word, icon: Icon }) => (
          <Radio.Root
            key={segment}
            value={segment}
            aria-label={word}
            className="flex min-w-0 flex-1 items-center justify-center rounded-sm px-2 text-xs whitespace-nowrap text-dim select-none hover:text-text data-checked:bg-hover data-checked:font-semibold data-checked:text-text"
          >
            {Icon ? (
              <Icon aria-hidden className="size-3.5" />
            ) : (
              <span className="truncate">{word}</span>
            )}
          </Radio.Root>
        ))}
      </RadioGroup>
    </Field>
  );
}

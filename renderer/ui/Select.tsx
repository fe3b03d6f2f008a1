/** One of several named values, chosen from a list that opens. */
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { controlLook, describedBy, Field, type FieldLook } from './Field.tsx';
import { popupLook } from './looks.ts';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  /** One more line below. */
  readonly description?: string | undefined;
  readonly disabled?: boolean | undefined;
}
export interface SelectProps<T extends string> extends FieldLook {
  readonly value: T | null;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
  /** `data-action` of the control. */
  readonly action?: string | undefined;
}

export function Select<T extends string>(props: SelectProps<T>) {
  const { label, layout, help, value, options, onChange, className = '' } = props;
  const id = useId();
  const labelId = useId();
  return (
    <Field id={id} label={label} layout={layout} help={help} labelId={labelId} wide>
      <Base.Root
        value={value}
        items={options}
        disabled={props.disabled}
        onValueChange={(next) => {
          if (next !== null) onChange(next);
        }}
      >
        <Base.Trigger
          id={id}
          data-action={props.action}
          aria-label={layout === 'bare' ? label : undefined}
          aria-labelledby={layout === 'bare' ? undefined : labelId}
          aria-describedby={describedBy(id, help, null)}
          className={`flex items-center justify-between gap-1 text-left data-[disabled]:opacity-45 ${controlLook} ${className}`}
        >
          <Base.Value className="truncate" placeholder={props.placeholder} />
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-faint" />
        </Base.Trigger>
        <Base.Portal render={<section aria-label={label} />}>
          <Base.Positioner
            alignItemWithTrigger={false}
            sideOffset={4}
            collisionPadding={8}
            className="z-50 outline-none"
          >
            <Base.Popup
              className={`max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1 ${popupLook}`}
            >
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled ?? false}
                  className="flex items-start gap-2 rounded-md px-1.5 py-1 select-none outline-none data-disabled:opacity-45 data-highlighted:bg-hover"
                >
                  <span className="mt-0.5 size-3.5 shrink-0">
                    <Base.ItemIndicator>
                      <Check aria-hidden className="size-3.5 text-accent" />
                    </Base.ItemIndicator>
                  </span>
                  <span className="min-w-0">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.description && (
                      <span className="block max-w-72 text-xs text-faint">
                        {option.description}
                      </span>
                    )}
                  </span>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Field>
  );
}

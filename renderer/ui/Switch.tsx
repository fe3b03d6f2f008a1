/** On or off, at once. */
import { Switch as Base } from '@base-ui/react/switch';
import { useId } from 'react';
import { Field, type FieldLook } from './Field.tsx';

export function Switch({
  label,
  layout,
  help,
  checked,
  onChange,
  disabled = false,
}: FieldLook & {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}) {
  const id = useId();
  const labelId = useId();
  return (
    <Field id={id} label={label} layout={layout} help={help} labelId={labelId}>
      <div className="flex h-7 items-center justify-end">
        <Base.Root
          id={id}
          checked={checked}
          disabled={disabled}
          onCheckedChange={onChange}
          aria-label={layout === 'bare' ? label : undefined}
          aria-labelledby={layout === 'bare' ? undefined : labelId}
          className="flex h-4.5 w-8 rounded-full border border-control bg-background p-0.5 transition-colors duration-100 data-checked:border-accent data-checked:bg-accent data-disabled:opacity-45"
        >
          <Base.Thumb className="aspect-square h-full rounded-full bg-dim transition-transform duration-100 data-checked:translate-x-3.5 data-checked:bg-on-accent" />
        </Base.Root>
      </div>
    </Field>
  );
}

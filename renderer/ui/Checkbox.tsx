/** Yes or no, with its words beside it. */
import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';

export function Checkbox({
  label,
  checked,
  onChange,
  disabled = false,
}: {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}) {
  const id = useId();
  const labelId = useId();
  return (
    <div className="flex items-center gap-2">
      <Base.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-labelledby={labelId}
        className="flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-background data-checked:border-accent data-checked:bg-accent data-disabled:opacity-45"
      >
        <Base.Indicator>
          <Check aria-hidden className="size-3 text-on-accent" strokeWidth={3} />
        </Base.Indicator>
      </Base.Root>
      <label htmlFor={id} id={labelId} className="select-none">
        {label}
      </label>
    </div>
  );
}

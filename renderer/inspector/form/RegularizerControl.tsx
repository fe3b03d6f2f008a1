/** { l1, l2 }: how strongly weights are kept small, by size and by square. */
import { NumberField } from '../../ui/NumberField.tsx';
import type { ControlOf, ControlProps } from './types.ts';

type Regularizer = ControlOf<'regularizer'>;

export function RegularizerControl({
  label,
  help,
  value,
  onChange,
  disabled,
  control,
}: ControlProps & { readonly control: Regularizer }) {
  const given = { l1: 0, l2: 0, ...(value as { l1?: number; l2?: number } | undefined) };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      {(['l1', 'l2'] as const).map((key) => (
        <NumberField
          key={key}
          label={`${label} ${key.toUpperCase()}`}
          help={help}
          minimum={0}
          maximum={control.maximum}
          step="decades"
          value={given[key]}
          onCommit={(strength) => onChange({ ...given, [key]: strength })}
          disabled={disabled}
        />
      ))}
    </div>
  );
}

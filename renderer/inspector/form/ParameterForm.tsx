/** The form fields of a type and the params that a document gives in, one row for each field that applies out. */
import { useTranslation } from 'react-i18next';
import type { FormField, Issue } from '../../../engine/index.ts';
import { fieldHelp, fieldTitle, unitName } from '../../i18n/layerNames.ts';
import { Control } from './Control.tsx';
import { FieldRow } from './FieldRow.tsx';
import type { ParameterFormProps } from './types.ts';
import { applies, differs, valueFor } from './values.ts';

export function ParameterForm({ form, whole = form, issues = [], ...props }: ParameterFormProps) {
  // The words are made anew when the language changes.
  useTranslation('layers');
  return (
    <div className="flex flex-col gap-1">
      {form
        .filter((field) => applies(field, whole, props.params))
        .map((field) => (
          <Parameter
            key={field.key}
            field={field}
            issues={issues.filter(({ parameter }) => parameter === field.key)}
            {...props}
          />
        ))}
    </div>
  );
}

function Parameter({
  kind,
  type,
  field,
  params,
  onChange,
  issues,
  disabled = false,
}: Omit<ParameterFormProps, 'form' | 'whole' | 'issues'> & {
  readonly field: FormField;
  readonly issues: readonly Issue[];
}) {
  const { key, unit } = field;
  const label = fieldTitle(kind, type, field);
  const help = fieldHelp(kind, type, field);
  return (
    <FieldRow
      parameter={key}
      title={label}
      onReset={differs(field, params) && !disabled ? () => onChange(key, undefined) : null}
      issues={issues}
    >
      <Control
        field={field}
        label={label}
        help={unit === undefined ? help : `${help} (${unitName(unit)})`}
        value={valueFor(field, params)}
        onChange={(value) => onChange(key, value)}
        disabled={disabled}
        renderForm={(nested) => <ParameterForm {...nested} />}
      />
    </FieldRow>
  );
}

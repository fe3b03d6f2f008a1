/** A field of the data with a role; '' stands for the only one. */
import { useTranslation } from 'react-i18next';
import { nodeShape } from '../../canvas/text.ts';
import { useNetwork } from '../../store/network.ts';
import { Select } from '../../ui/Select.tsx';
import type { ControlProps } from './types.ts';

export function DataFieldControl({
  label,
  help,
  value,
  onChange,
  disabled,
  role,
}: ControlProps & { readonly role: 'feature' | 'target' }) {
  const { t } = useTranslation('inspector');
  const fields = useNetwork((state) => state.data?.fields) ?? [];
  const suited = fields.filter((candidate) => candidate.role === role);
  const [only, another] = suited;
  const alone = only !== undefined && another === undefined;
  const current = String(value ?? '');
  const known = current === '' || suited.some(({ name }) => name === current);
  return (
    <Select
      label={label}
      help={help}
      value={current}
      options={[
        {
          value: '',
          label: alone ? only.name : t('form.anyField'),
          description: alone ? t('form.onlyField') : t('form.anyFieldHelp'),
        },
        ...suited
          .filter(({ name }) => !alone || name === current)
          .map((field) => ({
            value: field.name,
            label: field.name,
            description: field.classes
              ? t('data.classes', { count: field.classes.length })
              : nodeShape(field),
          })),
        ...(known ? [] : [{ value: current, label: current }]),
      ]}
      onChange={onChange}
      disabled={disabled}
    />
  );
}

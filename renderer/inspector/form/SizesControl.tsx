/** A list of sizes of free length, or one of a few words: a choice of the word, and a text for the list. */
import { useTranslation } from 'react-i18next';
import { optionLabel } from '../../i18n/layerNames.ts';
import { useNetwork } from '../../store/network.ts';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { refusalText } from './refusals.ts';
import { numbersOf, parseSizes, sizesText } from './text.ts';
import type { ControlOf, ControlProps } from './types.ts';

type Sizes = ControlOf<'sizes'>;
const own = 'sizes';

export function SizesControl({
  label,
  help,
  value,
  onChange,
  disabled,
  control,
}: ControlProps & { readonly control: Sizes }) {
  const { t } = useTranslation('inspector');
  const sizes = numbersOf(value);
  const shape = useNetwork(
    (state) => state.data?.fields.find(({ role }) => role === 'feature')?.shape,
  );
  const { words } = control;
  const text = (
    <TextField
      label={label}
      layout={words.length > 0 ? 'bare' : 'row'}
      help={help}
      monospace
      value={sizesText(sizes ?? [])}
      placeholder="28 × 28 × 1"
      validate={(typed) => {
        const parsed = parseSizes(typed, control);
        return parsed.ok ? null : refusalText(parsed.refusal, control);
      }}
      onCommit={(typed) => {
        const parsed = parseSizes(typed, control);
        if (parsed.ok) onChange(parsed.values);
      }}
      disabled={disabled}
    />
  );
  if (words.length === 0) return text;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Select
        label={label}
        help={help}
        value={sizes ? own : String(value)}
        options={[
          ...words.map((word) => ({ value: word, label: optionLabel(word) })),
          { value: own, label: t('form.ownSizes') },
        ]}
        onChange={(chosen) => onChange(chosen === own ? (shape ?? [28, 28, 1]) : chosen)}
        disabled={disabled}
      />
      {sizes && <Indented>{text}</Indented>}
    </div>
  );
}

/** In the column of the controls. */
export function Indented({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_var(--control-column)] gap-2">
      <span />
      {children}
    </div>
  );
}

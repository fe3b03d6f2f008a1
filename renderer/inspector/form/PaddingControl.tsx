/** 'valid', 'same', or a border of four numbers: [[top, bottom], [left, right]]. */
import { useTranslation } from 'react-i18next';
import { optionLabel } from '../../i18n/layerNames.ts';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { numbersOf } from './text.ts';
import type { ControlOf, ControlProps } from './types.ts';

type Padding = ControlOf<'padding'>;
const own = 'border';
const sides = [
  ['top', 0, 0],
  ['bottom', 0, 1],
  ['left', 1, 0],
  ['right', 1, 1],
] as const;

export function PaddingControl({
  label,
  help,
  value,
  onChange,
  disabled,
  control,
}: ControlProps & { readonly control: Padding }) {
  const { t } = useTranslation('inspector');
  const border = borderOf(value);
  const { words, maximum } = control;
  const boxes = border && (
    <div className="grid grid-cols-2 gap-x-2 gap-y-1">
      {sides.map(([side, axis, end]) => (
        <div key={side} className="grid grid-cols-[minmax(0,1fr)_3.25rem] items-start gap-1">
          <span aria-hidden className="py-1 leading-5 text-dim">
            {t(`form.${side}`)}
          </span>
          <NumberField
            label={t('form.part', { title: label, part: t(`form.${side}`) })}
            layout="bare"
            integer
            minimum={0}
            maximum={maximum}
            value={border[axis]?.[end] ?? 0}
            onCommit={(pixels) =>
              onChange(
                border.map((pair, i) =>
                  i === axis ? pair.map((old, j) => (j === end ? pixels : old)) : pair,
                ),
              )
            }
            disabled={disabled}
          />
        </div>
      ))}
    </div>
  );
  if (words.length === 0)
    return (
      <fieldset className="min-w-0">
        <legend className="py-1 leading-5 text-dim">{label}</legend>
        {boxes}
      </fieldset>
    );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Select
        label={label}
        help={help}
        value={border ? own : String(value)}
        options={[
          ...words.map((word) => ({ value: word, label: optionLabel(word) })),
          { value: own, label: t('form.ownPadding') },
        ]}
        onChange={(chosen) => onChange(chosen === own ? emptyBorder : chosen)}
        disabled={disabled}
      />
      {boxes}
    </div>
  );
}

const emptyBorder = [
  [1, 1],
  [1, 1],
];
function borderOf(value: unknown): readonly (readonly number[])[] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const pairs = value.flatMap((pair) => {
    const numbers = numbersOf(pair, 2);
    return numbers ? [numbers] : [];
  });
  return pairs.length === 2 ? pairs : null;
}

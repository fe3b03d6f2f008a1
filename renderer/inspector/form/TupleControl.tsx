/** A few numbers such as [height, width]: a box each, linked while they are equal; "3x5" typed into one fills all. */
import { Link2, Unlink2 } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { controlLook, describedBy, Field } from '../../ui/Field.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { parseNumber, stepped } from '../../ui/numbers.ts';
import { useDraft } from '../../ui/useDraft.ts';
import { refusalText } from './refusals.ts';
import { numbersOf, parseTuple } from './text.ts';
import type { ControlOf, ControlProps } from './types.ts';

type Tuple = ControlOf<'tuple'>;

export function TupleControl({
  field,
  label,
  help,
  value,
  onChange,
  disabled,
  control,
}: ControlProps & { readonly control: Tuple }) {
  const { t } = useTranslation('inspector');
  const id = useId();
  const { length } = control;
  const values = numbersOf(value, length) ?? numbersOf(field.default, length) ?? [];
  const equal = values.every((number) => number === values[0]);
  const [chosen, setChosen] = useState<boolean | null>(null);
  // Numbers that differ cannot be linked, whatever was chosen before.
  const linked = equal && (chosen ?? true);
  const [error, setError] = useState<string | null>(null);
  const part = (place: number) =>
    length === 2
      ? t(place === 0 ? 'form.height' : 'form.width')
      : t('form.place', { number: place + 1 });
  const put = (place: number, number: number) =>
    onChange(values.map((old, i) => (linked || i === place ? number : old)));
  const take = (place: number, text: string): string | null => {
    const parsed = parseTuple(text, length, control);
    if (!parsed.ok) return refusalText(parsed.refusal, control);
    const [first = 0, ...more] = parsed.values;
    if (more.length === 0) put(place, first);
    else onChange(parsed.values);
    return null;
  };
  const toggle = () => {
    const [first = 0] = values;
    setChosen(!linked);
    if (!equal) onChange(values.map(() => first));
  };
  return (
    <Field id={`${id}0`} label={label} help={help} error={error} wide>
      <div className="flex items-center gap-1">
        {values.map((number, place) => (
          <Box
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what it is.
            key={place}
            id={`${id}${place}`}
            name={t('form.part', { title: label, part: part(place) })}
            number={number}
            control={control}
            disabled={disabled}
            describedBy={describedBy(`${id}0`, help, error)}
            take={(text) => take(place, text)}
            put={(next) => put(place, next)}
            onError={setError}
          />
        ))}
        <IconButton
          icon={linked ? Link2 : Unlink2}
          size="small"
          label={t(linked ? 'form.linked' : 'form.unlinked')}
          aria-pressed={linked}
          disabled={disabled}
          className="w-5 shrink-0"
          onClick={toggle}
        />
      </div>
    </Field>
  );
}

function Box({
  id,
  name,
  number,
  control,
  disabled,
  describedBy,
  take,
  put,
  onError,
}: {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly control: Tuple;
  readonly disabled: boolean;
  readonly describedBy: string | undefined;
  readonly take: (text: string) => string | null;
  readonly put: (number: number) => void;
  readonly onError: (error: string | null) => void;
}) {
  const draft = useDraft(String(number), (text) => {
    const refusal = take(text);
    onError(refusal);
    return refusal;
  });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (event.key === 'Escape') onError(null);
    if (direction === 0) return draft.onKeyDown(event);
    event.preventDefault();
    const from = parseNumber(draft.text) ?? number;
    const next = stepped(from, direction * (event.shiftKey ? 10 : 1), 1, control);
    draft.restore();
    onError(null);
    if (next !== number) put(next);
  };
  return (
    <input
      id={id}
      type="text"
      role="spinbutton"
      inputMode="numeric"
      autoComplete="off"
      spellCheck={false}
      aria-label={name}
      aria-valuenow={number}
      aria-valuemin={control.minimum}
      aria-valuemax={control.maximum}
      aria-invalid={draft.error !== null || undefined}
      aria-describedby={describedBy}
      disabled={disabled}
      value={draft.text}
      className={`${controlLook} font-mono text-xs tabular-nums`}
      onChange={(event) => {
        onError(null);
        draft.change(event.target.value);
      }}
      onFocus={(event) => event.target.select()}
      onKeyDown={onKeyDown}
      onBlur={draft.onBlur}
    />
  );
}

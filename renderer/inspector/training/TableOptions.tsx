/** Options of a table: which column is learned and as what, which are left out, and how numbers are scaled. */
import { useTranslation } from 'react-i18next';
import { setDataOption } from '../../commands/training.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { withCurrent } from '../form/values.ts';
import { Note } from '../Section.tsx';
import { type OptionsProps, TargetKind } from './TargetKind.tsx';

type TableProps = OptionsProps & { readonly columns: readonly string[] };
const automatic = ' auto';
const delimiters = [',', ';', '\t', '|'] as const;
const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;
/** More columns than this are not listed one by one. */
const mostListed = 200;

const namesOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

export function TableOptions({ options, disabled, columns }: TableProps) {
  const { t } = useTranslation('inspector');
  const delimiter = delimiters.find((sign) => sign === options.delimiter);
  return (
    <>
      <Target options={options} disabled={disabled} columns={columns} />
      <TargetKind options={options} disabled={disabled} />
      <Switch
        label={t('options.normalize')}
        help={t('options.normalizeHelp')}
        checked={options.normalize !== false}
        onChange={(normalize) => setDataOption('normalize', normalize ? undefined : false)}
        disabled={disabled}
      />
      <Select
        label={t('options.delimiter')}
        help={t('options.delimiterHelp')}
        value={delimiter ?? automatic}
        options={[
          { value: automatic, label: t('options.found') },
          ...delimiters.map((sign) => ({
            value: sign,
            label: t(`options.delimiters.${delimiterNames[sign]}`),
          })),
        ]}
        onChange={(sign) => setDataOption('delimiter', sign === automatic ? undefined : sign)}
        disabled={disabled}
      />
      {columns.length > 0 && <Columns options={options} disabled={disabled} columns={columns} />}
    </>
  );
}

/** Chosen from the columns; typed while the table could not be read. */
function Target({ options, disabled, columns }: TableProps) {
  const { t } = useTranslation('inspector');
  const target = typeof options.target === 'string' ? options.target : null;
  const set = (name: string) => setDataOption('target', name === '' ? undefined : name);
  if (columns.length === 0)
    return (
      <TextField
        label={t('options.targetColumn')}
        help={t('options.targetColumnHelp')}
        placeholder={t('options.lastColumn')}
        value={target ?? ''}
        onCommit={(name) => set(name.trim())}
        disabled={disabled}
      />
    );
  const last = columns.at(-1) ?? '';
  return (
    <Select
      label={t('options.targetColumn')}
      help={t('options.targetColumnHelp')}
      value={target ?? last}
      options={withCurrent(columns, target ?? last).map((name) => ({ value: name, label: name }))}
      onChange={(name) => set(name === last ? '' : name)}
      disabled={disabled}
    />
  );
}

/** A tick for each column that is learned from, and one that makes its numbers categories. */
function Columns({ options, disabled, columns }: TableProps) {
  const { t } = useTranslation('inspector');
  const ignored = namesOf(options.ignore);
  const categorical = namesOf(options.categorical);
  const target = options.target ?? columns.at(-1);
  const features = columns.filter((name) => name !== target);
  const used = features.filter((name) => !ignored.includes(name)).length;
  const put = (key: 'ignore' | 'categorical', names: readonly string[]) =>
    setDataOption(key, names.length === 0 ? undefined : names);
  const toggled = (names: readonly string[], name: string, on: boolean) =>
    on ? [...names, name] : names.filter((other) => other !== name);
  return (
    <Disclosure
      label={t('options.columns')}
      summary={
        <span className="font-mono text-xs text-faint">
          {t('options.columnsUsed', { used, of: features.length })}
        </span>
      }
    >
      <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto py-1 pl-1">
        {features.slice(0, mostListed).map((name) => {
          const isUsed = !ignored.includes(name);
          return (
            <li key={name} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2">
              <Checkbox
                label={<span className="wrap-break-word">{name}</span>}
                checked={isUsed}
                onChange={(on) => put('ignore', toggled(ignored, name, !on))}
                disabled={disabled}
              />
              {isUsed && (
                <Checkbox
                  label={
                    <span className="text-xs text-dim">
                      <span className="sr-only">{name}: </span>
                      {t('options.category')}
                    </span>
                  }
                  checked={categorical.includes(name)}
                  onChange={(on) => put('categorical', toggled(categorical, name, on))}
                  disabled={disabled}
                />
              )}
            </li>
          );
        })}
      </ul>
      {features.length > mostListed && (
        <Note>{t('options.firstColumns', { count: mostListed })}</Note>
      )}
    </Disclosure>
  );
}

/** The options of the data's reader: sizes of built-in sets, the target of a table, the size of pictures, names of arrays. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataSummary, Project } from '../../../engine/index.ts';
import { setDataOption } from '../../commands/training.ts';
import { useDocument } from '../../store/document.ts';
import { useNetwork } from '../../store/network.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { refusalText } from '../form/refusals.ts';
import { numbersOf, parseTuple, sizesText } from '../form/text.ts';
import { useReadOnly } from '../readOnly.ts';
import { dataKind } from './dataKind.ts';
import { TableOptions } from './TableOptions.tsx';
import { type OptionsProps, TargetKind } from './TargetKind.tsx';

type Source = NonNullable<Project['data']['source']>;

export function DataOptions({
  source,
  data,
}: {
  readonly source: Source;
  readonly data: DataSummary | null;
}) {
  const { t } = useTranslation('inspector');
  const options = useDocument((state) => state.project.data.options);
  const failure = useNetwork((state) => state.dataFailure);
  const disabled = useReadOnly();
  const kind = dataKind(source, data, failure);
  const columns = useLastColumns(source, data);
  if (kind === 'other') return null;
  const common = { options, disabled };
  const given = Object.keys(options).length > 0;
  const form = (
    <div className="flex flex-col gap-1 pb-1">
      {kind === 'builtin' && <BuiltinOptions {...common} source={String(source)} />}
      {kind === 'table' && <TableOptions {...common} columns={columns} />}
      {kind === 'pictures' && <PictureOptions {...common} />}
      {kind === 'arrays' && <ArrayOptions {...common} />}
    </div>
  );
  // What a table learns has to be looked at; the rest can wait.
  if (kind === 'table') return <div className="mt-2">{form}</div>;
  return (
    <Disclosure label={t('options.title')} defaultOpen={given || failure !== null}>
      {form}
    </Disclosure>
  );
}

const none: readonly string[] = [];
/** A table that can no longer be read as it was asked for still has the columns that it had. */
function useLastColumns(source: Source, data: DataSummary | null): readonly string[] {
  const key = JSON.stringify(source);
  const last = useRef({ key, columns: none });
  if (data) last.current = { key, columns: data.columns };
  return last.current.key === key ? last.current.columns : none;
}

function BuiltinOptions({ options, disabled, source }: OptionsProps & { readonly source: string }) {
  const { t } = useTranslation('inspector');
  const known = useNetwork((state) =>
    state.catalogue?.datasets.find((set) => set.source === source),
  );
  const fields = [
    ['train', known?.samples.training ?? 1000, 1, 1_000_000],
    ['test', known?.samples.test ?? 1000, 1, 1_000_000],
    ['seed', 1, 0, 0xffffffff],
  ] as const;
  return fields.map(([key, byDefault, minimum, maximum]) => (
    <NumberField
      key={key}
      label={t(`options.${key}`)}
      help={t(`options.${key}Help`)}
      integer
      minimum={minimum}
      maximum={maximum}
      step={key === 'seed' ? 1 : 100}
      value={typeof options[key] === 'number' ? options[key] : byDefault}
      onCommit={(value) => setDataOption(key, value === byDefault ? undefined : value)}
      disabled={disabled}
    />
  ));
}

const automatic = 'auto';

function PictureOptions({ options, disabled }: OptionsProps) {
  const { t } = useTranslation('inspector');
  const bounds = { integer: true, minimum: 1, maximum: 4096 };
  const size = numbersOf(options.size, 2);
  const channels = options.channels === 1 || options.channels === 3 ? options.channels : null;
  return (
    <>
      <TextField
        label={t('options.size')}
        help={t('options.sizeHelp')}
        monospace
        placeholder={t('options.sizeKept')}
        value={size ? sizesText(size) : ''}
        validate={(text) => {
          const parsed = text.trim() === '' ? null : parseTuple(text, 2, bounds);
          return parsed && !parsed.ok
            ? refusalText(parsed.refusal, { ...bounds, length: 2 })
            : null;
        }}
        onCommit={(text) => {
          const parsed = parseTuple(text, 2, bounds);
          if (!parsed.ok) return void setDataOption('size', undefined);
          const [height = 1, width = height] = parsed.values;
          setDataOption('size', [height, width]);
        }}
        disabled={disabled}
      />
      <Select
        label={t('options.channels')}
        help={t('options.channelsHelp')}
        value={channels === null ? automatic : String(channels)}
        options={[
          { value: automatic, label: t('options.channelsAuto') },
          { value: '1', label: t('options.grey') },
          { value: '3', label: t('options.colour') },
        ]}
        onChange={(chosen) =>
          setDataOption('channels', chosen === automatic ? undefined : Number(chosen))
        }
        disabled={disabled}
      />
    </>
  );
}

function ArrayOptions({ options, disabled }: OptionsProps) {
  const { t } = useTranslation('inspector');
  return (
    <>
      {(['features', 'target', 'testFeatures', 'testTarget'] as const).map((key) => (
        <TextField
          key={key}
          label={t(`options.${key}`)}
          help={t('options.arrayHelp')}
          monospace
          placeholder={t('options.found')}
          value={typeof options[key] === 'string' ? options[key] : ''}
          onCommit={(name) => setDataOption(key, name.trim() === '' ? undefined : name.trim())}
          disabled={disabled}
        />
      ))}
      <TargetKind options={options} disabled={disabled} />
    </>
  );
}

/** One of the catalogue's initializers or schedules, and the form that it has of its own. */
import type { ChoiceSummary } from '../../../engine/index.ts';
import { choiceName, typeSummary } from '../../i18n/layerNames.ts';
import { useNetwork } from '../../store/network.ts';
import { Select } from '../../ui/Select.tsx';
import type { ControlProps, Params } from './types.ts';

interface Chosen {
  readonly type: string | null;
  readonly params: Params;
}
/** Documents keep an initializer's params beside its type, a schedule's below `params`. */
function read(kind: 'initializer' | 'schedule', value: unknown): Chosen {
  const { type, ...rest } = (value ?? {}) as { type?: string; params?: Params };
  return { type: type ?? null, params: kind === 'schedule' ? (rest.params ?? {}) : rest };
}
const written = (kind: 'initializer' | 'schedule', type: string, params: Params): object =>
  kind === 'schedule' ? { type, params } : { type, ...params };

/** Another name in brackets, such as Xavier, goes to the line below: the control is narrow. */
function named(kind: 'initializer' | 'schedule', choice: ChoiceSummary) {
  const name = choiceName(kind, choice);
  const [, label = name, also, rest = ''] = /^(.*?) ?\((.*?)\)(.*)$/.exec(name) ?? [];
  const summary = typeSummary(kind, choice);
  return { label: label + rest, description: also ? `${also}. ${summary}` : summary };
}

export function ChosenControl({
  kind,
  types,
  label,
  help,
  value,
  onChange,
  disabled,
  renderForm,
}: ControlProps & {
  readonly kind: 'initializer' | 'schedule';
  /** Null offers all. */
  readonly types: readonly string[] | null;
}) {
  const all = useNetwork((state) => state.catalogue?.[`${kind}s`]) ?? [];
  const { type, params } = read(kind, value);
  const offered = all.filter((choice) => types?.includes(choice.type) ?? true);
  const known = offered.find((choice) => choice.type === type);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Select
        label={label}
        help={help}
        value={type}
        options={[
          ...offered.map((choice) => ({ value: choice.type, ...named(kind, choice) })),
          ...(known || type === null ? [] : [{ value: type, label: type }]),
        ]}
        onChange={(chosen) => onChange(written(kind, chosen, {}))}
        disabled={disabled}
      />
      {known && known.form.length > 0 && (
        <div className="border-l border-line pl-4">
          {renderForm({
            kind,
            type: known.type,
            form: known.form,
            params,
            onChange: (key, next) => {
              const { [key]: _, ...rest } = params;
              onChange(
                written(kind, known.type, next === undefined ? rest : { ...rest, [key]: next }),
              );
            },
            disabled,
          })}
        </div>
      )}
    </div>
  );
}

/** Whether a target holds class numbers or measurements. */
import { useTranslation } from 'react-i18next';
import { setDataOption } from '../../commands/training.ts';
import { Select } from '../../ui/Select.tsx';

/** What every form of data options gets. */
export interface OptionsProps {
  readonly options: Readonly<Record<string, unknown>>;
  readonly disabled: boolean;
}
const automatic = 'auto';

/** Found out unless given. */
export function TargetKind({ options, disabled }: OptionsProps) {
  const { t } = useTranslation('inspector');
  const given = options.targetKind;
  return (
    <Select
      label={t('options.targetKind')}
      help={t('options.targetKindHelp')}
      value={given === 'classes' || given === 'regression' ? given : automatic}
      options={([automatic, 'classes', 'regression'] as const).map((kind) => ({
        value: kind,
        label: t(`options.kind.${kind}`),
      }))}
      onChange={(kind) => setDataOption('targetKind', kind === automatic ? undefined : kind)}
      disabled={disabled}
    />
  );
}

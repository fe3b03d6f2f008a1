/** Settings of a format of whole networks: how pictures lie, how exact numbers are, what becomes of batch norm. */
import { useTranslation } from 'react-i18next';
import type { ExportChoice } from '../../../engine/index.ts';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Switch } from '../../ui/Switch.tsx';

export type ModelOptions = Pick<ExportChoice, 'layout' | 'foldBatchNorm' | 'precision'>;
export const usualOptions: ModelOptions = {
  layout: 'nchw',
  foldBatchNorm: false,
  precision: 'f32',
};

export function FormatOptions({
  options,
  normalizes,
  onChange,
}: {
  readonly options: ModelOptions;
  /** The network has batch normalizations. */
  readonly normalizes: boolean;
  readonly onChange: (options: ModelOptions) => void;
}) {
  const { t } = useTranslation('project');
  return (
    <>
      <SegmentedControl
        label={t('export.layout')}
        help={t('export.layoutHelp')}
        value={options.layout}
        segments={[
          { value: 'nchw', label: t('export.nchw') },
          { value: 'nhwc', label: t('export.nhwc') },
        ]}
        onChange={(layout) => onChange({ ...options, layout })}
      />
      <SegmentedControl
        label={t('export.precision')}
        help={t('export.precisionHelp')}
        value={options.precision}
        segments={[
          { value: 'f32', label: t('export.f32') },
          { value: 'f16', label: t('export.f16') },
        ]}
        onChange={(precision) => onChange({ ...options, precision })}
      />
      {normalizes && (
        <Switch
          label={t('export.fold')}
          help={t('export.foldHelp')}
          checked={options.foldBatchNorm}
          onChange={(foldBatchNorm) => onChange({ ...options, foldBatchNorm })}
        />
      )}
    </>
  );
}

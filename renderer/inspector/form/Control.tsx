/** A form field and its value in, the control of its kind out. */
import { optionLabel } from '../../i18n/layerNames.ts';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ChosenControl } from './ChosenControl.tsx';
import { DataFieldControl } from './DataFieldControl.tsx';
import { PaddingControl } from './PaddingControl.tsx';
import { RegularizerControl } from './RegularizerControl.tsx';
import { SizesControl } from './SizesControl.tsx';
import { stepOf } from './steps.ts';
import { TupleControl } from './TupleControl.tsx';
import type { ControlProps } from './types.ts';
import { withCurrent } from './values.ts';

export function Control(props: ControlProps) {
  const { field, label, help, value, onChange, disabled } = props;
  const { control } = field;
  const common = { label, help, disabled };
  switch (control.kind) {
    case 'number': {
      const isNumber = typeof value === 'number';
      return (
        <NumberField
          {...common}
          {...control}
          value={isNumber ? value : null}
          placeholder={isNumber ? undefined : String(value ?? '')}
          step={stepOf(control)}
          onCommit={onChange}
        />
      );
    }
    case 'boolean':
      return <Switch {...common} checked={value === true} onChange={onChange} />;
    case 'text':
      return (
        <TextField
          {...common}
          value={String(value ?? '')}
          maximumLength={control.maximumLength}
          onCommit={onChange}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          value={String(value)}
          options={withCurrent(control.options, String(value)).map((option) => ({
            value: option,
            label: optionLabel(option),
          }))}
          onChange={onChange}
        />
      );
    case 'tuple':
      return <TupleControl {...props} control={control} />;
    case 'sizes':
      return <SizesControl {...props} control={control} />;
    case 'padding':
      return <PaddingControl {...props} control={control} />;
    case 'initializer':
      return <ChosenControl {...props} kind="initializer" types={null} />;
    case 'regularizer':
      return <RegularizerControl {...props} control={control} />;
    case 'schedule':
      return <ChosenControl {...props} kind="schedule" types={control.types} />;
    case 'field':
      return <DataFieldControl {...props} role={control.role} />;
    default:
      return control satisfies never;
  }
}

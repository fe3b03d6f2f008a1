/** What forms and the controls in them are given. */
import type { ReactNode } from 'react';
import type { FormField, Issue } from '../../../engine/index.ts';
import type { Registry } from '../../i18n/layerNames.ts';

export type Params = Readonly<Record<string, unknown>>;
export interface ParameterFormProps {
  readonly kind: Registry;
  readonly type: string;
  readonly form: readonly FormField[];
  /** All fields of the type, where `form` is a part of them: what applies may depend on any. */
  readonly whole?: readonly FormField[] | undefined;
  readonly params: Params;
  /** Undefined takes the parameter back to its default. */
  readonly onChange: (key: string, value: unknown) => void;
  readonly issues?: readonly Issue[] | undefined;
  readonly disabled?: boolean | undefined;
}
export interface ControlProps {
  readonly field: FormField;
  readonly label: string;
  readonly help: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly disabled: boolean;
  /** For what is chosen and has settings of its own. */
  readonly renderForm: (props: ParameterFormProps) => ReactNode;
}
export type ControlOf<K extends FormField['control']['kind']> = Extract<
  FormField['control'],
  { readonly kind: K }
>;

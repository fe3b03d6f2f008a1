/** A form field and the params of a document in; the value that holds, and whether the field means anything, out. */
import type { FormField } from '../../../engine/index.ts';
import { equal } from '../../store/equal.ts';
import type { Params } from './types.ts';

/** The document's own value, else the default. */
export const valueFor = (field: FormField, params: Params): unknown =>
  Object.hasOwn(params, field.key) ? params[field.key] : field.default;

/** Whether the document says something else than the default. */
export const differs = (field: FormField, params: Params): boolean =>
  Object.hasOwn(params, field.key) && !equal(params[field.key], field.default);

/** Whether the field means something with the other settings as they are. */
export function applies(field: FormField, form: readonly FormField[], params: Params): boolean {
  const { appliesWhen } = field;
  const other = form.find(({ key }) => key === appliesWhen?.key);
  if (!appliesWhen || !other) return true;
  return appliesWhen.values.some((value) => equal(value, valueFor(other, params)));
}

/** A value of a newer version, or a broken one, is shown too. */
export const withCurrent = (options: readonly string[], current: string): readonly string[] =>
  options.includes(current) ? options : [...options, current];

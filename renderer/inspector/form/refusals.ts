/** Why a text was not taken in, one sentence out. */
import i18next from 'i18next';
import type { NumberBounds } from '../../ui/numbers.ts';
import type { Parsed } from './text.ts';

type Refusal = Extract<Parsed, { ok: false }>['refusal'];

/** Numbers have their sentences in the area of the shell. */
export function refusalText(
  refusal: Refusal,
  bounds: NumberBounds & { readonly length?: number; readonly maximumLength?: number | undefined },
): string {
  const values = {
    minimum: bounds.minimum,
    maximum: bounds.maximum,
    count: bounds.length ?? bounds.maximumLength,
  };
  switch (refusal) {
    case 'not-sizes':
      return i18next.t(
        bounds.length === undefined ? 'inspector:form.notSizes' : 'inspector:form.notTuple',
        values,
      );
    case 'too-many':
      return i18next.t('inspector:form.tooMany', values);
    case 'one-rest':
      return i18next.t('inspector:form.oneRest');
    case 'not-a-number':
    case 'not-whole':
    case 'too-small':
    case 'too-large':
    case 'not-above':
    case 'not-below':
      return i18next.t(`app:number.${refusal}`, values);
    default:
      return refusal satisfies never;
  }
}

/** A failure in, one sentence in the language of the window out. */
import i18next from 'i18next';
import type { Failure } from '../../engine/index.ts';
import { errors as chinese } from './zh/errors.ts';

/** English as it came; Chinese by its code, with the place before it, or the English where the code is not known. */
export function sentenceOf({
  code,
  sentence,
  place,
}: Omit<Failure, 'place'> & { place?: string | undefined }): string {
  if (!i18next.language?.startsWith('zh') || !Object.hasOwn(chinese, code)) return sentence;
  return `${place ? `${place}：` : ''}${chinese[code]}。`;
}

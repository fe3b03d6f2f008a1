/** A failure, or what a reader of data decided, in; one sentence in the language of the window out. */
import i18next from 'i18next';
import type { DataNote, Failure } from '../../engine/index.ts';
import { dataNoteSentence } from '../../engine/vocabulary.ts';
import { dataNotes } from './zh/dataNotes.ts';
import { errors as chinese } from './zh/errors.ts';

const isChinese = (): boolean => i18next.language?.startsWith('zh') ?? false;

/** English as it came; Chinese by its code, with the place before it, or the English where the code is not known. */
export function sentenceOf({
  code,
  sentence,
  place,
}: Omit<Failure, 'place'> & { place?: string | undefined }): string {
  if (!isChinese() || !Object.hasOwn(chinese, code)) return sentence;
  return `${place ? `${place}：` : ''}${chinese[code]}。`;
}

export function noteSentence(note: DataNote): string {
  return isChinese() ? dataNoteSentence(note, dataNotes) : dataNoteSentence(note);
}

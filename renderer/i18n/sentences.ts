/** What the engine says of failures, data and the machine in; the same in the language of the window out. */
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
  if (!isChinese() || !Object.hasOwn(chinese, code)) return withoutMounts(sentence);
  return `${place ? `${withoutMounts(place)}：` : ''}${chinese[code]}。`;
}

/** A file that was dropped lies in a folder made for it, which nobody has seen. */
const withoutMounts = (text: string): string => text.replace(/weights-[0-9a-f-]{36}\//g, '');

export function noteSentence(note: DataNote): string {
  return isChinese() ? dataNoteSentence(note, dataNotes) : dataNoteSentence(note);
}

const instructions: Readonly<Record<string, string>> = {
  '128-bit': '128 位',
  'relaxed FMA': '宽松乘加',
  threads: '多线程',
};
/** What the engine computes with, as it names it: `128-bit, relaxed FMA, threads`. */
export function instructionsText(instructionSet: string): string {
  if (!isChinese()) return instructionSet;
  return instructionSet
    .split(', ')
    .map((one) => instructions[one] ?? one)
    .join('，');
}

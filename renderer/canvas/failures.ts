/** A failure of the graph service in, one sentence in the current language out. */
import i18next from 'i18next';
import type { Failure } from '../../engine/index.ts';

/** Codes that nobody translated are said as the service said them. */
export function failureSentence({ code, sentence }: Failure): string {
  return i18next.t(`canvas:failure.${code}`, { defaultValue: sentence });
}

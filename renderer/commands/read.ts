/** A draft in, plain values that say the same out: reading a thousand nodes through a draft would cost a proxy for each. */
import { current, type Draft, isDraft } from 'immer';

/** As it is now, what the recipe has changed so far included; change the draft, never this. */
export const read = <T extends object>(draft: T): T =>
  isDraft(draft) ? (current(draft as Draft<T>) as T) : draft;

/** Takes the items out of a draft's list, in runs from the end, so that what stays need not be written again. */
export function takeOut<T extends object>(draft: T[], is: (item: T) => boolean): void {
  const items = read(draft);
  for (let end = items.length; end > 0; ) {
    let start = end;
    while (start > 0 && is(items[start - 1] as T)) start--;
    if (start < end) draft.splice(start, end - start);
    end = Math.min(start, end - 1);
  }
}

/** A value in, the text being typed for it out: committed by Enter or leaving, given back by Escape. */
import { type KeyboardEvent, useRef, useState } from 'react';

export interface Draft {
  readonly text: string;
  readonly error: string | null;
  readonly change: (text: string) => void;
  /** Says whether the text was taken. */
  readonly commit: () => boolean;
  readonly restore: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  readonly onBlur: () => void;
}

/** `take` commits a changed text, or returns the sentence that refuses it; then the text stays to be mended. */
export function useDraft(value: string, take: (text: string) => string | null): Draft {
  const [draft, setDraft] = useState<{ readonly of: string; readonly text: string } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const escaped = useRef(false);
  // Undo, or another edit, changed the value meanwhile: what was typed for the old one is over.
  const current = draft && draft.of === value ? draft : null;
  const text = current?.text ?? value;
  const shownError = current ? error : null;
  const change = (next: string) => {
    setDraft({ of: value, text: next });
    setError(null);
  };
  const restore = () => {
    setDraft(null);
    setError(null);
  };
  const commit = () => {
    if (!current || current.text === value) {
      restore();
      return true;
    }
    const refusal = take(current.text);
    if (refusal === null) restore();
    else setError(refusal);
    return refusal === null;
  };
  return {
    text,
    error: shownError,
    change,
    commit,
    restore,
    onKeyDown: (event) => {
      if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
        if (event.currentTarget instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey)
          return;
        commit();
      } else if (event.key === 'Escape' && current) {
        // The first Escape gives the value back, the next leaves whatever surrounds the field.
        event.stopPropagation();
        escaped.current = true;
        restore();
      }
    },
    onBlur: () => {
      if (!escaped.current) commit();
      escaped.current = false;
    },
  };
}

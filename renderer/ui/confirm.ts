/** A question with its answers in, a promise of the chosen one out; asked by `<Confirmations/>`, one at a time. */
import { create } from 'zustand';
import type { ButtonKind } from './Button.tsx';

export interface Choice<C extends string> {
  readonly value: C;
  readonly label: string;
  readonly kind?: ButtonKind;
}
export interface Question<C extends string> {
  readonly title: string;
  readonly sentence: string;
  /** Facts below, one a line; shown as they are. */
  readonly details?: readonly string[] | undefined;
  /** In the order of the buttons; the last has the focus. */
  readonly choices: readonly Choice<C>[];
  /** What Escape means. */
  readonly cancel: C;
}
export interface Asked {
  readonly question: Question<string>;
  readonly answer: (choice: string) => void;
}

export const useQuestions = create<{ readonly asked: readonly Asked[] }>()(() => ({ asked: [] }));

export function confirm<C extends string>(question: Question<C>): Promise<C> {
  return new Promise((resolve) => {
    const entry: Asked = {
      question,
      answer: (choice) => {
        useQuestions.setState(({ asked }) => ({ asked: asked.filter((other) => other !== entry) }));
        resolve(choice as C);
      },
    };
    useQuestions.setState(({ asked }) => ({ asked: [...asked, entry] }));
  });
}

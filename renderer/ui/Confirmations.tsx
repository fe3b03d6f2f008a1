/** Shows the questions of `confirm()`, the oldest first. */
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef } from 'react';
import { Button } from './Button.tsx';
import { type Asked, useQuestions } from './confirm.ts';
import { backdropLook, dialogLook } from './Dialog.tsx';

export function Confirmations() {
  const asked = useQuestions((state) => state.asked[0]);
  const shown = useRef<Asked | undefined>(undefined);
  const main = useRef<HTMLButtonElement>(null);
  // What was asked stays readable while the dialog fades away.
  if (asked) shown.current = asked;
  const question = shown.current?.question;
  const last = (question?.choices.length ?? 0) - 1;
  return (
    <AlertDialog.Root
      open={asked !== undefined}
      onOpenChange={(open) => {
        if (!open && asked) asked.answer(asked.question.cancel);
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropLook} />
        <AlertDialog.Popup className={`w-110 ${dialogLook}`} initialFocus={main}>
          <div className="overflow-y-auto px-5 pt-4 pb-4">
            <AlertDialog.Title className="text-[1rem] leading-6 font-semibold tracking-normal text-text">
              {question?.title}
            </AlertDialog.Title>
            <AlertDialog.Description className="mt-1 text-dim">
              {question?.sentence}
            </AlertDialog.Description>
            {question?.details && question.details.length > 0 && (
              <ul className="mt-3 space-y-1 rounded-md border border-line bg-background p-3 font-mono text-xs wrap-break-word text-dim">
                {question.details.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
          </div>
          <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
            {question?.choices.map((choice, index) => (
              <Button
                key={choice.value}
                ref={index === last ? main : null}
                kind={choice.kind ?? 'normal'}
                action={`answer-${choice.value}`}
                onClick={() => asked?.answer(choice.value)}
              >
                {choice.label}
              </Button>
            ))}
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** Messages that pass by: kind and sentence in, shown by `<Toasts/>`; bad ones stay until they are read. */
import { create } from 'zustand';

export type ToastKind = 'good' | 'information' | 'warning' | 'bad';
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}
export interface Toast {
  readonly id: number;
  readonly kind: ToastKind;
  readonly sentence: string;
  readonly action: ToastAction | undefined;
}

export const useToasts = create<{ readonly toasts: readonly Toast[] }>()(() => ({ toasts: [] }));

let lastId = 0;
const most = 4;

/** The same sentence again replaces the one that is still there. Returns the way to take it away. */
export function notify(kind: ToastKind, sentence: string, action?: ToastAction): () => void {
  const id = ++lastId;
  useToasts.setState(({ toasts }) => ({
    toasts: [
      ...toasts.filter((toast) => toast.sentence !== sentence).slice(1 - most),
      { id, kind, sentence, action },
    ],
  }));
  return () => dismiss(id);
}
export function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

/** Long enough to read it; what went wrong, or can be answered, waits. */
export function lifetime({ kind, sentence, action }: Toast): number {
  if (kind === 'bad') return Number.POSITIVE_INFINITY;
  return (action ? 6_000 : 2_500) + 60 * sentence.length;
}

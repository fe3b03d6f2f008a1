/** A button of one of four kinds; its `action` is the `data-action` that is equal in every language. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentPropsWithRef } from 'react';
import { Spinner } from './Spinner.tsx';

export type ButtonKind = 'primary' | 'normal' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  readonly kind?: ButtonKind | undefined;
  readonly size?: 'small' | 'normal' | undefined;
  readonly icon?: LucideIcon | undefined;
  readonly action?: string | undefined;
  /** Shows a spinner in the icon's place; the width stays. */
  readonly busy?: boolean | undefined;
}

const kinds = {
  primary:
    'border-transparent bg-accent text-on-accent font-semibold hover:not-disabled:brightness-110 active:not-disabled:brightness-95',
  normal:
    'border-line bg-raised text-text hover:not-disabled:border-control active:not-disabled:bg-hover data-[popup-open]:bg-hover',
  quiet:
    'border-transparent bg-transparent text-dim hover:not-disabled:bg-hover hover:not-disabled:text-text data-[popup-open]:bg-hover data-[popup-open]:text-text aria-pressed:bg-hover aria-pressed:text-text',
  danger:
    'border-transparent bg-bad text-on-bad font-semibold hover:not-disabled:brightness-110 active:not-disabled:brightness-95',
} as const satisfies Record<ButtonKind, string>;
const sizes = {
  small: 'h-6 gap-1 px-2 text-xs',
  normal: 'h-7.5 gap-1.5 px-3',
} as const;

export function Button({
  kind = 'normal',
  size = 'normal',
  icon: Icon,
  action,
  busy = false,
  className = '',
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      data-action={action}
      aria-busy={busy || undefined}
      className={`inline-flex shrink-0 items-center justify-center rounded-md border whitespace-nowrap select-none transition-colors duration-100 disabled:opacity-45 ${kinds[kind]} ${sizes[size]} ${className}`}
    >
      {busy ? (
        <Spinner />
      ) : (
        Icon && <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      )}
      {children}
    </button>
  );
}

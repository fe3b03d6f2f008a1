/** What to see where there is nothing yet: one sentence, and the way to something. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export function EmptyState({
  icon: Icon,
  title,
  sentence,
  children,
}: {
  readonly icon?: LucideIcon;
  readonly title: string;
  readonly sentence?: string;
  /** Buttons. */
  readonly children?: ReactNode;
}) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1.5 p-6 text-center">
      {Icon && <Icon aria-hidden className="mb-1 size-6 text-faint" strokeWidth={1.5} />}
      <p className="font-semibold">{title}</p>
      {sentence && <p className="max-w-80 text-dim">{sentence}</p>}
      {children && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}

/** A heading that opens and closes what is below it. */
import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

export function Disclosure({
  label,
  defaultOpen = false,
  summary,
  children,
}: {
  readonly label: string;
  readonly defaultOpen?: boolean;
  /** At the right of the heading. */
  readonly summary?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Collapsible.Root defaultOpen={defaultOpen}>
      <Collapsible.Trigger className="group flex h-7 w-full items-center gap-1 rounded-md text-left text-xs font-semibold text-faint select-none hover:text-text">
        <ChevronRight
          aria-hidden
          className="size-3.5 shrink-0 transition-transform duration-100 group-data-panel-open:rotate-90"
        />
        <span className="min-w-0 flex-1 truncate">{label}</span>
        {summary}
      </Collapsible.Trigger>
      <Collapsible.Panel className="pt-1">{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}

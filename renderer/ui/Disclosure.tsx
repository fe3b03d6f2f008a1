/** A heading that opens and closes what is below it. */
import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';

export function Disclosure({
  label,
  defaultOpen = false,
  summary,
  children,
}: {
  readonly label: string;
  /** When it becomes true later, because something below needs attention, it opens then; it never closes by itself. */
  readonly defaultOpen?: boolean;
  /** At the right of the heading. */
  readonly summary?: ReactNode;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(defaultOpen);
  const [wanted, setWanted] = useState(defaultOpen);
  if (wanted !== defaultOpen) {
    setWanted(defaultOpen);
    if (defaultOpen) setOpen(true);
  }
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen}>
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

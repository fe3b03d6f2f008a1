/** Panels of which one is shown, behind a row of tabs. */
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface Tab<T extends string> {
  readonly value: T;
  readonly label: string;
  /** A number behind the label: of issues, say. */
  readonly badge?: ReactNode;
  readonly content: ReactNode;
}

export function Tabs<T extends string>({
  label,
  value,
  tabs,
  onChange,
  actions,
  className = '',
}: {
  /** Of the row of tabs. */
  readonly label: string;
  readonly value: T;
  readonly tabs: readonly Tab<T>[];
  readonly onChange: (value: T) => void;
  /** Controls at the end of the row. */
  readonly actions?: ReactNode;
  readonly className?: string;
}) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next: T) => onChange(next)}
      className={`flex min-h-0 flex-col ${className}`}
    >
      <div className="flex shrink-0 items-center border-b border-line">
        <Base.List aria-label={label} className="relative flex min-w-0 flex-1 gap-1 px-1.5">
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              className="flex h-8 items-center gap-1.5 rounded-t-md px-2.5 whitespace-nowrap text-dim select-none hover:text-text focus-visible:-outline-offset-2 data-active:text-text"
            >
              {tab.label}
              {tab.badge}
            </Base.Tab>
          ))}
          <Base.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-accent transition-[translate,width] duration-150" />
        </Base.List>
        {actions}
      </div>
      {tabs.map((tab) => (
        <Base.Panel
          key={tab.value}
          value={tab.value}
          className="min-h-0 flex-1 focus-visible:-outline-offset-2"
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}

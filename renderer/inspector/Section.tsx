/** A part of the inspector under its heading, and rows of a name with a value. */
import { type ReactNode, useId } from 'react';
import { Tooltip } from '../ui/Tooltip.tsx';

export function Section({
  title,
  actions,
  children,
}: {
  readonly title: string;
  /** At the right of the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="border-t border-line pt-2.5 pr-3 pb-3 pl-4">
      <div className="mb-1 flex min-h-6 items-center gap-2">
        <h3
          id={id}
          className="min-w-0 flex-1 text-[0.6875rem] font-semibold tracking-[0.4px] text-faint"
        >
          {title}
        </h3>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** A name and a value that cannot be changed, such as a cost. */
export function Fact({
  name,
  help,
  children,
}: {
  readonly name: string;
  readonly help?: string | undefined;
  readonly children: ReactNode;
}) {
  const term = <dt className="min-w-0 text-dim">{name}</dt>;
  return (
    <div className="flex min-h-6 items-baseline justify-between gap-3">
      {help ? (
        <Tooltip text={help} side="left">
          {term}
        </Tooltip>
      ) : (
        term
      )}
      <dd className="min-w-0 text-right font-mono text-xs wrap-break-word text-text">{children}</dd>
    </div>
  );
}

/** Something said about what is above, in small type. */
export function Note({ children }: { readonly children: ReactNode }) {
  return <p className="mt-1 text-xs leading-4.5 text-faint">{children}</p>;
}

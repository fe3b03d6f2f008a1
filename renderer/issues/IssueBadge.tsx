/** The mark on a node that has issues; it opens what they say and how to mend them. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../engine/index.ts';
import { useNode } from '../canvas/lookup.ts';
import { Popover } from '../ui/Popover.tsx';
import { Fixes, IssueSentence, SeverityIcon } from './IssueCard.tsx';
import { byGravity } from './sentences.ts';

const looks = {
  error: 'bg-bad text-on-bad',
  warning: 'bg-warning text-background',
  hint: 'border border-dashed border-control bg-raised text-dim',
} as const;

export function IssueBadge({
  node,
  issues,
  ghost = false,
}: {
  readonly node: string;
  readonly issues: readonly Issue[];
  /** They are only what an edit would bring. */
  readonly ghost?: boolean;
}) {
  const { t } = useTranslation('issues');
  const [open, setOpen] = useState(false);
  const label = useNode(node)?.label ?? node;
  const sorted = byGravity(issues);
  const worst = sorted[0]?.severity ?? 'hint';
  const look = `absolute -top-2 -right-2 z-1 flex size-[19px] items-center justify-center rounded-full text-[11px] leading-none font-bold ${looks[worst]}`;
  const sign = worst === 'hint' ? '…' : '!';
  if (ghost)
    return (
      <span aria-hidden className={`${look} opacity-70`}>
        {sign}
      </span>
    );
  return (
    <Popover
      label={t('badge', { count: issues.length, node: label })}
      open={open}
      onOpenChange={setOpen}
      side="bottom"
      align="start"
      className="w-96 p-3"
      trigger={
        <button
          type="button"
          tabIndex={-1}
          data-severity={worst}
          aria-label={t('badge', { count: issues.length, node: label })}
          className={`nodrag nopan ${look}`}
        >
          {sign}
        </button>
      }
    >
      <ul className="flex flex-col gap-3">
        {sorted.map((issue) => (
          <li
            key={`${issue.code} ${issue.port} ${issue.parameter} ${issue.edge}`}
            className="flex gap-2"
          >
            <SeverityIcon severity={issue.severity} />
            <div className="min-w-0">
              <p className="leading-5">
                <IssueSentence issue={issue} />
              </p>
              <Fixes issue={issue} onDone={() => setOpen(false)} />
            </div>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

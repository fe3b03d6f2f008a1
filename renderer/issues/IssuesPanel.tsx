/** All issues of the network in a list, the gravest first; a click goes to the place, buttons mend it. */
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../engine/index.ts';
import { focusCanvas } from '../canvas/camera.ts';
import { useNode } from '../canvas/lookup.ts';
import { useNetwork } from '../store/network.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { goToIssue } from './goTo.ts';
import { Fixes, IssueSentence, SeverityIcon } from './IssueCard.tsx';
import { byGravity } from './sentences.ts';

const none: readonly Issue[] = [];

export function IssuesPanel() {
  const { t } = useTranslation('issues');
  const issues = useNetwork(({ summary }) => summary?.issues ?? none);
  const known = useNetwork(({ summary }) => summary !== null);
  return (
    <section aria-label={t('title')} className="h-full overflow-y-auto">
      {issues.length === 0 ? (
        known ? (
          <EmptyState icon={CircleCheck} title={t('none')} sentence={t('noneSentence')} />
        ) : (
          <EmptyState title={t('checking')} />
        )
      ) : (
        <ul aria-label={t('title')} className="divide-y divide-line">
          {byGravity(issues).map((issue, index) => (
            <Row
              // Two issues may differ in their place in the document alone.
              // biome-ignore lint/suspicious/noArrayIndexKey: the order is theirs.
              key={`${issue.code} ${issue.node} ${issue.edge} ${issue.port} ${issue.parameter} ${index}`}
              issue={issue}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ issue }: { readonly issue: Issue }) {
  const { t } = useTranslation('issues');
  const label = useNode(issue.node ?? '')?.label;
  const place = label ?? (issue.parameter === undefined ? t('ofDocument') : t('ofTraining'));
  return (
    <li className="flex gap-2.5 px-4 py-2" data-issue={issue.code} data-severity={issue.severity}>
      <SeverityIcon severity={issue.severity} />
      <div className="min-w-0 flex-1">
        <button
          type="button"
          className="block w-full rounded-sm text-left leading-5 hover:underline"
          onClick={() => {
            if (goToIssue(issue)) focusCanvas();
          }}
        >
          <IssueSentence issue={issue} />
        </button>
        <Fixes issue={issue} />
      </div>
      <span className="max-w-40 shrink-0 truncate text-xs leading-5 text-faint" title={place}>
        {place}
      </span>
    </li>
  );
}

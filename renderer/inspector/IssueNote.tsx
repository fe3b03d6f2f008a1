/** One issue where it belongs: how grave it is, its sentence, and what mends it. */
import type { Issue } from '../../engine/index.ts';
import { Fixes, IssueSentence, SeverityIcon } from '../issues/IssueCard.tsx';

export function IssueNote({ issue }: { readonly issue: Issue }) {
  return (
    <div className="flex min-w-0 items-start gap-1.5 py-0.5" data-issue={issue.code}>
      <SeverityIcon severity={issue.severity} />
      <div className="min-w-0 flex-1 leading-5 wrap-break-word">
        <IssueSentence issue={issue} />
        <Fixes issue={issue} />
      </div>
    </div>
  );
}

/** Below each other; nothing where there are none. */
export function IssueNotes({ issues }: { readonly issues: readonly Issue[] }) {
  if (issues.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5">
      {issues.map((issue) => (
        <IssueNote key={keyOf(issue)} issue={issue} />
      ))}
    </div>
  );
}
const keyOf = ({ code, port, parameter, edge, values }: Issue): string =>
  JSON.stringify([code, port, parameter, edge, values]);

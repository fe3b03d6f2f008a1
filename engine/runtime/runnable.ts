/** The gate between drawing and running: a network with what keeps it from running is refused in one sentence. */
import { blockingIssues } from '../graph/infer/infer.ts';
import type { InferredNetwork } from '../graph/infer/types.ts';
import { issueSentence } from '../graph/issues/issue.ts';
import { NetloomError } from '../util/errors.ts';

/** To predict, a network may be without a loss, and whatever else only training needs. */
export type Purpose = 'train' | 'predict';

/** The network itself; throws `project-has-issues` at the node of the first that stands in the way. */
export function requireRunnable(
  network: InferredNetwork,
  purpose: Purpose = 'train',
): InferredNetwork {
  const errors = () => network.issues.filter(({ severity }) => severity === 'error');
  const [first, ...rest] = purpose === 'train' ? blockingIssues(network) : errors();
  if (!first) return network;
  const others =
    rest.length === 0 ? '' : ` (and ${rest.length} more: inspect the project to see them)`;
  throw new NetloomError('project-has-issues', `${issueSentence(first)}${others}`, first.node);
}

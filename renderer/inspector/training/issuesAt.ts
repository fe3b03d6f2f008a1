/** The issues of a network in; those of one part of the training settings out. */
import type { Issue } from '../../../engine/index.ts';

/** Those that no node and no wire shows. */
export const ofTraining = (issues: readonly Issue[]): readonly Issue[] =>
  issues.filter(({ node, edge }) => node === undefined && edge === undefined);

/** At the setting or below it: `metrics[1]`, `phases[0].objectives[0].optimizer`. */
export function issuesAt(issues: readonly Issue[], setting: string): readonly Issue[] {
  return issues.filter(
    ({ parameter }) =>
      parameter === setting ||
      parameter?.startsWith(`${setting}.`) ||
      parameter?.startsWith(`${setting}[`),
  );
}
/** At the setting itself. */
export const issuesOf = (issues: readonly Issue[], setting: string): readonly Issue[] =>
  issues.filter(({ parameter }) => parameter === setting);

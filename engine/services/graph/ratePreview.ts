/** An objective of the document and the steps of an epoch in; the learning rate over its phase out, as a short curve. */
import type { Project } from '../../graph/document/schema.ts';
import { optimizers, schedules } from '../../optim/index.ts';
import { objectivePlan } from '../../runtime/plan.ts';
import { NetloomError } from '../../util/errors.ts';
import type { RatePreview } from './types.ts';

/** Points of the curve: more than its picture has pixels to tell apart. */
const most = 121;

/**
 * Rates of the first to the last update, evenly spaced, exactly as the trainer will ask for them. Fails with
 * 'objective-missing', 'unknown-optimizer', 'unknown-schedule', and 'setting-invalid' where params cannot be used.
 */
export function ratePreview(
  { training }: Project,
  at: { readonly phase: number; readonly objective: number },
  stepsPerEpoch: number,
): RatePreview {
  const phase = training.phases[at.phase];
  const objective = phase?.objectives[at.objective];
  if (!phase || !objective)
    throw new NetloomError('objective-missing', 'Training has no such phase or objective.');
  check(optimizers, objective.optimizer);
  check(schedules, objective.schedule);
  const steps = Math.max(1, Math.floor(stepsPerEpoch));
  const updates = Math.ceil((phase.epochs * steps) / objective.every);
  const plan = objectivePlan(objective, steps, updates);
  const points = Math.min(updates, most);
  const indices = Array.from({ length: points }, (_, i) =>
    points === 1 ? 0 : Math.round((i * (updates - 1)) / (points - 1)),
  );
  return {
    updates: indices,
    rates: indices.map((update) => plan.rateAt(plan.learningRate, update)),
    total: updates,
  };
}

/** Types that nobody knows are refused by the plan itself. */
function check(
  registry: typeof optimizers | typeof schedules,
  choice: { readonly type: string; readonly params: unknown },
): void {
  const definition = registry.get(choice.type);
  const result = definition?.params.safeParse(choice.params);
  if (result?.success !== false) return;
  const reason = result.error.issues[0]?.message ?? 'not understood';
  const sentence = `The settings of "${choice.type}" cannot be used: ${reason}.`;
  throw new NetloomError('setting-invalid', sentence, choice.type);
}

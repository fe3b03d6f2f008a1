/** Decides when a run is saved, and saves it: its progress and every tensor of its state, if all of it is finite. */
import type { BestSoFar } from './best.ts';
import type { TrainerProgress } from './progress.ts';
import { allFinite, readState, stateNames } from './state.ts';
import type { TrainerInputs } from './trainerInputs.ts';

/** A pause is saved unless the newest save is younger than this: Step pressed in quick succession saves seldom. */
const leastPauseMilliseconds = 1000;

export class Saver {
  private readonly inputs: TrainerInputs;
  private last = { step: 0, at: 0 };
  private savedAt = Number.NEGATIVE_INFINITY;

  constructor(inputs: TrainerInputs) {
    this.inputs = inputs;
  }

  /** What a resume would begin with is there already. */
  begin(step: number): void {
    this.last = { step, at: this.inputs.now() };
  }
  isDue(step: number): boolean {
    const { save, saveEvery, now } = this.inputs;
    if (!save || step - this.last.step < saveEvery.steps) return false;
    return now() - this.last.at >= saveEvery.milliseconds;
  }
  isDueAtPause(step: number): boolean {
    return step !== this.last.step && this.inputs.now() - this.savedAt >= leastPauseMilliseconds;
  }

  /** No step may be under way. */
  async save(progress: TrainerProgress, best: BestSoFar): Promise<void> {
    const { save, session, network, now, onEvent } = this.inputs;
    if (!save) return;
    const tensors = new Map(readState(session, stateNames(network)));
    if (!allFinite(tensors)) return;
    for (const [name, values] of best.weights ?? []) tensors.set(`best:${name}`, values);
    const path = await this.attempt(() => save(structuredClone(progress), tensors));
    this.savedAt = now();
    this.last = { step: progress.step, at: this.savedAt };
    if (path !== null) onEvent({ kind: 'checkpoint', step: progress.step, path });
  }

  private async attempt(save: () => Promise<string>): Promise<string | null> {
    const { onSaveFailed } = this.inputs;
    try {
      return await save();
    } catch (error) {
      if (!onSaveFailed) throw error;
      onSaveFailed(error);
      return null;
    }
  }
}

/** Keeps the newest state of a session that was finite, and says when the session's is not. */
import type { Session } from '../backends/types.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import type { NonFinite } from './events.ts';
import type { TrainerProgress } from './progress.ts';
import { allFinite, readState, stateNames, writeState } from './state.ts';

export class Fallback {
  private readonly session: Session;
  private readonly network: LoweredNetwork;
  private kept: {
    readonly progress: TrainerProgress;
    readonly tensors: ReadonlyMap<string, Float32Array>;
  } | null = null;

  constructor(session: Session, network: LoweredNetwork) {
    this.session = session;
    this.network = network;
  }

  /** No step may be under way. */
  remember(progress: TrainerProgress): void {
    const tensors = readState(this.session, stateNames(this.network));
    if (allFinite(tensors)) this.kept = { progress: structuredClone(progress), tensors };
  }

  /** A step's loss and gradients may be finite and its update overflow all the same: the next step then shows it. */
  brokenWeight(progress: TrainerProgress): NonFinite | null {
    const { session, network } = this;
    const found = network.state.find(({ name }) => !allFinite(readState(session, [name])));
    if (!found) return null;
    return { step: progress.step, node: found.node, what: 'weight', name: found.exportName };
  }

  /** Writes the kept state over one that is not finite; its progress, or null where nothing had to be done. */
  recover(progress: TrainerProgress): TrainerProgress | null {
    if (!this.kept || !this.brokenWeight(progress)) return null;
    const { tensors } = this.kept;
    writeState(this.session, [...tensors.keys()], (name) => tensors.get(name));
    return structuredClone(this.kept.progress);
  }
}

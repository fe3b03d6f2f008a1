/** The training loop: batches in, updated state and events out; can be paused, stepped, stopped and resumed. */
import type { Executable, Session, StepResult } from '../backends/types.ts';
import type { Part } from '../data/types.ts';
import type { LoweredNetwork, LoweredProgram } from '../graph/lower/types.ts';
import { NetloomError } from '../util/errors.ts';
import { type BestSoFar, bestStart, considerBest } from './best.ts';
import { firstNonFinite } from './diagnose.ts';
import { type Evaluation, evaluatePart } from './evaluate.ts';
import type { EpochSummary, NonFinite, RunState, TrainEvent } from './events.ts';
import { batchIndices, fillSlot, scalarOutput } from './feeder.ts';
import { Gate } from './gate.ts';
import { epochOrder } from './order.ts';
import type { ObjectivePlan, TrainingPlan } from './plan.ts';
import { initialProgress, type TrainerProgress } from './progress.ts';
import { Rate } from './rate.ts';
import { allFinite, readState, stateNames, writeState } from './state.ts';
import { EpochTotals } from './totals.ts';

export interface TrainerInputs {
  readonly session: Session;
  readonly network: LoweredNetwork;
  readonly plan: TrainingPlan;
  readonly training: { readonly part: Part; readonly indices: Uint32Array };
  readonly validation: { readonly part: Part; readonly indices: Uint32Array } | null;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly onEvent: (event: TrainEvent) => void;
  /** Called between steps with everything a resume needs; may be slow. */
  readonly save?: (
    progress: TrainerProgress,
    tensors: ReadonlyMap<string, Float32Array>,
  ) => Promise<string>;
  /** Training goes on when `save` throws; without a listener it fails. */
  readonly onSaveFailed?: (error: unknown) => void;
  /** Steps between saves, and the least milliseconds between two of them. */
  readonly saveEvery: { readonly steps: number; readonly milliseconds: number };
  readonly hooks?: TrainerHooks;
}
/** A point between two batches; the state does not change until the hook is done with it. */
export interface Moment {
  /** Batches handed to the session. */
  readonly step: number;
  /** 'ready': the next batch follows at once, and should. */
  readonly doing: 'training' | 'waiting' | 'validating' | 'ready';
  /** While waiting: milliseconds for which nothing is computed, to keep the pace. */
  readonly slack: number;
  /** Waits for the steps under way: then state tensors can be read. */
  settle(): Promise<void>;
}
/** What a listener does beside training; none of it changes what is computed. */
export interface TrainerHooks {
  /** After each batch that is finite. */
  readonly onStep?: (step: number, loss: number) => void;
  /** Awaited between batches: what takes long here takes long in training. */
  readonly between?: (moment: Moment) => Promise<void>;
}
export interface TrainOutcome {
  readonly state: Extract<RunState, 'finished' | 'stopped' | 'failed'>;
  readonly history: readonly EpochSummary[];
  readonly steps: number;
  readonly seconds: number;
  readonly nonFinite: NonFinite | null;
}

/** One step handed to the session, with the progress to go back to if it turns out not finite. */
interface Attempt {
  readonly phase: number;
  readonly objective: number;
  readonly indices: Uint32Array;
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly before: { readonly batch: number; readonly updates: Record<string, number> };
}

/** A pause is saved unless the newest save is younger than this: Step pressed in quick succession saves seldom. */
const leastPauseSave = 1000;
const slowestPace = 60_000;
/** Work that the threads have before them at any time, where steps are short. */
const aheadMilliseconds = 40;

/** One run over one session. Construct, optionally `restore`, then `run` once. */
export class Trainer {
  private readonly inputs: TrainerInputs;
  private readonly gate: Gate;
  private readonly rate = new Rate();
  private readonly executables = new Map<LoweredProgram, Executable>();
  private progress: TrainerProgress = initialProgress();
  private best: BestSoFar = bestStart();
  private totals: EpochTotals;
  private pending: Promise<void>[] = [];
  private broken: Attempt | null = null;
  private lastFinite: {
    readonly progress: TrainerProgress;
    readonly tensors: ReadonlyMap<string, Float32Array>;
  } | null = null;
  private failure: unknown = null;
  private learningRate: number | null = null;
  private lastSave = { step: 0, at: 0 };
  private lastReport = 0;
  /** Moving average of a step's time on the compute threads. */
  private stepMilliseconds = 0;
  /** No step that changes the state is under way, nor will be before `passGate`. */
  private still = false;
  private state: 'fresh' | 'training' | 'ended' = 'fresh';
  /** To be done when no step is under way. */
  private quiet: (() => void)[] = [];

  constructor(inputs: TrainerInputs) {
    this.inputs = inputs;
    this.gate = new Gate((state) => inputs.onEvent({ kind: 'state', state }), inputs.now);
    this.totals = new EpochTotals(inputs.network.metrics);
  }

  /** Continues from a checkpoint of the same run: the next `run` is as if it had never stopped. */
  restore(progress: TrainerProgress, tensors: ReadonlyMap<string, Float32Array>): void {
    this.progress = structuredClone(progress);
    this.totals = new EpochTotals(this.inputs.network.metrics, progress.totals);
    this.learningRate = progress.learningRate;
    writeState(this.inputs.session, stateNames(this.inputs.network), (name) => tensors.get(name));
    const weights = new Map<string, Float32Array>();
    for (const [name, values] of tensors)
      if (name.startsWith('best:')) weights.set(name.slice(5), values);
    this.best = { ...progress.best, weights: weights.size > 0 ? weights : null };
  }

  pause(): void {
    this.gate.pause();
  }
  resume(): void {
    this.gate.resume();
  }
  /** One batch, then paused again. */
  step(): void {
    this.gate.step();
  }
  /** Finishes the step under way, saves, and ends the run. */
  stop(): void {
    this.gate.stop();
  }
  /** Least milliseconds between batches, 0 is full speed; pausing and stopping do not wait for it. */
  setPace(milliseconds: number): void {
    if (!(milliseconds >= 0) || milliseconds > slowestPace) {
      throw new NetloomError(
        'pace-invalid',
        `The time between batches must be between 0 and ${slowestPace} milliseconds.`,
      );
    }
    this.gate.setPace(milliseconds);
  }
  /** Calls `work`, which may read state tensors, when no step is under way: at once, or before the next batch. */
  whenQuiet<T>(work: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      };
      if (this.state !== 'training' || this.still) attempt();
      else this.quiet.push(attempt);
    });
  }
  /** A new base learning rate for every objective, from the next step on; schedules go on from it. */
  setLearningRate(rate: number): void {
    if (!(rate >= 0) || rate === Number.POSITIVE_INFINITY) {
      throw new NetloomError(
        'learning-rate-invalid',
        'The learning rate must be a number that is not negative.',
      );
    }
    this.learningRate = rate;
  }
  /** Weights of the best epoch, by state name, and its number; null before the end of the first epoch. */
  bestWeights(): {
    readonly epoch: number;
    readonly weights: ReadonlyMap<string, Float32Array>;
  } | null {
    const { weights, epoch } = this.best;
    return weights && { epoch, weights };
  }

  async run(): Promise<TrainOutcome> {
    try {
      this.state = 'training';
      return await this.train();
    } finally {
      this.state = 'ended';
      this.beQuiet();
    }
  }

  private async train(): Promise<TrainOutcome> {
    const started = this.inputs.now();
    this.lastSave = { step: this.progress.step, at: started };
    this.gate.begin();
    this.remember();
    let finished = false;
    try {
      finished = await this.epochs();
      await this.drain();
      if (!this.broken && !this.brokenWeight()) await this.save();
    } catch (error) {
      await Promise.allSettled(this.pending);
      this.gate.end('failed');
      throw error;
    }
    const nonFinite = this.broken ? await this.diagnose() : this.brokenWeight();
    if (nonFinite) {
      this.recover();
      await this.save();
    }
    const state = nonFinite ? 'failed' : finished ? 'finished' : 'stopped';
    this.gate.end(state);
    return {
      state,
      history: this.progress.history,
      steps: this.progress.step,
      seconds: (this.inputs.now() - started) / 1000,
      nonFinite,
    };
  }

  /** True when every epoch is done (or early stopping ended them). */
  private async epochs(): Promise<boolean> {
    const { plan, training } = this.inputs;
    const batches = Math.ceil(training.indices.length / plan.batchSize);
    for (; this.progress.phase < plan.phases.length; this.nextPhase()) {
      const phase = plan.phases[this.progress.phase] as TrainingPlan['phases'][number];
      for (; this.progress.epochOfPhase < phase.epochs; this.nextEpoch()) {
        if (!(await this.epoch(batches)) || !(await this.endEpoch())) return false;
        this.remember();
        if (this.progress.stoppedEarly) return true;
      }
    }
    return true;
  }

  private nextPhase(): void {
    this.progress.phase++;
    this.progress.epochOfPhase = 0;
  }
  private nextEpoch(): void {
    this.progress.epochOfPhase++;
    this.progress.epoch++;
    this.progress.batch = 0;
  }

  /** False when the run was stopped or broke before the epoch's end. */
  private async epoch(batches: number): Promise<boolean> {
    const { plan, training } = this.inputs;
    const order = epochOrder(training.indices, plan.seed, this.progress.epoch);
    this.rate.start(this.inputs.now());
    while (this.progress.batch < batches) {
      if (!(await this.passGate())) return false;
      await this.batch(batchIndices(order, this.progress.batch, plan.batchSize));
      this.progress.batch++;
      if (this.saveIsDue()) {
        await this.drain();
        if (!this.broken) await this.save();
      }
    }
    await this.drain();
    return this.broken === null;
  }

  /** Waits for the gate, and does what is to be done between batches; false when no batch may follow. */
  private async passGate(): Promise<boolean> {
    const { between } = this.inputs.hooks ?? {};
    const { slack } = this.gate;
    if (this.quiet.length > 0 || this.gate.waits || slack > 0) await this.drain();
    this.beQuiet();
    if (this.gate.waits && !this.broken) await this.rest();
    if (slack > 0) {
      this.still = true;
      await between?.(this.moment('waiting', slack));
    }
    if (this.broken || !(await this.gate.pass())) return false;
    this.still = false;
    await between?.(this.moment(slack > 0 || this.gate.stepping ? 'ready' : 'training', 0));
    return !this.broken;
  }
  private beQuiet(): void {
    for (const work of this.quiet.splice(0)) work();
  }

  /** Paused: nothing is under way, and what was done is saved. */
  private async rest(): Promise<void> {
    this.still = true;
    this.gate.rest();
    const { now } = this.inputs;
    if (this.progress.step === this.lastSave.step) return;
    if (now() - this.lastSave.at >= leastPauseSave) await this.save();
  }
  private moment(doing: Moment['doing'], slack: number): Moment {
    return { step: this.progress.step, doing, slack, settle: () => this.drain() };
  }

  /** So many steps are under way at once that the threads never wait and a pause takes effect soon. */
  private async keepClose(): Promise<void> {
    const ahead = Math.max(2, Math.ceil(aheadMilliseconds / Math.max(this.stepMilliseconds, 0.1)));
    await this.pending.at(-ahead);
  }

  private async batch(indices: Uint32Array): Promise<void> {
    const { plan, network, training, session } = this.inputs;
    const phase = plan.phases[this.progress.phase] as TrainingPlan['phases'][number];
    const before = { batch: this.progress.batch, updates: { ...this.progress.updates } };
    this.progress.step++;
    for (const [number, objective] of phase.objectives.entries()) {
      if (this.progress.step % objective.every !== 0) continue;
      const lowered = network.trainStep(this.progress.phase, number, indices.length);
      const executable = await this.executable(session, lowered);
      await this.keepClose();
      const slot = await executable.acquire();
      const scalars = this.scalars(objective, `${this.progress.phase}.${number}`);
      const step = this.progress.step;
      await fillSlot(slot, lowered, training.part, indices, { seed: plan.seed, step, scalars });
      const attempt = {
        phase: this.progress.phase,
        objective: number,
        indices,
        step,
        scalars,
        before,
      };
      const last = number === phase.objectives.length - 1;
      this.pending.push(
        slot.run().then(
          (result) => this.take(result, attempt, last),
          (error) => this.fail(error),
        ),
      );
    }
    if (this.pending.length > 64) this.pending.splice(0, 32);
    if (this.failure) throw this.failure;
  }

  private async executable(session: Session, lowered: LoweredProgram): Promise<Executable> {
    const known = this.executables.get(lowered);
    if (known) return known;
    await this.drain();
    const executable = await session.load(lowered.program, { haltOutput: 'finite' });
    this.executables.set(lowered, executable);
    return executable;
  }

  private scalars(objective: ObjectivePlan, key: string): Record<string, number> {
    const updates = this.progress.updates[key] ?? 0;
    this.progress.updates[key] = updates + 1;
    const learningRate = objective.rateAt(this.learningRate ?? objective.learningRate, updates);
    this.progress.currentRate = learningRate;
    return objective.scalars({ step: updates + 1, learningRate });
  }

  private take(result: StepResult, attempt: Attempt, countsSamples: boolean): void {
    if (result.status === 'skipped' || this.broken) return;
    if (result.outputs.finite?.[0] === 0) {
      this.broken = attempt;
      return;
    }
    const loss = scalarOutput(result, 'loss');
    this.stepMilliseconds += 0.2 * (result.milliseconds - this.stepMilliseconds);
    if (countsSamples) {
      this.totals.add(result, attempt.indices.length, loss * attempt.indices.length);
      this.rate.add(attempt.indices.length);
      this.inputs.hooks?.onStep?.(attempt.step, loss);
    }
    this.report(attempt.step, loss);
  }

  private fail(error: unknown): void {
    this.failure ??= error;
  }

  /** Waits for every step under way. */
  private async drain(): Promise<void> {
    await Promise.all(this.pending);
    this.pending = [];
    if (this.failure) throw this.failure;
  }

  private report(step: number, batchLoss: number): void {
    const { now, plan, training, onEvent } = this.inputs;
    const time = now();
    if (time - this.lastReport < 50) return;
    this.lastReport = time;
    const batches = Math.ceil(training.indices.length / plan.batchSize);
    const epochs = plan.phases.reduce((sum, { epochs }) => sum + epochs, 0);
    const samplesPerSecond = this.rate.perSecond(time);
    const samplesLeft = Math.max(0, epochs * batches - step) * plan.batchSize;
    onEvent({
      kind: 'progress',
      step,
      steps: epochs * batches,
      epoch: this.progress.epoch + 1,
      epochs,
      loss: this.totals.meanLoss(),
      batchLoss,
      metrics: Object.fromEntries(this.totals.values().map(({ name, value }) => [name, value])),
      learningRate: this.progress.currentRate,
      samplesPerSecond,
      secondsLeft: samplesLeft / samplesPerSecond,
    });
  }

  /** False when the run was stopped before the epoch was judged: a resume then judges it again. */
  private async endEpoch(): Promise<boolean> {
    const { plan, network, session, onEvent } = this.inputs;
    const samplesPerSecond = this.rate.perSecond(this.inputs.now());
    const evaluated = await this.validate();
    if (evaluated === 'stopped') return false;
    const summary = {
      epoch: this.progress.epoch + 1,
      epochs: plan.phases.reduce((sum, { epochs }) => sum + epochs, 0),
      loss: this.totals.meanLoss(),
      metrics: Object.fromEntries(this.totals.values().map(({ name, value }) => [name, value])),
      ...(evaluated && {
        validation: {
          loss: evaluated.loss,
          metrics: Object.fromEntries(evaluated.metrics.map(({ name, value }) => [name, value])),
        },
      }),
      learningRate: this.progress.currentRate,
      samplesPerSecond,
    };
    const verdict = considerBest(this.best, summary, plan);
    if (verdict.improved) {
      const names = stateNames(network, ['weight', 'statistic']);
      this.best = { ...verdict.best, weights: readState(session, names) };
    } else this.best = { ...verdict.best, weights: this.best.weights };
    this.progress.stoppedEarly = verdict.stop;
    const epoch: EpochSummary = { ...summary, best: verdict.improved };
    this.progress.history.push(epoch);
    this.totals = new EpochTotals(network.metrics);
    onEvent({ kind: 'epoch', ...epoch });
    if (verdict.stop) {
      onEvent({
        kind: 'early-stop',
        epoch: epoch.epoch,
        monitor: verdict.best.monitor,
        best: verdict.best.value,
      });
    }
    return true;
  }

  /** Loss and metrics of the validation part, null without one. */
  private async validate(): Promise<Evaluation | null | 'stopped'> {
    const { plan, session, network, validation, hooks, onEvent } = this.inputs;
    if (!validation) return null;
    this.still = true;
    this.beQuiet();
    const evaluated = await evaluatePart(session, network, validation.part, validation.indices, {
      batchSize: plan.evaluationBatchSize,
      onProgress: (done, of) => onEvent({ kind: 'validating', done, of }),
      between: async () => {
        if (!(await this.gate.passBetween())) return false;
        await hooks?.between?.(this.moment('validating', 0));
        return true;
      },
    });
    return evaluated ?? 'stopped';
  }

  private saveIsDue(): boolean {
    const { save, saveEvery, now } = this.inputs;
    if (!save || this.progress.step - this.lastSave.step < saveEvery.steps) return false;
    return now() - this.lastSave.at >= saveEvery.milliseconds;
  }

  private async save(): Promise<void> {
    const { save, session, network, now, onEvent } = this.inputs;
    if (!save) return;
    const { weights } = this.best;
    this.note();
    const tensors = new Map(readState(session, stateNames(network)));
    if (!allFinite(tensors)) return;
    for (const [name, values] of weights ?? []) tensors.set(`best:${name}`, values);
    const path = await this.trySaving(() => save(structuredClone(this.progress), tensors));
    this.lastSave = { step: this.progress.step, at: now() };
    if (path !== null) onEvent({ kind: 'checkpoint', step: this.progress.step, path });
  }

  private async trySaving(save: () => Promise<string>): Promise<string | null> {
    const { onSaveFailed } = this.inputs;
    try {
      return await save();
    } catch (error) {
      if (!onSaveFailed) throw error;
      onSaveFailed(error);
      return null;
    }
  }

  private async diagnose(): Promise<NonFinite> {
    const { session, network, training, plan } = this.inputs;
    const broken = this.broken as Attempt;
    session.resume();
    Object.assign(this.progress, { step: broken.step - 1, ...broken.before });
    return firstNonFinite(session, network, training.part, { ...broken, seed: plan.seed });
  }

  /** Writes into the progress what lives elsewhere while training runs. */
  private note(): void {
    const { weights: _, ...best } = this.best;
    this.progress.best = best;
    this.progress.totals = this.totals.snapshot();
    this.progress.learningRate = this.learningRate;
  }

  /** Keeps a copy of a state that is finite, to fall back to. */
  private remember(): void {
    this.note();
    const tensors = readState(this.inputs.session, stateNames(this.inputs.network));
    if (allFinite(tensors)) this.lastFinite = { progress: structuredClone(this.progress), tensors };
  }

  /** A step's loss and gradients may be finite and its update overflow all the same: the next step then shows it. */
  private brokenWeight(): NonFinite | null {
    const { session, network } = this.inputs;
    const found = network.state.find(({ name }) => !allFinite(readState(session, [name])));
    if (!found) return null;
    return { step: this.progress.step, node: found.node, what: 'weight', name: found.exportName };
  }

  /** Back to the newest state that was finite, where the session's is not. */
  private recover(): void {
    if (!this.lastFinite || !this.brokenWeight()) return;
    const { progress, tensors } = this.lastFinite;
    writeState(this.inputs.session, [...tensors.keys()], (name) => tensors.get(name));
    this.progress = structuredClone(progress);
    this.totals = new EpochTotals(this.inputs.network.metrics, progress.totals);
  }
}

/** The training loop: batches in, updated state and events out; can be paused, stepped, stopped and resumed. */
import type { Executable, Session, StepResult } from '../backends/types.ts';
import type { LoweredProgram } from '../graph/lower/types.ts';
import { NetloomError } from '../util/errors.ts';
import { type BestSoFar, bestStart, considerBest } from './best.ts';
import { firstNonFinite } from './diagnose.ts';
import { type Evaluation, evaluatePart } from './evaluate.ts';
import type { EpochSummary, NonFinite } from './events.ts';
import { Fallback } from './fallback.ts';
import { batchIndices, fillSlot, scalarOutput } from './feeder.ts';
import { Gate } from './gate.ts';
import { epochOrder } from './order.ts';
import type { ObjectivePlan, TrainingPlan } from './plan.ts';
import { initialProgress, reviveProgress, type TrainerProgress } from './progress.ts';
import { QuietTimes } from './quiet.ts';
import { Rate } from './rate.ts';
import { Saver } from './saver.ts';
import { readState, stateNames, writeState } from './state.ts';
import { StepsUnderWay } from './stepsUnderWay.ts';
import { progressEvent, summaryOf } from './summaries.ts';
import { EpochTotals } from './totals.ts';
import type { Moment, TrainerInputs, TrainOutcome } from './trainerInputs.ts';

/** One step handed to the session, with the progress to go back to if it turns out not finite. */
interface Attempt {
  readonly phase: number;
  readonly objective: number;
  readonly indices: Uint32Array;
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly before: { readonly batch: number; readonly updates: Record<string, number> };
}

const slowestPace = 60_000;
const reportMilliseconds = 50;

/** One run over one session. Construct, optionally `restore`, then `run` once. */
export class Trainer {
  private readonly inputs: TrainerInputs;
  private readonly gate: Gate;
  private readonly rate = new Rate();
  private readonly executables = new Map<LoweredProgram, Executable>();
  private progress: TrainerProgress = initialProgress();
  private best: BestSoFar = bestStart();
  private totals: EpochTotals;
  private readonly underWay = new StepsUnderWay();
  private broken: Attempt | null = null;
  private readonly fallback: Fallback;
  private learningRate: number | null = null;
  private readonly saver: Saver;
  /** Of the newest batch that is done. */
  private newest: { readonly step: number; readonly loss: number } | null = null;
  private lastReport = { step: 0, at: 0 };
  private readonly quiet = new QuietTimes();

  constructor(inputs: TrainerInputs) {
    this.inputs = inputs;
    this.gate = new Gate((state) => inputs.onEvent({ kind: 'state', state }), inputs.now);
    this.totals = new EpochTotals(inputs.network.metrics);
    this.fallback = new Fallback(inputs.session, inputs.network);
    this.saver = new Saver(inputs);
  }

  /** Continues from a checkpoint of the same run: the next `run` is as if it had never stopped. */
  restore(progress: TrainerProgress, tensors: ReadonlyMap<string, Float32Array>): void {
    this.progress = reviveProgress(structuredClone(progress));
    this.totals = new EpochTotals(this.inputs.network.metrics, progress.totals);
    this.learningRate = progress.learningRate;
    writeState(this.inputs.session, stateNames(this.inputs.network), (name) => tensors.get(name));
    const weights = new Map<string, Float32Array>();
    for (const [name, values] of tensors)
      if (name.startsWith('best:')) weights.set(name.slice(5), values);
    this.best = { ...this.progress.best, weights: weights.size > 0 ? weights : null };
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
    return this.quiet.call(work);
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
    this.quiet.end();
    try {
      return await this.train();
    } finally {
      this.quiet.begin();
    }
  }

  private async train(): Promise<TrainOutcome> {
    const started = this.inputs.now();
    this.saver.begin(this.progress.step);
    this.gate.begin();
    this.remember();
    let finished = false;
    try {
      finished = await this.epochs();
      await this.underWay.settle();
      if (!this.broken && !this.fallback.brokenWeight(this.progress)) await this.save();
    } catch (error) {
      await this.underWay.abandon();
      this.gate.end('failed');
      throw error;
    }
    const nonFinite = this.broken
      ? await this.diagnose()
      : this.fallback.brokenWeight(this.progress);
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
      if (this.saver.isDue(this.progress.step)) {
        await this.underWay.settle();
        if (!this.broken) await this.save();
      }
    }
    await this.underWay.settle();
    return this.broken === null;
  }

  /** Waits for the gate, and does what is to be done between batches; false when no batch may follow. */
  private async passGate(): Promise<boolean> {
    const { between } = this.inputs.hooks ?? {};
    const { slack } = this.gate;
    if (this.quiet.isWanted || this.gate.waits || slack > 0) await this.underWay.settle();
    if (this.underWay.none) this.quiet.begin();
    if (slack > 0 && !this.broken) {
      await between?.(this.moment('waiting', slack));
      await this.gate.keepPace();
    }
    if (this.gate.waits && !this.broken) await this.rest();
    const pausedAt = this.gate.waits ? this.inputs.now() : null;
    if (this.broken || !(await this.gate.pass())) return false;
    if (pausedAt !== null) this.rate.leaveOut(this.inputs.now() - pausedAt);
    this.quiet.end();
    await between?.(this.moment(slack > 0 || this.gate.stepping ? 'ready' : 'training', 0));
    return !this.broken;
  }

  /** Paused: nothing is under way, and what was done is saved. */
  private async rest(): Promise<void> {
    this.report(true);
    this.gate.rest();
    if (this.saver.isDueAtPause(this.progress.step)) await this.save();
  }
  private moment(doing: Moment['doing'], slack: number): Moment {
    return { step: this.progress.step, doing, slack, settle: () => this.underWay.settle() };
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
      await this.underWay.room();
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
      this.underWay.push(slot.run().then((result) => this.take(result, attempt, last)));
    }
  }

  private async executable(session: Session, lowered: LoweredProgram): Promise<Executable> {
    const known = this.executables.get(lowered);
    if (known) return known;
    await this.underWay.settle();
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
    this.underWay.took(result.milliseconds);
    if (countsSamples) {
      this.totals.add(result, attempt.indices.length, loss * attempt.indices.length);
      this.rate.add(attempt.indices.length);
      this.inputs.hooks?.onStep?.(attempt.step, loss);
    }
    this.newest = { step: attempt.step, loss };
    this.report();
  }

  /** At most every so often; `always` for the last step before nothing happens for a while. */
  private report(always = false): void {
    const { now, plan, onEvent } = this.inputs;
    const { newest, progress, totals } = this;
    const time = now();
    if (!newest || newest.step === this.lastReport.step) return;
    if (!always && time - this.lastReport.at < reportMilliseconds) return;
    this.lastReport = { step: newest.step, at: time };
    const samplesPerSecond = this.rate.perSecond(time);
    onEvent(progressEvent({ plan, progress, totals, samplesPerSecond }, newest));
  }

  /** False when the run was stopped before the epoch was judged: a resume then judges it again. */
  private async endEpoch(): Promise<boolean> {
    const { plan, network, session, onEvent } = this.inputs;
    const { progress, totals } = this;
    const samplesPerSecond = this.rate.perSecond(this.inputs.now());
    const evaluated = await this.validate();
    if (evaluated === 'stopped') return false;
    const summary = summaryOf({ plan, progress, totals, samplesPerSecond }, evaluated);
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
    this.quiet.begin();
    const evaluated = await evaluatePart(session, network, validation.part, validation.indices, {
      batchSize: plan.evaluationBatchSize,
      onProgress: (done, of) => onEvent({ kind: 'validating', done, of }),
      between: async () => {
        if (this.gate.waits) await this.rest();
        if (!(await this.gate.passBetween())) return false;
        await hooks?.between?.(this.moment('validating', 0));
        return true;
      },
    });
    return evaluated ?? 'stopped';
  }

  private save(): Promise<void> {
    this.note();
    return this.saver.save(this.progress, this.best);
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
    this.fallback.remember(this.progress);
  }

  /** Back to the newest state that was finite, where the session's is not. */
  private recover(): void {
    const progress = this.fallback.recover(this.progress);
    if (!progress) return;
    this.progress = progress;
    this.totals = new EpochTotals(this.inputs.network.metrics, progress.totals);
  }
}

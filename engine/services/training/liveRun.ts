/** One run of the service: trains, is watched, keeps a note of itself beside its checkpoints, tells the stream. */
import type { Platform } from '../../platform.ts';
import { type Busy, whileBusy } from '../../runtime/busy.ts';
import type { ChosenWeights } from '../../runtime/chosenWeights.ts';
import type { TrainEvent } from '../../runtime/events.ts';
import type { TrainerProgress } from '../../runtime/progress.ts';
import type { Run } from '../../runtime/run.ts';
import type { TrainOutcome } from '../../runtime/trainerInputs.ts';
import { NetloomError } from '../../util/errors.ts';
import { failureOf } from '../result.ts';
import type { Pixel } from '../views/explain.ts';
import { Watcher } from '../views/watcher.ts';
import type { BoundData } from './boundData.ts';
import { Curve } from './curve.ts';
import { type KeptWeights, keptWeights, weightNotes } from './keptWeights.ts';
import type { RateChange, RunNote } from './runNote.ts';
import type { RunStore } from './runStore.ts';
import type { Stream } from './stream.ts';
import type { PixelExplanation, RunSummary } from './types.ts';

/** As the command line saves: what a crash may cost. */
const saveEvery = { steps: 200, milliseconds: 5000 };

export interface LiveRunParts {
  readonly id: string;
  readonly run: Run;
  readonly data: BoundData;
  readonly platform: Platform;
  readonly store: RunStore;
  readonly stream: Stream;
  /** Share of training time that watching may take. */
  readonly share: number;
  readonly tellBusy: Busy;
  /** Of the run that is gone on with. */
  readonly earlier: RunNote | null;
}

export class LiveRun {
  readonly id: string;
  readonly run: Run;
  readonly data: BoundData;
  readonly watcher: Watcher;
  private readonly parts: LiveRunParts;
  private readonly trainer: ReturnType<Run['trainer']>;
  private readonly startedOn: number;
  private readonly rateChanges: RateChange[];
  private curve: Curve;
  private step = 0;
  private finished = false;
  private warned = false;
  /** The store has made room for it. */
  private pruned = false;
  private over = false;
  /** A step was cut off: what the session holds may be half of one state and half of the next. */
  private broken = false;
  private ended: Promise<void> | null = null;

  constructor(parts: LiveRunParts) {
    const { id, run, store, earlier } = parts;
    this.parts = parts;
    this.id = id;
    this.run = run;
    this.data = parts.data;
    this.startedOn = earlier?.startedOn ?? Date.now();
    this.rateChanges = [...(earlier?.rateChanges ?? [])];
    this.curve = new Curve(earlier?.curve);
    this.watcher = new Watcher(
      {
        run,
        id,
        now: () => parts.platform.now(),
        isBehind: () => parts.stream.hasFrame,
        publish: (frame, sent) => parts.stream.show(frame, sent),
        failed: (error) => this.note('view-stopped', 'The live view stopped', error),
      },
      parts.share,
    );
    this.trainer = run.trainer({
      onEvent: (event) => this.event(event),
      checkpointDirectory: store.directoryOf(id),
      saveEvery,
      onSaving: parts.tellBusy,
      onSaved: (progress) => this.saved(progress),
      onSaveFailed: (error) => this.saveFailed(error),
      hooks: {
        between: this.watcher.between,
        onStep: (step, loss) => this.stepped(step, loss),
      },
    });
  }

  /** Takes the newest checkpoint; steps done, or throws 'run-not-found', 'checkpoint-of-another-run'. */
  async resumeFromCheckpoint(): Promise<number> {
    const step = await this.trainer.resumeFromCheckpoint().catch((error) => {
      if (!(error instanceof NetloomError) || error.code !== 'checkpoint-of-another-run')
        throw error;
      throw new NetloomError(
        error.code,
        'The data of this run have changed since it was saved, so it cannot go on exactly where it was: train anew, or continue from its weights.',
        this.id,
      );
    });
    if (step === null) {
      throw new NetloomError(
        'run-not-found',
        'This run was never saved, so there is nothing to go on from.',
        this.id,
      );
    }
    this.step = step;
    this.watcher.stepDone(step);
    this.curve = new Curve(this.parts.earlier?.curve, step);
    return step;
  }

  /** Begins to train; what comes of it is told to the stream. */
  begin(paused: boolean): RunSummary {
    if (paused) this.trainer.pause();
    this.ended = this.train();
    return this.summary;
  }
  get control() {
    return this.trainer;
  }
  /** Whether its weights are those of a whole step. */
  get isSound(): boolean {
    return !this.broken;
  }
  /** Throws 'run-ended', 'learning-rate-invalid'. */
  setLearningRate(rate: number): void {
    if (this.over) throw new NetloomError('run-ended', 'The run has ended: train again first.');
    this.trainer.setLearningRate(rate);
    this.rateChanges.push({ step: this.step, rate });
  }
  chooseWeights(which: 'best' | 'last'): Promise<ChosenWeights> {
    return this.trainer.whenQuiet(() => this.run.chooseWeights(which));
  }
  /** What a run that begins where this one is would begin with. */
  weights(): Promise<KeptWeights> {
    const { run } = this;
    return this.trainer.whenQuiet(() => keptWeights(run.network, run.chooseWeights()));
  }
  explain(pixel: Pixel, sample: number): Promise<PixelExplanation> {
    return this.trainer.whenQuiet(() =>
      this.watcher.enqueue(() => this.watcher.explain(pixel, sample)),
    );
  }

  /** Ends the run if need be, and gives threads and memory back. */
  async close(): Promise<void> {
    this.watcher.close();
    this.trainer.stop();
    await this.ended;
    await this.run.close();
  }

  private get summary(): RunSummary {
    const { run, parts } = this;
    const { plan } = run;
    return {
      id: this.id,
      project: run.project,
      data: parts.data.summary,
      parameters: run.inferred.parameters,
      threads: run.session.threads,
      stepsPerEpoch: this.stepsPerEpoch,
      epochs: plan.phases.reduce((sum, { epochs }) => sum + epochs, 0),
      metricNames: run.network.metrics.map(({ name }) => name),
      classes: run.classes,
      startedAt: this.step,
      startedOn: this.startedOn,
    };
  }
  private get stepsPerEpoch(): number {
    const { plan } = this.run;
    return Math.ceil(plan.trainingSamples / plan.batchSize);
  }

  private async train(): Promise<void> {
    const { stream, platform, tellBusy } = this.parts;
    const began = platform.now();
    // Steps are then computed in this thread, one after the other.
    if (!platform.sharedMemory) tellBusy(true);
    try {
      const outcome = await this.trainer.run();
      await this.tellOutcome(outcome);
    } catch (error) {
      this.broken = true;
      stream.send({
        kind: 'ended',
        run: this.id,
        state: 'failed',
        seconds: (platform.now() - began) / 1000,
        nonFinite: null,
        weightsSha256: null,
        error: failureOf(error),
      });
    } finally {
      this.over = true;
      if (!platform.sharedMemory) tellBusy(false);
    }
  }
  private async tellOutcome({ state, seconds, nonFinite, history }: TrainOutcome): Promise<void> {
    this.finished = state === 'finished';
    if (this.finished)
      await this.writeNote(history, this.step).catch((error) => this.saveFailed(error));
    const { stream, tellBusy } = this.parts;
    const weightsSha256 = whileBusy(tellBusy, () => this.run.exportWeights().sha256);
    stream.send({
      kind: 'ended',
      run: this.id,
      state,
      seconds,
      nonFinite,
      weightsSha256,
      error: null,
    });
  }

  private event(event: TrainEvent): void {
    this.parts.stream.send({ kind: 'event', run: this.id, event });
    if (event.kind === 'state') this.watcher.stateChanged(event.state);
  }
  private note(code: 'not-saved' | 'view-stopped', what: string, error: unknown): void {
    const cause = failureOf(error);
    this.event({ kind: 'note', code, text: `${what}: ${cause.sentence}`, cause });
  }
  private stepped(step: number, loss: number): void {
    this.step = step;
    this.watcher.stepDone(step);
    this.curve.add(step, loss);
    this.parts.stream.point(this.id, step, loss);
  }

  private async saved({ history, step }: TrainerProgress): Promise<void> {
    await this.writeNote(history, step);
    if (this.pruned) return;
    this.pruned = true;
    await this.parts.store.prune(this.id);
  }
  /** Training goes on without checkpoints; it is said once. */
  private saveFailed(error: unknown): void {
    if (this.warned) return;
    this.warned = true;
    this.note('not-saved', 'Training goes on, but it cannot be saved for a resume', error);
  }
  private writeNote(history: RunNote['history'], step: number): Promise<void> {
    const { run, parts } = this;
    const { epochs } = this.summary;
    return parts.store.write({
      version: 1,
      id: this.id,
      project: run.project,
      step,
      steps: epochs * this.stepsPerEpoch,
      startedOn: this.startedOn,
      savedOn: Date.now(),
      threads: run.session.threads,
      history,
      curve: this.curve.points(),
      finished: this.finished,
      rateChanges: this.rateChanges,
      weights: weightNotes(run.network),
    });
  }
}

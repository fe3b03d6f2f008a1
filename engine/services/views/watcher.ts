/** Watches a run between its steps: what is asked for comes in, frames go out, within a share of training time. */

import type { RunState } from '../../runtime/events.ts';
import type { Run } from '../../runtime/run.ts';
import { readState } from '../../runtime/state.ts';
import type { Moment } from '../../runtime/trainerInputs.ts';
import { NetloomError } from '../../util/errors.ts';
import { Turns } from '../../util/turns.ts';
import type { PixelExplanation } from '../training/types.ts';
import { WatchBudget } from './budget.ts';
import { explainable, type Pixel } from './explain.ts';
import { explainSample } from './explainSample.ts';
import { type Look, Prober } from './prober.ts';
import type { WatchedSample } from './samples.ts';
import { Viewer } from './sampleView.ts';
import type { LiveFrame, WatchRequest, WeightView } from './types.ts';
import { weightView } from './weights.ts';

/** What is looked at: a request, with its samples read. */
export interface Watch {
  readonly request: WatchRequest;
  readonly samples: readonly WatchedSample[];
}
export interface WatcherHost {
  readonly run: Run;
  readonly id: string;
  readonly now: () => number;
  /** Nobody has taken the last frame yet: another would be in vain. */
  readonly isBehind: () => boolean;
  /** `sent` hears how long it took to hand the frame over. */
  readonly publish: (frame: LiveFrame, sent?: (milliseconds: number) => void) => void;
  /** Something went wrong that a person should know; it is said once for each watch. */
  readonly failed: (error: unknown) => void;
}

/** Most frames a second: more are not seen. */
const mostFrames = 30;
/** While training, weights are read so often: it waits for the steps under way. */
const weightsEvery = 250;
/** The rate of frames is that of the last so many ms. */
const rateOver = 2000;

export class Watcher {
  readonly budget: WatchBudget;
  readonly prober: Prober;
  private readonly host: WatcherHost;
  private readonly viewer: Viewer;
  private watch: Watch | null = null;
  /** Asked for since the last look. */
  private changed = false;
  private state: RunState = 'idle';
  private step = 0;
  /** Looks at rest, one after the other; batches wait for them. */
  private readonly turns = new Turns();
  private refreshing = false;
  /** A look of which the frame is not made yet. */
  private outstanding = false;
  private lastLook = Number.NEGATIVE_INFINITY;
  /** Steps done at the last look while training. */
  private lookedAt = -1;
  private lastWeights = Number.NEGATIVE_INFINITY;
  private weights: readonly WeightView[] = [];
  private frames: number[] = [];
  /** When training time was counted last; null while it does not pass. */
  private clock: number | null = null;
  private closed = false;

  constructor(host: WatcherHost, share: number) {
    this.host = host;
    this.budget = new WatchBudget(share);
    this.prober = new Prober(host.run.session, host.run.inferred);
    this.viewer = new Viewer(host.run.inferred);
  }

  set(watch: Watch | null): void {
    if (watch?.request.weightsOf !== this.watch?.request.weightsOf) {
      this.weights = [];
      this.lastWeights = Number.NEGATIVE_INFINITY;
    }
    this.watch = watch;
    this.changed = true;
    this.refresh();
  }
  get current(): Watch | null {
    return this.watch;
  }
  /** Of the trainer: at rest every change is answered by a frame. */
  stateChanged(state: RunState): void {
    this.countTime();
    this.state = state;
    this.clock = state === 'running' ? this.host.now() : null;
    this.refresh();
  }
  stepDone(step: number): void {
    this.step = step;
  }
  close(): void {
    this.closed = true;
  }

  /** The trainer's hook. */
  readonly between = async (moment: Moment): Promise<void> => {
    await this.turns.done;
    this.countTime();
    this.step = moment.step;
    // The first step comes first: with it the curve begins, and what is looked at then has changed.
    if (!this.watch || this.outstanding || moment.doing === 'ready' || moment.step === 0) return;
    // Between the same two steps nothing changes but what is asked for.
    if (!this.changed && (moment.doing === 'validating' || moment.step === this.lookedAt)) return;
    if (this.host.isBehind() || this.host.now() - this.lastLook < 1000 / mostFrames) return;
    const fits = moment.doing === 'waiting' && this.budget.expected * 1.5 < moment.slack;
    if (!this.budget.allows && !fits) return;
    await this.lookWhileTraining(this.watch, moment, fits);
  };

  /** Does `work` while the state stands still; to be called at such a time. */
  enqueue<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.take(work);
  }

  /** Of a watched sample, with the weights of this moment; the state must stand still meanwhile. */
  async explain(pixel: Pixel, sample: number): Promise<PixelExplanation> {
    const { run, now } = this.host;
    const { prober } = this;
    // What cannot be explained is said before what is not watched.
    explainable(run.inferred, pixel);
    const watched = this.watch?.samples[sample];
    if (!watched) throw new NetloomError('sample-not-watched', 'This sample is not watched now.');
    const began = now();
    const numbers = this.numbers(this.step);
    const explanation = await explainSample(
      { network: run.inferred, session: run.session, prober, numbers },
      pixel,
      watched,
    );
    if (!this.isAtRest) this.budget.spend(now() - began);
    return explanation;
  }

  private get isAtRest(): boolean {
    return this.state !== 'running' && this.state !== 'idle';
  }
  private refresh(): void {
    if (!this.isAtRest || !this.watch || this.refreshing || this.closed) return;
    this.refreshing = true;
    void this.enqueue(async () => {
      this.refreshing = false;
      if (this.watch && this.isAtRest && !this.closed) await this.lookAtRest(this.watch);
    });
  }

  private async lookAtRest(watch: Watch): Promise<void> {
    this.changed = false;
    try {
      await this.prober.prepare(watch.request.nodes);
      this.readWeights(watch.request.weightsOf);
      const { done } = await this.prober.start(watch.samples, this.numbers(this.step));
      this.publish(watch, this.step, await done);
    } catch (error) {
      this.giveUp(watch, error);
    }
  }

  /** Hands the look to the session and goes on: the frame is made when it is done. */
  private async lookWhileTraining(watch: Watch, moment: Moment, free: boolean): Promise<void> {
    const { now } = this.host;
    const { step } = moment;
    this.lastLook = now();
    this.lookedAt = step;
    this.changed = false;
    this.outstanding = true;
    let cost = 0;
    const timed = <T>(work: () => T): T => {
      const began = now();
      const result = work();
      cost += now() - began;
      return result;
    };
    try {
      if (!this.prober.covers(watch.request.nodes)) {
        const began = now();
        await this.prober.prepare(watch.request.nodes);
        this.budget.spendCompiling(now() - began);
      }
      if (watch.request.weightsOf !== null && now() - this.lastWeights >= weightsEvery) {
        await moment.settle();
        timed(() => this.readWeights(watch.request.weightsOf));
      }
      const { done, milliseconds } = await this.prober.start(watch.samples, this.numbers(step));
      cost += milliseconds;
      const finish = done.then((looks) => {
        const pay = (milliseconds: number) => {
          if (!free) this.budget.add(milliseconds);
        };
        timed(() => this.publish(watch, step, looks, pay));
        for (const look of looks) cost += look.milliseconds;
        if (free) this.budget.learn(cost);
        else this.budget.spend(cost);
      });
      const settled = finish
        .catch((error) => this.giveUp(watch, error))
        .finally(() => {
          this.outstanding = false;
        });
      if (free) await settled;
    } catch (error) {
      this.outstanding = false;
      this.giveUp(watch, error);
    }
  }

  /** Masks are those of the coming step. */
  private numbers(step: number) {
    return { seed: this.host.run.plan.seed, step: step + 1 };
  }

  private readWeights(id: string | null): void {
    const { session, network, inferred } = this.host.run;
    const owner = id === null ? undefined : inferred.nodes.get(id)?.owner;
    this.lastWeights = this.host.now();
    this.weights = network.state
      .filter(({ node, role }) => node === owner && role !== 'slot')
      .map(({ name, type }) => {
        const weight = {
          node: id as string,
          name: name.slice(name.lastIndexOf('/') + 1),
          shape: type.shape,
        };
        const values = readState(session, [name]).get(name) as Float32Array;
        const view = weightView(weight, values, this.viewer.rangeSeen(name));
        this.viewer.widen(name, view.range);
        return view;
      });
  }

  private publish(
    watch: Watch,
    step: number,
    looks: readonly Look[],
    sent?: (milliseconds: number) => void,
  ): void {
    // A frame of an older request is better than none: a pen that moves asks for another with each movement.
    if (this.closed || !this.watch) return;
    const { request, samples } = watch;
    // The session was halted: a step before was not finite.
    if (looks.length < samples.length) return;
    const time = this.host.now();
    this.frames = [...this.frames.filter((at) => time - at < rateOver), time];
    const frame: LiveFrame = {
      watch: request.id,
      run: this.host.id,
      step,
      samples: looks.map(({ outputs }, i) =>
        this.viewer.sample(outputs, samples[i] as WatchedSample, request.nodes),
      ),
      weights: this.weights,
      rate: (this.frames.length * 1000) / rateOver,
      share: this.budget.taken,
    };
    this.host.publish(frame, sent);
  }

  /** Stops looking until something else is asked for. */
  private giveUp(watch: Watch, error: unknown): void {
    if (this.watch === watch) this.watch = null;
    // A run that failed has said so itself.
    if (!this.closed && this.state !== 'failed') this.host.failed(error);
  }

  private countTime(): void {
    if (this.clock === null) return;
    const time = this.host.now();
    this.budget.earn(time - this.clock);
    this.clock = time;
  }
}

/** What the training service keeps between calls: the data that are open, the one run, and what is watched. */
import type { Backend } from '../../backends/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import { blockingIssues, inferNetwork } from '../../graph/infer/infer.ts';
import { lowerNetwork } from '../../graph/lower/lower.ts';
import type { Platform } from '../../platform.ts';
import type { Busy } from '../../runtime/busy.ts';
import { openRun } from '../../runtime/run.ts';
import { checkInitialWeights, readTensors } from '../../runtime/weights.ts';
import { NetloomError } from '../../util/errors.ts';
import { Turns } from '../../util/turns.ts';
import type { ExportMaterial } from '../exchange/types.ts';
import type { WatchedSample } from '../views/samples.ts';
import type { WatchRequest } from '../views/types.ts';
import { BoundData } from './boundData.ts';
import { copied, materialOf, weightsOfFile } from './exportMaterial.ts';
import { adoptWeights, asFile, type KeptWeights, storedWeights } from './keptWeights.ts';
import { LiveRun } from './liveRun.ts';
import type { RunNote } from './runNote.ts';
import { RunStore } from './runStore.ts';
import { Stream } from './stream.ts';
import type { ExportRequest, RunSummary, StartRequest, StoredRun } from './types.ts';

const usualShare = 0.02;

export interface StudioOptions {
  readonly backend: Backend;
  /** Where runs are kept, as the platform understands paths. */
  readonly runsDirectory: string;
  readonly tellBusy: Busy;
}
interface Opening {
  readonly project: Project;
  readonly threads: number;
  readonly paused: boolean;
  readonly id: string;
  readonly earlier: RunNote | null;
  readonly continueFrom?: string;
}

export class Studio {
  readonly stream = new Stream();
  private readonly platform: Platform;
  private readonly backend: Backend;
  private readonly store: RunStore;
  private readonly tellBusy: Busy;
  private bound: BoundData | null = null;
  /** Roots below which files were opened since data were last read. */
  private replaced: string[] = [];
  private live: LiveRun | null = null;
  private request: WatchRequest | null = null;
  private pace = 0;
  private share = usualShare;
  /** Data and runs are opened and closed one after the other. */
  private readonly turns = new Turns();

  constructor(platform: Platform, options: StudioOptions) {
    const { backend, runsDirectory, tellBusy } = options;
    this.platform = platform;
    this.backend = backend;
    this.tellBusy = tellBusy;
    this.store = new RunStore(platform, runsDirectory);
  }

  openData(project: Project): Promise<BoundData> {
    return this.turns.take(() => this.bind(project));
  }
  /** To be called when files were opened below a root: data that were read from there are read anew when asked for. */
  filesReplaced(root: string): void {
    this.bound?.filesReplaced(root);
    this.replaced.push(root);
  }
  /** Throws 'no-data' while none are open. */
  data(): BoundData {
    if (this.bound) return this.bound;
    throw new NetloomError('no-data', 'No data are open: choose them first.');
  }
  /** The newest run, ended or not; throws 'no-run'. */
  current(): LiveRun {
    if (this.live) return this.live;
    throw new NetloomError('no-run', 'There is no run yet: press Train first.');
  }

  /** Of a network that is not whole yet, only the file is judged. */
  async checkWeights(project: Project): Promise<void> {
    const path = project.training.initialWeights?.path;
    if (path === undefined) return;
    const inferred = inferNetwork(project, this.bound?.dataset.fields ?? null);
    const whole = blockingIssues(inferred).length === 0;
    await checkInitialWeights(this.platform, whole ? lowerNetwork(inferred) : null, path);
  }
  start({ project, threads, paused, continueFrom }: StartRequest): Promise<RunSummary> {
    return this.turns.take(() =>
      this.open({
        project,
        threads,
        paused: paused === true,
        id: newRunId(),
        earlier: null,
        ...(continueFrom !== undefined && { continueFrom }),
      }),
    );
  }
  resumeStored(
    run: string,
    { threads, paused }: { readonly threads: number; readonly paused?: boolean },
  ): Promise<RunSummary> {
    return this.turns.take(async () => {
      const earlier = await this.store.read(run);
      const { project } = earlier;
      return this.open({ project, threads, paused: paused === true, id: run, earlier });
    });
  }
  async storedRuns(): Promise<readonly StoredRun[]> {
    const notes = await this.store.list();
    return notes.map(({ version: _, rateChanges: __, ...stored }) => stored);
  }
  /** A run that goes on may save itself again. */
  deleteStored(run: string): Promise<void> {
    return this.store.delete(run);
  }
  setPace(milliseconds: number): void {
    this.live?.control.setPace(milliseconds);
    this.pace = milliseconds;
  }

  async watch(request: WatchRequest | null): Promise<void> {
    this.request = request;
    if (!request) this.stream.forgetFrame();
    await this.applyWatch();
  }
  setWatchBudget(share: number): void {
    if (!(share >= 0 && share <= 1)) {
      throw new NetloomError(
        'watch-budget-invalid',
        'The share of training time for watching must be between 0 and 1.',
      );
    }
    this.share = share;
    this.live?.watcher.budget.set(share);
  }

  /** Of the newest run, of a stored one, or of the weights that a document begins with. */
  async exportMaterial(request: ExportRequest): Promise<ExportMaterial> {
    if ('project' in request) return this.materialOfDocument(request.project, request.samples);
    const { run, which, samples } = request;
    const live = this.soundRun(run);
    if (live) {
      const weights = copied(await live.chooseWeights(which));
      return materialOf({ project: live.run.project, weights }, live.data.opened, samples);
    }
    const { project } = await this.store.read(run);
    const weights = asFile(await this.stored(run, which));
    return this.materialWithData({ project, weights }, samples);
  }
  close(): Promise<void> {
    return this.turns.take(async () => {
      await this.endRun();
      await this.bound?.close();
      this.bound = null;
      this.stream.close();
    });
  }

  private async bind(project: Project): Promise<BoundData> {
    const old = this.bound;
    if (old?.isFor(project)) return old;
    this.replaced = [];
    const bound = await BoundData.open(this.platform, project);
    for (const root of this.replaced) bound.filesReplaced(root);
    this.bound = bound;
    await this.release(old);
    return bound;
  }
  /** Closes data that neither the document nor the run uses. */
  private async release(data: BoundData | null): Promise<void> {
    if (data && data !== this.bound && data !== this.live?.data) await data.close();
  }

  private async open(opening: Opening): Promise<RunSummary> {
    const { project, threads, id, earlier, continueFrom } = opening;
    const weights = continueFrom === undefined ? null : await this.weightsOf(continueFrom);
    await this.endRun();
    const data = await this.bind(project);
    const { platform, backend, store, stream, share, tellBusy } = this;
    const run = await openRun(platform, {
      project,
      backend,
      threads,
      opened: data.opened,
      onBusy: tellBusy,
    });
    const live = new LiveRun({
      id,
      run,
      data,
      platform,
      store,
      stream,
      share,
      tellBusy,
      earlier,
    });
    try {
      if (earlier) await live.resumeFromCheckpoint();
      if (weights) adoptWeights(run, weights);
      live.control.setPace(this.pace);
      this.live = live;
      await this.applyWatch().catch(() => undefined);
      return live.begin(opening.paused);
    } catch (error) {
      this.live = null;
      await live.close();
      throw error;
    }
  }
  private async endRun(): Promise<void> {
    const { live } = this;
    this.live = null;
    if (!live) return;
    await live.close();
    await this.release(live.data);
  }

  private async materialOfDocument(project: Project, samples: boolean): Promise<ExportMaterial> {
    const path = project.training.initialWeights?.path;
    if (path === undefined) {
      throw new NetloomError('no-initial-weights', 'The project begins with no weights of a file.');
    }
    const weights = weightsOfFile(await readTensors(this.platform, path));
    return this.materialWithData({ project, weights }, samples);
  }
  /** Data that are not open are opened for the time that it takes. */
  private materialWithData(
    trained: Pick<ExportMaterial, 'project' | 'weights'>,
    samples: boolean,
  ): Promise<ExportMaterial> {
    const { project } = trained;
    if (!samples || project.data.source === null) return materialOf(trained, null, samples);
    return this.turns.take(async () => {
      const { bound } = this;
      if (bound?.isFor(project)) return materialOf(trained, bound.opened, samples);
      const data = await BoundData.open(this.platform, project);
      try {
        return await materialOf(trained, data.opened, samples);
      } finally {
        await data.close();
      }
    });
  }

  /** What a run that begins where another is would begin with. */
  private async weightsOf(run: string): Promise<KeptWeights> {
    return this.soundRun(run)?.weights() ?? this.stored(run);
  }
  /** The newest run, where it is that and has not been cut off; else its checkpoint is better. */
  private soundRun(run: string): LiveRun | null {
    return this.live?.id === run && this.live.isSound ? this.live : null;
  }
  private async stored(run: string, which?: 'best' | 'last'): Promise<KeptWeights> {
    const note = await this.store.read(run);
    return storedWeights(note, await this.store.checkpoints(run).load(), which);
  }

  /** Reads the samples of the request from the run's data, and hands them over. */
  private async applyWatch(): Promise<void> {
    const { live, request } = this;
    if (!live) return;
    if (!request) {
      live.watcher.set(null);
      return;
    }
    const samples: WatchedSample[] = [];
    for (const reference of request.samples.slice(0, 2))
      samples.push(await live.data.resolve(reference));
    if (this.request === request && this.live === live) live.watcher.set({ request, samples });
  }
}

/** For the window's list of runs: sorts by time, and no two are alike. */
function newRunId(): string {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] as number;
  return `${Date.now().toString(36)}-${random.toString(36).padStart(7, '0')}`;
}

/** Opens a run: project, data and backend in; something to train, evaluate, predict, probe and export out. */
import type { Backend, Session } from '../backends/types.ts';
import { detectTarget } from '../backends/wasm/detect.ts';
import type { Dataset, Part } from '../data/types.ts';
import { writeSafetensors } from '../formats/safetensors.ts';
import type { Project } from '../graph/document/schema.ts';
import { inferNetwork } from '../graph/infer/infer.ts';
import type { InferredNetwork } from '../graph/infer/types.ts';
import { lowerNetwork } from '../graph/lower/lower.ts';
import type { LoweredNetwork } from '../graph/lower/types.ts';
import type { Platform } from '../platform.ts';
import { NetloomError } from '../util/errors.ts';
import { hex, Sha256, sha256 } from '../util/sha256.ts';
import { announcing, announcingPrograms, type Busy } from './busy.ts';
import { CheckpointStore } from './checkpoint.ts';
import { type ChosenWeights, namedTensors, noBestWeights } from './chosenWeights.ts';
import { type Evaluation, evaluatePart, predictPart } from './evaluate.ts';
import type { TrainEvent } from './events.ts';
import { divideData, type OpenedData, openProjectData, type Samples } from './openedData.ts';
import { type RunOverrides, withOverrides } from './overrides.ts';
import { type TrainingPlan, trainingPlan } from './plan.ts';
import { probeNodes } from './probe.ts';
import type { TrainerProgress } from './progress.ts';
import { type Purpose, requireRunnable } from './runnable.ts';
import { initializeState, readState, stateNames } from './state.ts';
import { Trainer } from './trainer.ts';
import type { TrainerHooks } from './trainerInputs.ts';
import { importWeights, loadInitialWeights, type NamedTensors } from './weights.ts';

export interface RunRequest extends RunOverrides {
  readonly project: Project;
  /** Folder that relative paths of the document start from. */
  readonly projectFolder?: string;
  readonly backend: Backend;
  readonly threads: number;
  /** Default: train. */
  readonly purpose?: Purpose;
  /** Data that are open already, for this project's binding, split and seed; the caller goes on to own them. */
  readonly opened?: OpenedData;
  /** Hears when the calling thread compiles and answers nothing. */
  readonly onBusy?: Busy;
}
export interface ExportedWeights {
  /** A safetensors file without metadata. */
  readonly bytes: Uint8Array;
  /** Of `bytes`. */
  readonly sha256: string;
  readonly which: 'best' | 'last';
  /** Of the best weights, from 1. */
  readonly epoch?: number;
}
export interface OutputValues {
  readonly label: string;
  readonly values: readonly number[];
  /** Position of the largest value, where the output has one for each class. */
  readonly best?: number;
}
export interface Prediction {
  /** Number of the sample in its part. */
  readonly sample: number;
  readonly target?: number;
  readonly outputs: readonly OutputValues[];
}
export interface Activation {
  readonly port: string;
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
export interface TrainerOptions {
  readonly onEvent: (event: TrainEvent) => void;
  readonly checkpointDirectory?: string;
  readonly saveEvery: { readonly steps: number; readonly milliseconds: number };
  readonly hooks?: TrainerHooks;
  /** Before a checkpoint is made, which takes long for a large network, and when it is done or has failed. */
  readonly onSaving?: (saving: boolean) => void;
  /** Awaited after each checkpoint. */
  readonly onSaved?: (progress: TrainerProgress) => Promise<void>;
  /** Training goes on without the checkpoint; without a listener it fails. */
  readonly onSaveFailed?: (error: unknown) => void;
}

/** Everything opened for one project; `close` it. */
export class Run {
  readonly project: Project;
  readonly dataset: Dataset;
  readonly inferred: InferredNetwork;
  readonly network: LoweredNetwork;
  readonly plan: TrainingPlan;
  readonly training: Samples;
  readonly validation: Samples | null;
  readonly session: Session;
  private readonly platform: Platform;
  private readonly ownsData: boolean;
  private lastTrainer: Trainer | null = null;

  constructor(parts: {
    readonly platform: Platform;
    readonly dataset: Dataset;
    readonly inferred: InferredNetwork;
    readonly network: LoweredNetwork;
    readonly training: Samples;
    readonly validation: Samples | null;
    readonly session: Session;
    readonly ownsData: boolean;
  }) {
    this.platform = parts.platform;
    this.ownsData = parts.ownsData;
    this.dataset = parts.dataset;
    this.inferred = parts.inferred;
    this.project = parts.inferred.project;
    this.network = parts.network;
    this.training = parts.training;
    this.validation = parts.validation;
    this.session = parts.session;
    this.plan = trainingPlan(this.project, this.network, {
      training: this.training.indices.length,
      validation: this.validation?.indices.length ?? 0,
    });
  }

  /** Names of the classes, where the data has them. */
  get classes(): readonly string[] {
    return this.dataset.fields.find(({ role }) => role === 'target')?.classes ?? [];
  }

  /** What results depend on beside the Program: whether multiply-adds are rounded once or twice. */
  private arithmetic(): string {
    if (this.session.backend !== 'wasm') return 'plain arithmetic';
    return detectTarget().relaxedMadd ? 'fused multiply-add' : 'separate multiply and add';
  }

  /** What must be equal for a resume to be exact; epochs may be changed. */
  identity(): string {
    const { training, ...document } = this.project;
    const phases = training.phases.map(({ objectives }) => objectives);
    const { source: _, ...data } = document.data;
    const what = {
      ...document,
      data,
      training: { ...training, phases },
      fingerprint: this.dataset.fingerprint,
    };
    return new Sha256().updateText(JSON.stringify([what, this.session.backend])).hex();
  }

  trainer(options: TrainerOptions): Trainer & { resumeFromCheckpoint(): Promise<number | null> } {
    const { checkpointDirectory, onEvent, saveEvery, hooks } = options;
    const { onSaving, onSaved, onSaveFailed } = options;
    const store =
      checkpointDirectory === undefined
        ? null
        : new CheckpointStore(this.platform, checkpointDirectory);
    const trainer = new Trainer({
      session: this.session,
      network: this.network,
      plan: this.plan,
      training: this.training,
      validation: this.validation,
      now: () => this.platform.now(),
      onEvent,
      saveEvery,
      ...(hooks && { hooks }),
      ...(onSaveFailed && { onSaveFailed }),
      ...(store && {
        save: async (progress, tensors) => {
          const noted = { ...progress, arithmetic: this.arithmetic() };
          onSaving?.(true);
          try {
            const path = await store.save(this.identity(), noted, tensors);
            await onSaved?.(progress);
            return path;
          } finally {
            onSaving?.(false);
          }
        },
      }),
    });
    this.lastTrainer = trainer;
    return Object.assign(trainer, {
      resumeFromCheckpoint: () => this.resume(trainer, store, onEvent),
    });
  }

  /** Steps done at the newest checkpoint, or null when there is none. */
  private async resume(
    trainer: Trainer,
    store: CheckpointStore | null,
    onEvent: (event: TrainEvent) => void,
  ): Promise<number | null> {
    const checkpoint = await store?.load();
    if (!checkpoint) return null;
    if (checkpoint.header.run !== this.identity()) {
      throw new NetloomError(
        'checkpoint-of-another-run',
        'The checkpoint belongs to another project, data set or setting: train without --resume, or into another folder.',
        store?.directory,
      );
    }
    const { arithmetic, ...progress } = checkpoint.header.progress as TrainerProgress & {
      readonly arithmetic: string;
    };
    if (arithmetic !== this.arithmetic()) {
      onEvent({
        kind: 'note',
        code: 'other-arithmetic',
        text: `The checkpoint was computed with ${arithmetic}, this host uses ${this.arithmetic()}: the result will differ in its last bits from an uninterrupted run.`,
      });
    }
    trainer.restore(progress, checkpoint.tensors);
    return progress.step;
  }

  /**
   * The weights asked for; without a wish the best where the plan restores them and an epoch has ended, else the
   * session's. No step may be under way. Throws 'no-best-weights' before the end of the first epoch.
   */
  chooseWeights(wish?: 'best' | 'last'): ChosenWeights {
    const wantsBest = wish === 'best' || (wish === undefined && this.plan.restoreBest);
    const best = wantsBest ? (this.lastTrainer?.bestWeights() ?? null) : null;
    if (wish === 'best' && !best) throw noBestWeights();
    const values =
      best?.weights ?? readState(this.session, stateNames(this.network, ['weight', 'statistic']));
    return {
      tensors: namedTensors(this.network.state, values),
      ...(best ? { which: 'best', epoch: best.epoch } : { which: 'last' }),
    };
  }
  /** `chooseWeights` as a safetensors file. */
  exportWeights(): ExportedWeights {
    const { tensors, ...which } = this.chooseWeights();
    const bytes = writeSafetensors(tensors);
    return { bytes, sha256: hex(sha256(bytes)), ...which };
  }

  /** Weights by exported name, as `exportWeights` writes them; each must be there with its shape. */
  importWeights(tensors: NamedTensors, place: string): void {
    importWeights(this.session, this.network, tensors, { place, requireAll: true });
  }

  evaluate(samples: Samples): Promise<Evaluation> {
    const options = { batchSize: this.plan.evaluationBatchSize };
    return evaluatePart(this.session, this.network, samples.part, samples.indices, options);
  }

  /** Calls `onPrediction` in the order of the samples. */
  async predict(samples: Samples, onPrediction: (prediction: Prediction) => void): Promise<void> {
    const { part, indices } = samples;
    const target = this.dataset.fields.find(
      ({ role, shape }) => role === 'target' && shape.length === 0,
    );
    const targets =
      target && new (target.dtype === 'i32' ? Int32Array : Float32Array)(indices.length);
    if (target && targets) await part.read(target.name, indices, targets);
    let position = 0;
    const options = { batchSize: this.plan.evaluationBatchSize };
    await predictPart(this.session, this.network, part, indices, options, (outputs, batch) => {
      for (const [row, sample] of batch.entries()) {
        const truth = targets?.[position++];
        onPrediction({
          sample,
          ...(truth !== undefined && { target: truth }),
          outputs: this.network.outputs.map(({ node, label, type }) => {
            const all = outputs[`output:${node}`] ?? new Float32Array(0);
            const width = type.shape.slice(1).reduce((product, size) => product * size, 1);
            const values = Array.from(all.subarray(row * width, (row + 1) * width));
            const classed = target?.classes !== undefined && values.length > 1;
            return { label, values, ...(classed && { best: values.indexOf(Math.max(...values)) }) };
          }),
        });
      }
    });
  }

  /** Every output of the node with this label, for one sample. */
  async probe(label: string, part: Part, sample: number): Promise<readonly Activation[]> {
    const node = [...this.inferred.nodes.values()].find(
      (candidate) => candidate.node.label === label,
    );
    if (!node)
      throw new NetloomError('unknown-node', `The project has no node labelled "${label}".`);
    const outputs = await probeNodes(
      this.session,
      this.network,
      part,
      [node.id],
      Uint32Array.of(sample),
    );
    return Object.entries(node.outputs).flatMap(([port, type]) => {
      const values = outputs[`probe:${node.id}:${port}`];
      return values
        ? [{ port, shape: type.shape.slice(1), values: Float32Array.from(values) }]
        : [];
    });
  }

  async close(): Promise<void> {
    await this.session.close();
    if (this.ownsData) await this.dataset.close();
  }
}

/** Throws NetloomError for data that cannot be opened, and for a network that cannot run on them. */
export async function openRun(platform: Platform, request: RunRequest): Promise<Run> {
  const folder = request.projectFolder;
  const resolve = (path: string) =>
    folder === undefined || path.startsWith('/') || /^[A-Za-z]:/.test(path)
      ? path
      : platform.joinPath(folder, path);
  const project = withOverrides(request.project, request, resolve);
  const dataset = request.opened?.dataset ?? (await openProjectData(platform, project));
  try {
    const inferred = requireRunnable(inferNetwork(project, dataset.fields), request.purpose);
    const { training, validation } = request.opened ?? divideData(dataset, project);
    if (!request.opened) await dataset.fit(training.indices);
    const { onBusy = () => undefined } = request;
    const network = announcingPrograms(lowerNetwork(inferred), onBusy);
    const session = await announcing(request.backend, onBusy).createSession({
      state: network.state,
      threads: request.threads,
    });
    const { initialWeights, seed } = project.training;
    try {
      initializeState(session, network, seed);
      if (initialWeights)
        await loadInitialWeights(platform, session, network, resolve(initialWeights.path));
      const ownsData = request.opened === undefined;
      return new Run({
        platform,
        dataset,
        inferred,
        network,
        training,
        validation,
        session,
        ownsData,
      });
    } catch (error) {
      await session.close();
      throw error;
    }
  } catch (error) {
    if (!request.opened) await dataset.close();
    throw error;
  }
}

/** Keeps the network that was previewed last; a request in, a frame of everything in it that is ready out. */
import type { Backend, Session } from '../../backends/types.ts';
import type { Field } from '../../data/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { listWeights } from '../../graph/lower/state.ts';
import type { StateTensor } from '../../graph/lower/types.ts';
import type { Platform } from '../../platform.ts';
import { initialValues } from '../../runtime/state.ts';
import { type NamedTensors, readTensors } from '../../runtime/weights.ts';
import { NetloomError } from '../../util/errors.ts';
import { Turns } from '../../util/turns.ts';
import type { PixelExplanation } from '../training/types.ts';
import { explainSample } from '../views/explainSample.ts';
import { Prober } from '../views/prober.ts';
import { checkValues, targetOf, type WatchedSample } from '../views/samples.ts';
import { Viewer } from '../views/sampleView.ts';
import type { LiveFrame, SampleValues, WeightView } from '../views/types.ts';
import { weightView } from '../views/weights.ts';
import type { PreviewPixel, PreviewRequest } from './types.ts';

/** Numbers in the weights of a network that is still previewed. */
const mostParameters = 50_000_000;

interface Opened {
  readonly key: string;
  readonly network: InferredNetwork;
  readonly state: readonly StateTensor[];
  readonly session: Session;
  readonly prober: Prober;
  readonly viewer: Viewer;
}

export class Previewer {
  private readonly backend: Backend;
  private readonly platform: Platform;
  private opened: Opened | null = null;
  /** Initial weights by what they follow from: an edit leaves most layers as they were. */
  private initial = new Map<string, Float32Array>();
  /** Of the file that the document begins with. */
  private given: { readonly path: string; readonly tensors: NamedTensors } | null = null;
  /** One look after the other: they share a session. */
  private readonly turns = new Turns();

  constructor(backend: Backend, platform: Platform) {
    this.backend = backend;
    this.platform = platform;
  }

  /** Throws 'preview-too-large', 'sample-does-not-fit'. */
  preview(request: PreviewRequest): Promise<LiveFrame> {
    return this.turns.take(() => this.look(request));
  }
  /** Throws 'cannot-explain', 'pixel-outside', and as `preview`. */
  explain({ project, fields, sample, ...pixel }: PreviewPixel): Promise<PixelExplanation> {
    return this.turns.take(async () => {
      const watched = watchedSample(sample, fields);
      const { network, session, prober } = await this.open(project, fields);
      const numbers = { seed: project.training.seed, step: 1 };
      return explainSample({ network, session, prober, numbers }, pixel, watched);
    });
  }

  private async look({ project, fields, watch }: PreviewRequest): Promise<LiveFrame> {
    const samples = watch.samples.slice(0, 2).map((values) => watchedSample(values, fields));
    const { prober, viewer, network, session, state } = await this.open(project, fields);
    await prober.prepare(watch.nodes);
    const { done } = await prober.start(samples, { seed: project.training.seed, step: 1 });
    const looks = await done;
    return {
      watch: watch.id,
      run: null,
      step: 0,
      samples: looks.map(({ outputs }, i) =>
        viewer.sample(outputs, samples[i] as WatchedSample, watch.nodes),
      ),
      weights: weightsOf(watch.weightsOf, network, state, session),
      rate: 0,
      share: 0,
    };
  }

  private async open(project: Project, fields: readonly Field[]): Promise<Opened> {
    const key = keyOf(project, fields);
    if (this.opened?.key === key) return this.opened;
    const network = inferNetwork(project, fields);
    if (network.parameters > mostParameters) {
      throw new NetloomError(
        'preview-too-large',
        'This network is too large to be shown before it is trained.',
      );
    }
    const state = listWeights(network);
    const session = await this.backend.createSession({ state, threads: 1 });
    this.initialize(session, state, project.training.seed);
    await this.adopt(session, state, project.training.initialWeights?.path);
    await this.opened?.session.close();
    const prober = new Prober(session, network);
    this.opened = { key, network, state, session, prober, viewer: new Viewer(network) };
    return this.opened;
  }

  private initialize(session: Session, state: readonly StateTensor[], seed: number): void {
    const used = new Map<string, Float32Array>();
    for (const tensor of state) {
      const key = JSON.stringify([tensor.name, tensor.type.shape, tensor.initial, seed]);
      const values = this.initial.get(key) ?? initialValues(tensor, seed);
      used.set(key, values);
      session.writeState(tensor.name, values);
    }
    this.initial = used;
  }
  /** Where names and sizes agree, as training does; without the file there are the initializers. */
  private async adopt(
    session: Session,
    state: readonly StateTensor[],
    path: string | undefined,
  ): Promise<void> {
    if (path === undefined) this.given = null;
    else if (this.given?.path !== path) {
      const tensors = await readTensors(this.platform, path).catch(() => null);
      this.given = tensors && { path, tensors };
    }
    for (const { name, exportName, type } of state) {
      const found = this.given?.tensors.get(exportName);
      if (found?.shape.join() === type.shape.join()) session.writeState(name, found.values);
    }
  }
}

function watchedSample(values: SampleValues, fields: readonly Field[]): WatchedSample {
  checkValues(values, fields);
  return { values, target: targetOf(values, fields) };
}
/** Everything that a preview depends on; where nodes lie is not among it. */
function keyOf({ nodes, edges, training }: Project, fields: readonly Field[]): string {
  const drawn = nodes.map(({ position: _, ...node }) => node);
  const { seed, initialWeights } = training;
  return JSON.stringify([drawn, edges, seed, initialWeights, fields]);
}

function weightsOf(
  id: string | null,
  network: InferredNetwork,
  state: readonly StateTensor[],
  session: Session,
): readonly WeightView[] {
  const owner = id === null ? undefined : network.nodes.get(id)?.owner;
  return state
    .filter(({ node }) => node === owner)
    .map(({ name, type }) =>
      weightView(
        { node: id as string, name: name.slice(name.lastIndexOf('/') + 1), shape: type.shape },
        session.readState(name),
        undefined,
      ),
    );
}

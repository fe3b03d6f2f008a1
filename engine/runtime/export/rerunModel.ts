/** A written model and samples in; both our network and another program compute them, and the verdict comes out. */
import type { Session } from '../../backends/types.ts';
import { Comparison, type Difference } from '../../formats/comparison.ts';
import { rerun, type Samples as Values } from '../../formats/rerun.ts';
import type { ModelOptions, WrittenModel } from '../../formats/types.ts';
import { lowerPrediction } from '../../graph/lower/inspect.ts';
import { outputsOf } from '../../graph/lower/outputs.ts';
import { listWeights } from '../../graph/lower/state.ts';
import type { ModelRunner, RunnableModel } from '../../platform.ts';
import { invariant, NetloomError } from '../../util/errors.ts';
import { fillSlot } from '../feeder.ts';
import { mostSamples, spread } from './samples.ts';
import type { CheckOptions, ExportSource, Verdict } from './types.ts';

const BATCH = 32;
/** The other program holds the bytes and its own copy of the weights in 4 GiB. */
const LARGEST = 2 ** 30;

type Given = ReadonlyMap<string, ArrayLike<number>>;

/** `read` gives the bytes of a file by suffix. */
export async function rerunModel(
  source: ExportSource,
  { name, precision, batch }: Pick<ModelOptions, 'name' | 'precision' | 'batch'>,
  written: WrittenModel,
  read: (suffix: string) => Promise<Uint8Array>,
  options: CheckOptions,
): Promise<Verdict> {
  const bytes = written.files.reduce((sum, { length }) => sum + length, 0);
  if (bytes > LARGEST) return { kind: 'not-run', reason: 'too-large' };
  const opened = await openWritten(name, written, read, options);
  try {
    const difference = await compare(source, { written, opened, batch }, options);
    return judge(difference, precision, options.runner.name);
  } finally {
    await opened.close();
  }
}

function judge(difference: Difference, precision: 'f32' | 'f16', runner: string): Verdict {
  const finite = Number.isFinite(difference.largest);
  if (precision === 'f16' && finite) return { kind: 'half-precision', runner, difference };
  if (difference.ofTolerance <= 1) return { kind: 'same-outputs', runner, difference };
  throw differs(difference);
}

async function openWritten(
  name: string,
  { files }: WrittenModel,
  read: (suffix: string) => Promise<Uint8Array>,
  { runner }: CheckOptions,
): Promise<RunnableModel> {
  const beside = new Map<string, Uint8Array>();
  for (const { suffix } of files.slice(1)) beside.set(`${name}${suffix}`, await read(suffix));
  const model = await read('');
  const opened = await taken(runner, name, () => runner.open(model, beside));
  return {
    run: (inputs) => taken(runner, name, () => opened.run(inputs)),
    close: () => opened.close(),
  };
}

/** What the other program has to say, in a sentence of ours. */
async function taken<T>(runner: ModelRunner, place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NetloomError(
      'model-refused',
      `The file was not written: ${runner.name} does not take it (${reason}).`,
      place,
    );
  }
}

/** A session that holds these weights and nothing else; a run that trains is not disturbed. */
async function openSession({ network, weights, backend, threads }: ExportSource): Promise<Session> {
  const state = listWeights(network);
  const values = new Map(weights.tensors.map(({ name, data }) => [name, data]));
  const session = await backend.createSession({ state, threads });
  for (const { name, exportName } of state) {
    const data = values.get(exportName);
    invariant(data, `there are weights ${exportName}`);
    session.writeState(name, data);
  }
  return session;
}

async function compare(
  source: ExportSource,
  model: {
    readonly written: WrittenModel;
    readonly opened: RunnableModel;
    readonly batch: ModelOptions['batch'];
  },
  { onProgress, signal }: CheckOptions,
): Promise<Difference> {
  const { written, opened, batch } = model;
  const { indices, size } = batches(source.samples.indices, batch);
  const classed = isClassed(source);
  const comparison = new Comparison();
  const session = await openSession(source);
  try {
    const ours = await predictor(source, session, size);
    for (let done = 0; done < indices.length; done += size) {
      signal?.throwIfAborted();
      const chosen = indices.subarray(done, done + size);
      const expected = await ours(chosen);
      const fields = await readFields(source, written, chosen);
      const given = await rerun(opened, written, fields, chosen.length);
      for (const [node, wanted] of expected) {
        const width = wanted.length / chosen.length;
        const kind = { width, classed: classed && width > 1 };
        comparison.add(node, wanted, given.get(node) ?? [], kind);
      }
      comparison.count(chosen.length);
      await onProgress?.(done + chosen.length, indices.length);
    }
    return comparison.difference();
  } finally {
    await session.close();
  }
}

/** Our own outputs by node, without the padding of a last batch. */
async function predictor(
  { network, samples }: ExportSource,
  session: Session,
  batchSize: number,
): Promise<(chosen: Uint32Array) => Promise<Given>> {
  const lowered = lowerPrediction(network, batchSize);
  const executable = await session.load(lowered.program);
  return async (chosen) => {
    const slot = await executable.acquire();
    await fillSlot(slot, lowered, samples.part, chosen, { seed: 0, step: 0, scalars: {} });
    const { outputs } = await slot.run();
    return new Map(
      outputsOf(network).map(({ node }) => {
        const all = outputs[`output:${node.id}`];
        invariant(all, `${node.id} is predicted`);
        return [node.id, all.subarray(0, (all.length / batchSize) * chosen.length)];
      }),
    );
  };
}

async function readFields(
  { network, samples }: ExportSource,
  { inputs }: WrittenModel,
  chosen: Uint32Array,
): Promise<ReadonlyMap<string, Values>> {
  const values = new Map<string, Values>();
  for (const name of new Set(inputs.map(({ field }) => field))) {
    const field = network.fields?.find((candidate) => candidate.name === name);
    invariant(field, `the data have a field ${name}`);
    const length = field.shape.reduce((a, b) => a * b, chosen.length);
    const out = field.dtype === 'i32' ? new Int32Array(length) : new Float32Array(length);
    await samples.part.read(field.name, chosen, out);
    values.set(field.name, out);
  }
  return values;
}

/** A fixed batch is always a whole one. */
function batches(
  indices: Uint32Array,
  batch: ModelOptions['batch'],
): { readonly indices: Uint32Array; readonly size: number } {
  const most = Math.min(mostSamples, indices.length);
  const size = batch === 'dynamic' ? Math.min(BATCH, most) : batch;
  const count = batch === 'dynamic' ? most : size * Math.max(1, Math.floor(most / size));
  return { indices: spread(indices, count), size };
}
/** Whether the largest number of an output is a class. */
function isClassed({ dataset }: ExportSource): boolean {
  return dataset?.fields.some(({ role, classes }) => role === 'target' && classes) === true;
}

function differs({ largest, samples }: Difference): NetloomError {
  const size = Number.isFinite(largest) ? `by up to ${largest.toPrecision(3)}` : 'without bounds';
  return new NetloomError(
    'model-output-differs',
    `The file was not written: on ${samples} samples its outputs differ from the network's ${size}.`,
  );
}

/** A written model and samples in; both our network and another program compute them, and the verdict comes out. */
import type { Session } from '../../backends/types.ts';
import { Comparison, type Difference } from '../../formats/comparison.ts';
import { rerun, type Samples as Values } from '../../formats/rerun.ts';
import type { WrittenModel } from '../../formats/types.ts';
import { lowerPrediction } from '../../graph/lower/inspect.ts';
import { outputsOf } from '../../graph/lower/outputs.ts';
import { listWeights } from '../../graph/lower/state.ts';
import type { RunnableModel } from '../../platform.ts';
import { invariant, NetloomError } from '../../util/errors.ts';
import { batchIndices, fillSlot } from '../feeder.ts';
import type { CheckOptions, ExportSource, Verdict } from './types.ts';

/** Enough to see every class and every branch of a ReLU; one more second for a network of today. */
const MOST_SAMPLES = 256;
const BATCH = 32;
/** The other program holds the bytes and its own copy of the weights in 4 GiB. */
const LARGEST = 2 ** 30;

type Given = ReadonlyMap<string, ArrayLike<number>>;

/** `read` gives the bytes of a file by suffix. */
export async function rerunModel(
  source: ExportSource,
  { name, precision }: { readonly name: string; readonly precision: 'f32' | 'f16' },
  written: WrittenModel,
  read: (suffix: string) => Promise<Uint8Array>,
  options: CheckOptions,
): Promise<Verdict> {
  const bytes = written.files.reduce((sum, { length }) => sum + length, 0);
  if (bytes > LARGEST) return { kind: 'not-run', reason: 'too-large' };
  const { runner } = options;
  const opened = await openWritten(name, written, read, options);
  const session = await openSession(source);
  try {
    const difference = await compare(source, written, { opened, session }, options);
    if (precision === 'f16')
      return { kind: 'half-precision', runner: runner.name, difference: finite(difference) };
    if (difference.ofTolerance <= 1)
      return { kind: 'same-outputs', runner: runner.name, difference };
    throw differs(difference);
  } finally {
    await session.close();
    await opened.close();
  }
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
  try {
    return await runner.open(model, beside);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NetloomError(
      'model-refused',
      `The file was not written: ${runner.name} does not take it (${reason}).`,
      name,
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
  written: WrittenModel,
  { opened, session }: { readonly opened: RunnableModel; readonly session: Session },
  { onProgress, signal }: CheckOptions,
): Promise<Difference> {
  const { network, samples } = source;
  const indices = spread(samples.indices, MOST_SAMPLES);
  const classed = isClassed(source);
  const comparison = new Comparison();
  const ours = await predictor(source, session, Math.min(BATCH, indices.length));
  for (let batch = 0; batch * BATCH < indices.length; batch++) {
    signal?.throwIfAborted();
    const chosen = batchIndices(indices, batch, BATCH);
    const expected = await ours(chosen);
    const given = await rerun(
      opened,
      written,
      await readFields(source, written, chosen),
      chosen.length,
    );
    for (const { node } of outputsOf(network)) {
      const wanted = expected.get(node.id) ?? [];
      const width = wanted.length / chosen.length;
      comparison.add(node.id, wanted, given.get(node.id) ?? [], {
        width,
        classed: classed && width > 1,
      });
    }
    comparison.count(chosen.length);
    onProgress?.(Math.min(indices.length, (batch + 1) * BATCH), indices.length);
  }
  return comparison.difference();
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

/** At most `most` of them, spread evenly: folders of pictures are sorted by class. */
function spread(indices: Uint32Array, most: number): Uint32Array {
  const count = Math.min(most, indices.length);
  return Uint32Array.from(
    { length: count },
    (_, i) => indices[Math.floor((i * indices.length) / count)] as number,
  );
}
/** Whether the largest number of an output is a class. */
function isClassed({ dataset }: ExportSource): boolean {
  return dataset?.fields.some(({ role, classes }) => role === 'target' && classes) === true;
}

function finite(difference: Difference): Difference {
  if (Number.isFinite(difference.largest)) return difference;
  throw differs(difference);
}
function differs({ largest, samples }: Difference): NetloomError {
  const size = Number.isFinite(largest) ? `by up to ${largest.toPrecision(3)}` : 'without bounds';
  return new NetloomError(
    'model-output-differs',
    `The file was not written: on ${samples} samples its outputs differ from the network's ${size}.`,
  );
}

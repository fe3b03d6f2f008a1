/** Material and a choice of format in; the bytes of a file, proven by another program or by reading it back, out. */
import type { Backend } from '../../backends/types.ts';
import type { Part } from '../../data/types.ts';
import { formats } from '../../formats/index.ts';
import type { FilePart } from '../../formats/types.ts';
import type { ModelRunner } from '../../platform.ts';
import type { ChosenWeights } from '../../runtime/chosenWeights.ts';
import { prepareExport, prepareWeights } from '../../runtime/export/prepare.ts';
import { sourceWithData, sourceWithoutData } from '../../runtime/export/source.ts';
import type { ExportSource, PreparedExport } from '../../runtime/export/types.ts';
import type { NamedTensors } from '../../runtime/weights.ts';
import { invariant, NetloomError } from '../../util/errors.ts';
import { hex, Sha256 } from '../../util/sha256.ts';
import type {
  ExportChoice,
  ExportedFile,
  ExportMaterial,
  ExportProgress,
  ExportSamples,
} from './types.ts';

/** What the page can hold as one piece and save; the command line writes larger ones. */
const LARGEST = 2 ** 31 - 2 ** 16;
/** Milliseconds after which messages are let in, so that a cancel is heard. */
const LONGEST_TURN = 50;

export interface ExportContext {
  readonly backend: Backend;
  readonly runner: ModelRunner;
  readonly signal: AbortSignal;
  readonly tell: (progress: ExportProgress) => void;
}

/** Throws 'export-too-large', the signal's reason, and what `prepareExport` and its check throw. */
export async function exportFile(
  material: ExportMaterial,
  choice: ExportChoice,
  context: ExportContext,
): Promise<ExportedFile> {
  const { signal, tell, runner } = context;
  const prepared = prepare(material, choice, context);
  const [file, ...beside] = prepared.files;
  invariant(file, 'an export has a file');
  if (beside.length > 0 || file.length > LARGEST) throw tooLarge(choice.name);
  const { bytes, sha256 } = await write(file, context);
  const verdict = await prepared.check(async () => bytes, {
    runner,
    signal,
    onProgress: async (done, of) => {
      tell({ stage: 'checking', done, of });
      await messagesIn();
    },
  });
  signal.throwIfAborted();
  const { which, epoch } = material.weights;
  const { tensors, parameters } = prepared;
  const wasRun = verdict.kind === 'same-outputs' || verdict.kind === 'half-precision';
  const triedWith = wasRun ? (material.samples?.from ?? 'random') : null;
  return { bytes, sha256, which, epoch: epoch ?? null, verdict, triedWith, tensors, parameters };
}

function prepare(
  material: ExportMaterial,
  { format, name, layout, foldBatchNorm, precision }: ExportChoice,
  { backend }: ExportContext,
): PreparedExport {
  if (!formats.get(format)?.writeModel) return prepareWeights(material.weights, format);
  const options = { layout, foldBatchNorm, precision, batch: 'dynamic', externalAbove: LARGEST };
  return prepareExport(sourceOf(material, backend), format, name, { ...options, batch: 'dynamic' });
}

function sourceOf(material: ExportMaterial, backend: Backend): ExportSource {
  const { project, fields, preparation, weights, samples } = material;
  const computing = { backend, threads: 1 };
  const tensors = byName(weights);
  if (!fields) return sourceWithoutData(project, tensors, project.name, computing);
  invariant(samples, 'a network with data is tried with samples');
  const dataset = { fields, preparation: () => preparation };
  const tried = {
    part: partOf(samples),
    indices: Uint32Array.from({ length: samples.count }, (_, i) => i),
  };
  const source = sourceWithData(project, tensors, { dataset, samples: tried }, computing);
  const { which, epoch } = weights;
  return {
    ...source,
    weights: { ...source.weights, which, ...(epoch !== undefined && { epoch }) },
  };
}
const byName = ({ tensors }: ChosenWeights): NamedTensors =>
  new Map(tensors.map(({ name, shape, data }) => [name, { shape, values: data }]));

function partOf({ count, values }: ExportSamples): Part {
  return {
    size: count,
    read: async (field, indices, out) => {
      const all = values[field];
      invariant(all, `there are samples of ${field}`);
      const width = all.length / count;
      for (const [row, index] of indices.entries())
        out.set(all.subarray(index * width, (index + 1) * width), row * width);
    },
  };
}

async function write(
  { length, pieces }: FilePart,
  { signal, tell }: ExportContext,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly sha256: string }> {
  const bytes = new Uint8Array(length);
  const hash = new Sha256();
  let done = 0;
  let began = performance.now();
  for (const piece of pieces()) {
    bytes.set(piece, done);
    hash.update(piece);
    done += piece.length;
    if (performance.now() - began < LONGEST_TURN) continue;
    tell({ stage: 'writing', done, of: length });
    await messagesIn();
    signal.throwIfAborted();
    began = performance.now();
  }
  return { bytes, sha256: hex(hash.digest()) };
}

const messagesIn = () => new Promise<void>((resolve) => setTimeout(resolve));
function tooLarge(name: string): NetloomError {
  return new NetloomError(
    'export-too-large',
    'The file would be larger than 2 GB, which the window cannot save: use "netloom export" on the command line.',
    name,
  );
}

/** `netloom export`: trained weights as a file in any format that writes, proven before it gets its name. */
import { basename } from 'node:path';
import {
  type ExportOptions,
  type ExportSource,
  formats,
  NetloomError,
  openRun,
  type PreparedExport,
  prepareExport,
  type Run,
  sourceOfRun,
  sourceWithoutData,
  standsAlone,
  type Verdict,
} from '../../engine/index.ts';
import { type WrittenFile, writeChecked } from '../../files/writeChecked.ts';
import { bar, bytes, count, number } from '../format.ts';
import { host } from '../host.ts';
import { onnxRuntime } from '../onnxRuntime.ts';
import { loadProject, loadWeights, type RunOptions, readWeights, runOverrides } from '../open.ts';
import { ProgressLine } from '../progressLine.ts';

export interface ExportCommandOptions extends RunOptions {
  readonly weights: string;
  readonly format: string;
  readonly out: string;
  readonly layout: 'nchw' | 'nhwc';
  readonly foldBatchNorm: boolean;
  readonly precision: 'f32' | 'f16';
  readonly fixedBatch?: number;
  readonly externalAbove: number;
  readonly json?: boolean;
}
interface Exported {
  readonly verdict: Verdict;
  readonly files: readonly WrittenFile[];
  readonly prepared: PreparedExport;
}

/** Resolves to the exit code: 0 when the file is there and proven, 130 after Ctrl-C. Throws where it is not kept. */
export async function exportNetwork(
  projectPath: string,
  options: ExportCommandOptions,
): Promise<number> {
  requireFitting(options);
  const { source, run } = await open(projectPath, options);
  try {
    const name = basename(options.out);
    const prepared = prepareExport(source, options.format, name, modelOptions(options));
    const exported = await write(prepared, options.out);
    if (exported === null) return 130;
    const text = options.json ? asJson(exported) : sentences(exported);
    process.stdout.write(`${text}\n`);
    return 0;
  } finally {
    await run?.close();
  }
}

/** Weights alone have no layout and no graph: a setting is refused rather than ignored. */
function requireFitting({
  format,
  layout,
  foldBatchNorm,
  precision,
  fixedBatch,
}: ExportCommandOptions): void {
  if (formats.get(format)?.writeModel) return;
  if (layout === 'nchw' && !foldBatchNorm && precision === 'f32' && fixedBatch === undefined)
    return;
  throw new NetloomError(
    'usage',
    `The format ${format} holds weights alone: layout, precision, batch and batch normalization cannot be chosen.`,
  );
}

/** A project that came without data is exported without them. */
async function open(
  projectPath: string,
  options: ExportCommandOptions,
): Promise<{ readonly source: ExportSource; readonly run: Run | null }> {
  const project = await loadProject(host(), projectPath);
  const overrides = runOverrides(options, projectPath);
  if (standsAlone(project) && options.data === undefined) {
    const tensors = await readWeights(options.weights);
    return { source: sourceWithoutData(project, tensors, options.weights, overrides), run: null };
  }
  const run = await openRun(host(), { project, ...overrides });
  try {
    await loadWeights(run, options.weights);
    return { source: sourceOfRun(run, overrides), run };
  } catch (error) {
    await run.close();
    throw error;
  }
}

function modelOptions(options: ExportCommandOptions): ExportOptions {
  const { layout, foldBatchNorm, precision, fixedBatch, externalAbove } = options;
  return { layout, foldBatchNorm, precision, batch: fixedBatch ?? 'dynamic', externalAbove };
}

/** Null after Ctrl-C; then nothing is left under the name that was not there before. */
async function write(prepared: PreparedExport, out: string): Promise<Exported | null> {
  const line = new ProgressLine(process.stderr);
  const cancelling = new AbortController();
  const { signal } = cancelling;
  const cancel = () => cancelling.abort(new NetloomError('cancelled', 'The export was cancelled.'));
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  const whole = prepared.files.reduce((sum, { length }) => sum + length, 0);
  try {
    const { result, files } = await writeChecked(
      prepared.files.map(({ suffix, pieces }) => ({ path: `${out}${suffix}`, pieces })),
      (read) => {
        const bySuffix = (suffix: string) =>
          read(prepared.files.findIndex((file) => file.suffix === suffix));
        return prepared.check(bySuffix, {
          runner: onnxRuntime,
          signal,
          onProgress: (done, of) => line.show(`Checking ${bar(done / of, 20)}`),
        });
      },
      { signal, onProgress: (written) => line.show(`Writing ${bar(written / whole, 20)}`) },
    );
    return { verdict: result, files, prepared };
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    line.clear();
  }
}

/** `Same outputs: …`, then a line for each file. */
function sentences({ verdict, files, prepared }: Exported): string {
  const lines = files.map(({ path, size, sha256 }) => `${path}  ${bytes(size)}  SHA-256 ${sha256}`);
  const what = `${count(prepared.parameters)} parameters in ${count(prepared.tensors)} tensors`;
  return [verdictSentence(verdict), what, ...lines].join('\n');
}
function verdictSentence(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'same-outputs': {
      const { samples, largest } = verdict.difference;
      return `Same outputs: ${verdict.runner} ran the file on ${count(samples)} samples, largest difference ${number(largest)}.`;
    }
    case 'half-precision': {
      const { samples, largest, changed } = verdict.difference;
      const other = changed === null ? '' : `, another class first for ${count(changed)} of them`;
      return `Half precision: ${verdict.runner} ran the file on ${count(samples)} samples, largest difference ${number(largest)}${other}.`;
    }
    case 'read-back':
      return `Read back, bit-equal: all ${count(verdict.tensors)} tensors.`;
    case 'not-run':
      return 'Not run here: the file is too large for the program that would run it.';
    default:
      return verdict satisfies never;
  }
}

function asJson({ verdict, files, prepared }: Exported): string {
  const { parameters, tensors } = prepared;
  return JSON.stringify({ event: 'export', verdict, parameters, tensors, files });
}

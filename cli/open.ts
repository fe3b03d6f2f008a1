/** Options that several commands share, and what they open: project files, weights, parts of the data. */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import {
  dataNoteSentence,
  issueSentence,
  NetloomError,
  type Platform,
  type Project,
  parseProject,
  type Run,
  type RunRequest,
  readSafetensors,
  referenceBackend,
  type Samples,
  wasmBackend,
} from '../engine/index.ts';
import { largestProjectFile } from '../files/projects.ts';
import { count } from './format.ts';
import { host } from './host.ts';

export interface RunOptions {
  readonly data?: string;
  readonly target?: string;
  readonly threads?: number;
  readonly backend: 'wasm' | 'reference';
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed?: number;
  readonly learningRate?: number;
}
export type PartName = 'validation' | 'train' | 'all';

const largestWeightsFile = 4 * 2 ** 30;

/** More threads than cores only wait for each other; more than eight rarely pay on networks of this size. */
function defaultThreads(): number {
  return Math.min(availableParallelism(), 8);
}

export async function loadProject(platform: Platform, path: string): Promise<Project> {
  const bytes = await readAll(platform, path, largestProjectFile);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new NetloomError(
      'project-invalid',
      `${path} is not a Netloom project: it is not text.`,
      path,
    );
  }
  const result = parseProject(text);
  if ('project' in result) return result.project;
  throw new NetloomError('project-invalid', `${path}: ${issueSentence(result.issues[0])}`, path);
}

/** What `openRun` takes, from the command line's options. */
export function runOverrides(
  options: RunOptions,
  projectPath: string,
): Omit<RunRequest, 'project'> {
  const { data, target, epochs, batch, seed, learningRate } = options;
  return {
    projectFolder: dirname(projectPath),
    backend: options.backend === 'reference' ? referenceBackend : wasmBackend(host()),
    threads: options.threads ?? defaultThreads(),
    ...(data !== undefined && { data }),
    ...(target !== undefined && { target }),
    ...(epochs !== undefined && { epochs }),
    ...(batch !== undefined && { batch }),
    ...(seed !== undefined && { seed }),
    ...(learningRate !== undefined && { learningRate }),
  };
}

/** Reads weights into the run; every tensor of the network must be there, with its shape. */
export async function loadWeights(run: Run, path: string): Promise<void> {
  run.importWeights(await readWeights(path), path);
}
/** The tensors of a weights file, by name. */
export async function readWeights(path: string) {
  return readSafetensors(await readAll(host(), path, largestWeightsFile), path).tensors;
}

export function partOf(run: Run, name: PartName): Samples {
  if (name === 'train') return run.training;
  if (name === 'all') {
    const part = run.dataset.train;
    return { part, indices: Uint32Array.from({ length: part.size }, (_, i) => i) };
  }
  if (!run.validation) {
    throw new NetloomError(
      'no-validation-part',
      'The data have no validation part: use --part train or --part all.',
    );
  }
  return run.validation;
}

/** What is trained on what, a line each. */
export function describeData(run: Run): readonly string[] {
  const { dataset, training, validation, network, session, project } = run;
  const weights = network.state.filter(({ role }) => role === 'weight');
  const parameters = weights.reduce(
    (sum, { type }) => sum + type.shape.reduce((a, b) => a * b, 1),
    0,
  );
  const held = validation ? `, ${count(validation.indices.length)} to validate` : '';
  return [
    `${project.name}: ${count(parameters)} parameters, ${session.backend} backend, ${session.threads} thread${session.threads === 1 ? '' : 's'}`,
    `${dataset.name}: ${count(training.indices.length)} samples to train${held}`,
    ...dataset.notes.map((note) => dataNoteSentence(note)),
  ];
}

/** A whole file, when it is at most `limit` bytes. */
export async function readAll(
  platform: Platform,
  path: string,
  limit: number,
): Promise<Uint8Array> {
  const file = await platform.openFile(path);
  try {
    if (file.size > limit)
      throw new NetloomError(
        'file-too-large',
        `${path} is too large to be what it should be.`,
        path,
      );
    return await file.read(0, file.size);
  } finally {
    await file.close();
  }
}

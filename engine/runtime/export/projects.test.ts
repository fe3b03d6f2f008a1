/** Every example project, trained briefly: what it exports is computed by onnxruntime-web as we predict it, each time alike. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wasmBackend } from '../../backends/wasm/index.ts';
import { decodeModel } from '../../formats/onnx/protoDecode.ts';
import { readOnnx } from '../../formats/onnx/read/readModel.ts';
import { parseProject } from '../../graph/document/parse.ts';
import type { Project } from '../../graph/document/schema.ts';
import { bytesOfFile, plainOptions } from '../../testing/modelCheck.ts';
import { onnxRunner } from '../../testing/onnxRunner.ts';
import { type StorePlatform, storePlatform } from '../../testing/storePlatform.ts';
import { RandomStream } from '../../util/random.ts';
import { openRun, type Run } from '../run.ts';
import { prepareExport } from './prepare.ts';
import { sourceOfRun, sourceWithoutData, standsAlone } from './source.ts';
import type { ExportOptions, ExportSource } from './types.ts';

const folder = new URL('../../../assets/projects/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.netloom'));

function readProject(file: string): Project {
  const result = parseProject(readFileSync(new URL(file, folder), 'utf8'));
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.project;
}

/** 256 held-out samples and few to train on; a made-up table where the project waits for one. */
function withData(project: Project, platform: StorePlatform): Project {
  const { source, options } = project.data;
  if (source === null) {
    platform.files.set('table.csv', new TextEncoder().encode(madeUpTable(String(options.target))));
    return { ...project, data: { source: { kind: 'path', path: 'table.csv' }, options } };
  }
  const train = project.training.split.kind === 'provided' ? 160 : 1400;
  return { ...project, data: { source, options: { ...options, train, test: 256 } } };
}
/** Two columns of numbers with gaps, one of categories, one of names, and what is to be learned from them. */
function madeUpTable(target: string): string {
  const random = new RandomStream(2);
  const rows = Array.from({ length: 1400 }, (_, i) => {
    const [a, b] = [random.normal() * 3 + 10, random.normal()];
    const kind = ['x', 'y', 'z'][random.integer(3)] as string;
    const sum = a - 10 + b + (kind === 'x' ? 2 : 0);
    const learned =
      target === 'mpg' ? sum.toFixed(3) : sum > 2 ? 'much' : sum > 0 ? 'some' : 'none';
    return [a.toFixed(3), random.integer(20) === 0 ? '' : b.toFixed(3), kind, `name ${i}`, learned];
  });
  return [['a', 'b', 'kind', 'name', target], ...rows].map((row) => row.join(',')).join('\n');
}

const backendOf = (platform: StorePlatform) => ({ backend: wasmBackend(platform), threads: 2 });

/** One short epoch, so that every weight and every running statistic has moved. */
async function trained(file: string, platform: StorePlatform): Promise<Run> {
  const project = withData(readProject(file), platform);
  const run = await openRun(platform, { project, ...backendOf(platform), epochs: 1, batch: 16 });
  const outcome = await run
    .trainer({ onEvent: () => {}, saveEvery: { steps: 1000, milliseconds: 1e9 } })
    .run();
  expect(outcome.steps).toBeGreaterThanOrEqual(10);
  return run;
}

/** The files' bytes and their verdict. */
async function exported(source: ExportSource, options: Partial<ExportOptions> = {}) {
  const prepared = prepareExport(source, 'onnx', 'model.onnx', { ...plainOptions, ...options });
  const written = new Map(prepared.files.map((part) => [part.suffix, bytesOfFile(part)]));
  const read = async (suffix: string) => written.get(suffix) as Uint8Array;
  return { model: await read(''), verdict: await prepared.check(read, { runner: onnxRunner }) };
}

describe.each(files)('%s', (file) => {
  test('exports what onnxruntime-web computes alike, in every arrangement', async () => {
    const platform = storePlatform();
    const run = await trained(file, platform);
    const source = sourceOfRun(run, backendOf(platform));
    const same = { kind: 'same-outputs', difference: { samples: 256 } };
    const { model, verdict } = await exported(source);
    expect(verdict).toMatchObject(same);
    expect((await exported(source)).model).toEqual(model);
    const folded = await exported(source, { foldBatchNorm: true, layout: 'nhwc' });
    expect(folded.verdict).toMatchObject(same);
    const half = await exported(source, { precision: 'f16' });
    expect(half.verdict).toMatchObject({ kind: 'half-precision', difference: { samples: 256 } });
    expect(half.model.length).toBeLessThan(model.length);
    await run.close();

    // Read by us and written again it is the same graph, proven on random numbers.
    const read = await readOnnx(model, file, null);
    const weights = new Map(
      read.weights.map(({ name, shape, data }) => [name, { shape, values: data }]),
    );
    expect(standsAlone(read.project)).toBe(true);
    const again = sourceWithoutData(read.project, weights, file, backendOf(platform));
    const second = await exported(again);
    expect(second.verdict).toMatchObject(same);
    expect(decodeModel(second.model, file).graph).toEqual(decodeModel(model, file).graph);

    // All of its operators are ONNX's own, and every normalization behind a convolution can be folded.
    const operators = (bytes: Uint8Array) =>
      decodeModel(bytes, file).graph?.node.map(({ opType }) => opType) ?? [];
    expect(operators(folded.model)).not.toContain('BatchNormalization');
    const metadata = new Map(
      decodeModel(model, file).metadataProps.map(({ key, value }) => [key, value]),
    );
    const inputs: unknown = JSON.parse(metadata.get('inputs') ?? '');
    const [input] = decodeModel(model, file).graph?.input ?? [];
    expect(inputs).toHaveProperty([input?.name ?? '', 'field']);
    expect(metadata.has('classes')).toBe(run.classes.length > 0);
  });
});

/** `netloom export` as a user runs it: files with their verdict, and nothing where it cannot be given. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './testing/runCli.ts';

const project = 'assets/projects/mlp.netloom';
let folder: string;
const file = (name: string) => join(folder, name);
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const weights = () => file('weights.safetensors');
const exporting = (out: string, ...more: string[]) =>
  runCli(['export', project, '--weights', weights(), '--out', file(out), ...more]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netloom-export-'));
  const trained = await runCli(['train', project, '--epochs', '1', '--out', weights()]);
  expect(trained.code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('export', () => {
  it('writes an ONNX model that another program computes alike, the same bytes each time', async () => {
    const first = await exporting('mlp.onnx', '--format', 'onnx');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      /^Same outputs: onnxruntime-web [\d.]+ ran the file on 256 samples, largest difference \S+\.$/m,
    );
    expect(first.stdout).toContain(`SHA-256 ${sha256(file('mlp.onnx'))}`);
    await exporting('again.onnx', '--format', 'onnx');
    expect(sha256(file('again.onnx'))).toBe(sha256(file('mlp.onnx')));
  });

  it('tells everything as JSON, of weights beside the model too', async () => {
    const result = await exporting(
      'half.onnx',
      ...['--format', 'onnx', '--precision', 'f16', '--layout', 'nhwc', '--fold-batch-norm'],
      ...['--fixed-batch', '8', '--external-above', '1000', '--json'],
    );
    expect(result.stderr).toBe('');
    const [told] = result.lines();
    const path = file('half.onnx');
    expect(told).toMatchObject({
      event: 'export',
      verdict: {
        kind: 'half-precision',
        runner: expect.stringMatching(/^onnxruntime-web [\d.]+$/),
        difference: { samples: 256, changed: expect.any(Number) },
      },
      parameters: 101_770,
      tensors: 4,
      files: [path, `${path}.data`].map((one) => ({
        path: one,
        size: statSync(one).size,
        sha256: sha256(one),
      })),
    });
  });

  it('writes safetensors and reads them back', async () => {
    const result = await exporting('copy.safetensors', '--format', 'safetensors');
    expect(result.stdout).toMatch(/^Read back, bit-equal: all 4 tensors\.$/m);
    expect(sha256(file('copy.safetensors'))).toBe(sha256(weights()));
  });

  it('takes no setting that the format does not have', async () => {
    const more = ['--format', 'safetensors', '--precision', 'f16'];
    const result = await exporting('refused.safetensors', ...more);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/^The format safetensors holds weights alone: .*\.\n$/);
    expect((await exporting('refused', '--format', 'word')).code).toBe(2);
  });

  it('leaves what was there, and nothing else, where it fails', async () => {
    const path = file('kept.onnx');
    writeFileSync(path, 'old');
    const before = readdirSync(folder).sort();
    const noWeights = file('mlp.onnx');
    const wrong = ['export', project, '--weights', noWeights, '--format', 'onnx', '--out', path];
    const result = await runCli(wrong);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/^\S+mlp\.onnx .*\.\n$/);
    const nowhere = await exporting(join('missing', 'mlp.onnx'), '--format', 'onnx');
    expect(nowhere).toMatchObject({ code: 1, stdout: '' });
    expect(nowhere.stderr).toMatch(/^The folder .* does not exist\.\n$/);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('exports what it has imported, without any data', async () => {
    const imported = await runCli(['import', file('mlp.onnx'), '--out', file('imported.netloom')]);
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    const result = await runCli([
      'export',
      file('imported.netloom'),
      ...['--weights', file('imported.safetensors')],
      ...['--format', 'onnx', '--out', file('imported.onnx')],
    ]);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(
      /^Same outputs: onnxruntime-web [\d.]+ ran the file on 256 samples/m,
    );
  });
});

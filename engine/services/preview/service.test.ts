import { describe, expect, it } from 'vitest';
import { builtinDatasets } from '../../data/builtins.ts';
import { writeSafetensors } from '../../formats/safetensors.ts';
import type { Project } from '../../graph/document/schema.ts';
import { allNodes, digitsProject, validationSample } from '../../testing/digitsProject.ts';
import { ServiceClient, unwrap } from '../../testing/serviceClient.ts';
import { storePlatform } from '../../testing/storePlatform.ts';
import { trainingService } from '../training/service.ts';
import type { LiveFrame } from '../views/types.ts';
import { previewService } from './service.ts';

const dataset = builtinDatasets.get('digits')?.open({ train: 640, test: 64 });
if (!dataset) throw new Error('there are built-in digits');
const { fields } = dataset;
async function sample(index: number) {
  const image = new Float32Array(784);
  const label = new Int32Array(1);
  await dataset?.test?.read('image', Uint32Array.of(index), image);
  await dataset?.test?.read('label', Uint32Array.of(index), label);
  return { image, label };
}
function service() {
  return previewService(storePlatform({ sharedMemory: false }));
}
async function preview(project: Project, nodes = allNodes, weightsOf: string | null = null) {
  const watch = { id: 7, nodes, samples: [await sample(3)], weightsOf };
  return unwrap(await service().preview({ project, fields, watch }));
}
const shown = (frame: LiveFrame) => frame.samples[0]?.nodes.map(({ node }) => node);
const without = (project: Project, ...ids: string[]): Project => ({
  ...project,
  nodes: project.nodes.filter(({ id }) => !ids.includes(id)),
  edges: project.edges.filter(({ from, to }) => !ids.includes(from.node) && !ids.includes(to.node)),
});

describe('a preview', () => {
  it('shows what the run shows before its first step', async () => {
    const training = trainingService(storePlatform(), { runsDirectory: 'runs' });
    const client = new ServiceClient(training);
    const request = { project: digitsProject(), threads: 2, paused: true };
    unwrap(await training.start(request));
    const live = await client.frameOf(
      await client.watch(allNodes, [validationSample(3)], 'conv'),
      0,
    );
    const frame = await preview(digitsProject(), allNodes, 'conv');
    expect(frame).toMatchObject({ watch: 7, run: null, step: 0 });
    expect(frame.samples).toEqual(live.samples);
    expect(frame.weights).toEqual(live.weights);
    await training.close();
    client.close();
  });
  it('shows the weights of the file that the document begins with, where they fit', async () => {
    const project = digitsProject();
    const begun = { ...project.training, initialWeights: { path: 'w' } };
    const conv = Float32Array.from({ length: 36 }, (_, i) => i / 36);
    const tensors = [
      { name: 'conv/kernel', dtype: 'F32', shape: [3, 3, 1, 4], data: conv },
      { name: 'scores/kernel', dtype: 'F32', shape: [2, 2], data: new Float32Array(4) },
    ] as const;
    const platform = storePlatform({ sharedMemory: false });
    const previews = previewService(platform);
    const look = async (training: Project['training'], weightsOf: string) => {
      const watch = { id: 1, nodes: [], samples: [await sample(3)], weightsOf };
      const request = { project: { ...project, training }, fields, watch };
      return unwrap(await previews.preview(request)).weights;
    };
    const [plain, scores] = [
      await look(project.training, 'conv'),
      await look(project.training, 'scores'),
    ];
    platform.files.set('w', writeSafetensors(tensors));
    const [kernel] = await look(begun, 'conv');
    expect(kernel?.values).toEqual(conv);
    expect(await look(begun, 'scores')).toEqual(scores);
    // Taken back, the initializers are there again; so they are where the file is gone.
    expect(await look(project.training, 'conv')).toEqual(plain);
    expect(await look({ ...begun, initialWeights: { path: 'gone' } }, 'conv')).toEqual(plain);
  });
  it('says why a pixel has its value', async () => {
    const project = digitsProject();
    const frame = await preview(project, [{ node: 'conv', detail: 'full' }]);
    const view = frame.samples[0]?.nodes[0];
    const [height = 0, width = 0] = view?.shape ?? [];
    const place = { node: 'conv', channel: 1, row: 7, column: 9 };
    const asked = { project, fields, sample: await sample(3), ...place };
    const found = unwrap(await service().explainPixel(asked));
    const products = found.patch.values.map((value, i) => value * (found.kernel.values[i] ?? 0));
    expect(found.sum).toBeCloseTo(
      products.reduce((sum, product) => sum + product, 0),
      5,
    );
    expect(found.value).toBe(
      view?.values[(place.channel * height + place.row) * width + place.column],
    );
    expect(await service().explainPixel({ ...asked, node: 'flat' })).toMatchObject({
      ok: false,
      error: { code: 'cannot-explain' },
    });
  });
  it('needs no loss and no end, and leaves out what is not ready', async () => {
    const project = digitsProject();
    expect(shown(await preview(without(project, 'loss', 'scores')))).toEqual([
      'image',
      'conv',
      'norm',
      'relu',
      'pool',
      'flat',
      'drop',
    ]);
    const cut = without(project, 'relu');
    expect(shown(await preview(cut))).toEqual(['image', 'conv', 'norm']);
    const frame = await preview(without(project, 'image'));
    expect(frame.samples).toMatchObject([{ nodes: [], outputs: [] }]);
  });
  it('does not mind settings of training that are wrong', async () => {
    const project = digitsProject({ optimizer: { type: 'of tomorrow', params: {} } });
    expect(shown(await preview(project))).toHaveLength(9);
  });
  it('without a target leaves out the loss', async () => {
    const { image } = await sample(3);
    const watch = { id: 1, nodes: allNodes, samples: [{ image }], weightsOf: null };
    const request = { project: digitsProject(), fields, watch };
    const frame = unwrap(await service().preview(request));
    expect(shown(frame)).not.toContain('loss');
    expect(frame.samples[0]).toMatchObject({ target: null });
  });
  it('follows an edit and a seed, and keeps what an edit does not touch', async () => {
    const one = service();
    const look = async (project: Project) => {
      const watch = { id: 1, nodes: allNodes, samples: [await sample(0)], weightsOf: 'conv' };
      return unwrap(await one.preview({ project, fields, watch }));
    };
    const before = await look(digitsProject());
    const project = digitsProject();
    const wider = {
      ...project,
      nodes: project.nodes.map((node) =>
        node.id === 'scores' ? { ...node, params: { units: 12 } } : node,
      ),
    };
    const after = await look(wider);
    expect(after.samples[0]?.nodes.find(({ node }) => node === 'scores')?.shape).toEqual([12]);
    expect(after.weights).toEqual(before.weights);
    const seeded = await look(digitsProject({ training: { seed: 9 } }));
    expect(seeded.weights[0]?.values).not.toEqual(before.weights[0]?.values);
  });
  it('refuses what does not fit, and networks beyond all bounds', async () => {
    const one = service();
    const wrong = { id: 1, nodes: [], samples: [{ image: new Float32Array(2) }], weightsOf: null };
    expect(await one.preview({ project: digitsProject(), fields, watch: wrong })).toMatchObject({
      error: { code: 'sample-does-not-fit' },
    });
    const project = digitsProject();
    const huge = {
      ...project,
      nodes: project.nodes.map((node) =>
        node.id === 'scores' ? { ...node, params: { units: 900_000 } } : node,
      ),
    };
    const watch = { id: 1, nodes: [], samples: [], weightsOf: null };
    expect(await one.preview({ project: huge, fields, watch })).toMatchObject({
      error: { code: 'preview-too-large' },
    });
  });
});

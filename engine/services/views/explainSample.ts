/** Takes a session that holds a network's weights, a sample and a pixel; computes the sample once and explains the pixel. */
import type { Session } from '../../backends/types.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { readState } from '../../runtime/state.ts';
import type { PixelExplanation } from '../training/types.ts';
import { explain, explainable, type Pixel } from './explain.ts';
import type { Prober } from './prober.ts';
import type { WatchedSample } from './samples.ts';

/** Throws 'cannot-explain', 'pixel-outside'. The session must have no step under way. */
export async function explainSample(
  on: {
    readonly network: InferredNetwork;
    readonly session: Session;
    readonly prober: Prober;
    readonly numbers: { readonly seed: number; readonly step: number };
  },
  pixel: Pixel,
  sample: WatchedSample,
): Promise<PixelExplanation> {
  const layer = explainable(on.network, pixel);
  await on.prober.prepare([
    { node: layer.source.node, detail: 'full' },
    { node: pixel.node, detail: 'full' },
  ]);
  const weights = new Map(
    layer.node.weights.map(({ name }) => {
      const state = `${layer.node.owner}/${name}`;
      return [name, readState(on.session, [state]).get(state) as Float32Array];
    }),
  );
  const { done } = await on.prober.start([sample], on.numbers);
  const [look] = await done;
  const values = (node: string, port: string) =>
    look?.outputs[`probe:${node}:${port}`] ?? new Float32Array(0);
  return explain(
    layer,
    pixel,
    {
      input: values(layer.source.node, layer.source.port),
      output: values(pixel.node, 'output'),
    },
    weights,
  );
}

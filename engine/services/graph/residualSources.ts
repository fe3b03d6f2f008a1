/** A wire in; the values that a Residual in the middle of it could lead around as `skip` out, nearest first. */
import type { Field } from '../../data/types.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { nodeTypes } from '../../graph/registry.ts';
import type { NodeDefinition } from '../../layers/types.ts';
import { NetloomError } from '../../util/errors.ts';
import type { Endpoint, Project } from './types.ts';
import { originOf, valueFrom } from './values.ts';

/** Only values in front of the wire: others would close a circle. Throws NetloomError 'edge-missing'. */
export function residualSources(
  project: Project,
  fields: readonly Field[] | null,
  edge: string,
): readonly Endpoint[] {
  const wire = project.edges.find(({ id }) => id === edge);
  if (!wire) throw new NetloomError('edge-missing', 'The wire is no longer there.', edge);
  const network = inferNetwork(project, fields);
  const main = valueFrom(network, wire.from);
  const start = originOf(network, wire.from);
  if (!main || !start) return [];
  const residual = nodeTypes.get('residual') as NodeDefinition;
  const params = residual.params.parse({});
  return endsBefore(network, start.node).filter((from) => {
    const skip = network.nodes.get(from.node)?.outputs[from.port];
    return skip && !('problem' in residual.infer(params, { main: [main], skip: [skip] }));
  });
}

/** Output ports of the nodes in use in front, in order of their distance in wires. */
function endsBefore(network: InferredNetwork, start: string): readonly Endpoint[] {
  const ends = new Map<string, Endpoint>();
  const seen = new Set([start]);
  let wave = [start];
  while (wave.length > 0) {
    const next: string[] = [];
    for (const id of wave)
      for (const { node, port } of sourcesOf(network, id)) {
        ends.set(JSON.stringify([node, port]), { node, port });
        if (!seen.has(node)) next.push(node);
        seen.add(node);
      }
    wave = next;
  }
  return [...ends.values()];
}

function sourcesOf({ nodes }: InferredNetwork, id: string) {
  const inputs = nodes.get(id)?.inputs.values() ?? [];
  return [...inputs].flat().filter((source) => source.kind === 'node');
}

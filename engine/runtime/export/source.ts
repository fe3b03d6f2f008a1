/** A run, or a network that was drawn without data, in; what is exported, with samples to prove it on, out. */
import type { Backend } from '../../backends/types.ts';
import type { Field, Part } from '../../data/types.ts';
import type { Project } from '../../graph/document/schema.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { issueSentence } from '../../graph/issues/issue.ts';
import { listWeights } from '../../graph/lower/state.ts';
import { nodeTypes } from '../../graph/registry.ts';
import { invariant, NetloomError } from '../../util/errors.ts';
import { RandomStream } from '../../util/random.ts';
import { namedTensors } from '../chosenWeights.ts';
import type { Run } from '../run.ts';
import { fittingState, type NamedTensors } from '../weights.ts';
import type { ExportSource } from './types.ts';

type Computing = { readonly backend: Backend; readonly threads: number };

/** Held-out samples where there are some. `computing` answers beside the run, which is not disturbed. */
export function sourceOfRun(run: Run, computing: Computing, wish?: 'best' | 'last'): ExportSource {
  return {
    network: run.inferred,
    weights: run.chooseWeights(wish),
    dataset: run.dataset,
    samples: run.validation?.indices.length ? run.validation : run.training,
    ...computing,
  };
}

/** Whether the network says everything about itself: it has no data, and no loss that would need some. */
export function standsAlone({ data, nodes }: Project): boolean {
  return data.source === null && nodes.every(({ type }) => !nodeTypes.get(type)?.loss);
}

/** Without data it is proven on random numbers. */
const RANDOM_SAMPLES = 256;

/**
 * For a project that `standsAlone`, such as an imported one. `place` names the file of the weights. Throws
 * 'project-has-issues', 'weights-missing', 'weights-do-not-fit'.
 */
export function sourceWithoutData(
  project: Project,
  tensors: NamedTensors,
  place: string,
  computing: Computing,
): ExportSource {
  const { project: bound, fields } = withFields(project);
  const trained = withWeights(inferNetwork(bound, fields), tensors, place);
  return {
    ...trained,
    dataset: null,
    samples: {
      part: randomPart(trained.network),
      indices: Uint32Array.from({ length: RANDOM_SAMPLES }, (_, i) => i),
    },
    ...computing,
  };
}

/** For weights that are at hand, and samples of the data that they go with. Throws as `sourceWithoutData`. */
export function sourceWithData(
  project: Project,
  tensors: NamedTensors,
  data: {
    readonly dataset: NonNullable<ExportSource['dataset']>;
    readonly samples: ExportSource['samples'];
  },
  computing: Computing,
): ExportSource {
  const network = inferNetwork(project, data.dataset.fields);
  return { ...withWeights(network, tensors, project.name), ...data, ...computing };
}

function withWeights(
  network: InferredNetwork,
  tensors: NamedTensors,
  place: string,
): Pick<ExportSource, 'network' | 'weights'> {
  const wrong = network.issues.find(({ severity }) => severity === 'error');
  if (wrong) throw new NetloomError('project-has-issues', issueSentence(wrong), wrong.node);
  const state = listWeights(network);
  const fitting = fittingState({ state }, tensors, { place, requireAll: true });
  const values = new Map(
    fitting.map(({ name, exportName }) => [name, tensors.get(exportName)?.values as Float32Array]),
  );
  return { network, weights: { tensors: namedTensors(state, values), which: 'last' } };
}

/** Each input node with a field of its own, of the shape that it asks for. */
function withFields(project: Project): {
  readonly project: Project;
  readonly fields: readonly Field[];
} {
  const fields: Field[] = [];
  const nodes = project.nodes.map((node) => {
    if (node.type !== 'input' || !Array.isArray(node.params.shape)) return node;
    const name = node.id;
    fields.push({ name, dtype: 'f32', shape: node.params.shape, role: 'feature' });
    return { ...node, params: { ...node.params, field: name } };
  });
  return { project: { ...project, nodes }, fields };
}

/** Normally distributed numbers; sample n of a field is always the same. */
function randomPart({ fields }: InferredNetwork): Part {
  return {
    size: RANDOM_SAMPLES,
    read: async (name, indices, out) => {
      const at = fields?.findIndex((field) => field.name === name) ?? -1;
      const field = fields?.[at];
      invariant(field, `there is a field ${name}`);
      const width = field.shape.reduce((a, b) => a * b, 1);
      for (const [row, index] of indices.entries()) {
        const random = new RandomStream(at, index);
        for (let i = 0; i < width; i++) out[row * width + i] = random.normal();
      }
    },
  };
}

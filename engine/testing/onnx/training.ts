/** An imported network and its samples in; the losses of training steps and the weights before and behind them out. */
import type { ImportedModel } from '../../formats/types.ts';
import { checkProject } from '../../graph/document/parse.ts';
import type { Project } from '../../graph/document/schema.ts';
import { lowerNetwork } from '../../graph/lower/lower.ts';
import { optimizerDefinition } from '../../optim/index.ts';
import { RandomStream } from '../../util/random.ts';
import { type Target, withBench } from '../targets.ts';
import { feedOf, inferImported, type samplesOf, stateOf } from './imported.ts';

type Samples = ReturnType<typeof samplesOf>;
const OPTIMIZER = 'adam';
const RATE = 0.003;

/** The project with mean squared errors behind all outputs, as a person would wire them; some nodes frozen. */
export function withLosses(
  { project, outputs }: ImportedModel,
  isFrozen: (label: string) => boolean = () => false,
): Project {
  const losses = outputs.map(({ node, name }) => {
    const source = project.edges.find(({ to }) => to.node === node)?.from;
    return { id: `loss-${node}`, source, params: { target: `target ${name}` } };
  });
  const result = checkProject({
    ...project,
    nodes: [
      ...project.nodes.map((node) => ({ ...node, trainable: !isFrozen(node.label) })),
      ...losses.map(({ id, params }) => ({ id, type: 'meanSquaredError', label: id, params })),
    ],
    edges: [
      ...project.edges,
      ...losses.map(({ id, source }) => ({
        id: `to-${id}`,
        from: source,
        to: { node: id, port: 'prediction' },
      })),
    ],
    training: {
      ...project.training,
      phases: [{ epochs: 1, objectives: [{ optimizer: { type: OPTIMIZER, params: {} } }] }],
    },
  });
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.project;
}

export interface Trained {
  readonly losses: readonly number[];
  /** By state name. */
  readonly before: Readonly<Record<string, ArrayLike<number>>>;
  readonly after: Readonly<Record<string, ArrayLike<number>>>;
}

/** Steps on one batch, with random numbers as targets. */
export function train(
  target: Target,
  model: ImportedModel,
  samples: Samples,
  project: Project,
  steps: number,
): Promise<Trained> {
  const random = new RandomStream(17);
  const batch = [...samples.values()][0]?.shape[0] as number;
  const plain = inferImported(model, samples);
  const targets = model.outputs.map(({ node, name }) => {
    const shape = plain.nodes.get(node)?.outputs.output?.shape.slice(1) ?? [];
    return { name: `target ${name}`, dtype: 'f32' as const, shape, role: 'target' as const };
  });
  const network = lowerNetwork(inferImported(model, samples, project, targets));
  const wanted = targets.map(({ name, shape }) => {
    const length = shape.reduce((a, b) => a * b, batch);
    return [`field:${name}`, Float32Array.from({ length }, () => random.normal())] as const;
  });
  const weights = stateOf(model, plain);
  const before = Object.fromEntries(
    network.state.map(({ name, type, initial }) => {
      const zeros = new Float32Array(type.shape.reduce((a, b) => a * b, 1));
      const slot = initial.kind === 'value' ? zeros.fill(initial.value) : zeros;
      return [name, weights[name] ?? slot];
    }),
  );
  const optimizer = optimizerDefinition(OPTIMIZER);
  const { program } = network.trainStep(0, 0, batch);
  return withBench(target, program, before, async (bench) => {
    const losses: number[] = [];
    for (let step = 1; step <= steps; step++) {
      const scalars = optimizer.scalars(optimizer.params.parse({}), { step, learningRate: RATE });
      const outputs = await bench.step({
        ...feedOf(model, samples),
        ...Object.fromEntries(wanted),
        ...Object.fromEntries(
          Object.entries(scalars).map(([name, value]) => [`scalar:${name}`, [value]]),
        ),
        learningRate: [RATE],
        seed: [1],
        step: [step],
      });
      losses.push(outputs.loss?.[0] as number);
    }
    const names = network.state.filter(({ role }) => role !== 'slot').map(({ name }) => name);
    const inProgram = new Set(
      program.instructions.flatMap(({ op, attributes }) =>
        op === 'param' ? [attributes.name] : [],
      ),
    );
    const after = Object.fromEntries(
      names.flatMap((name) => (inProgram.has(name) ? [[name, bench.state(name)]] : [])),
    );
    return { losses, before, after };
  });
}

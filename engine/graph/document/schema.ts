/** The project document, version 1: what a person drew and chose, as zod schemas and the types they give. */
import * as z from 'zod';
import { documentVersion, limits } from './limits.ts';

/** Part of state names and files, so it stays plain. */
const id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'ids are 1 to 64 letters, digits, "-" or "_"' });
const name = z.string().min(1).max(200);
const record = z.record(z.string().max(200), z.unknown());
const coordinate = z.number().min(-1e7).max(1e7);
const position = z.strictObject({ x: coordinate, y: coordinate });
/** A registry's record and its params; the registry checks them. */
const choice = z.strictObject({ type: name, params: record.default({}) });

/** Which end of which node. */
const endpoint = z.strictObject({ node: id, port: name });
const edge = z.strictObject({ id, from: endpoint, to: endpoint });

const node = z.strictObject({
  id,
  type: name,
  /** Version of the params, for the type's migrations. */
  version: z.int().min(1).max(1_000_000).default(1),
  params: record.default({}),
  /** Unique in its block; exported weights are named by it. */
  label: name,
  position: position.default({ x: 0, y: 0 }),
  /** Left out: what comes in at the first port goes on. */
  disabled: z.boolean().default(false),
  /** False keeps the weights as they are. */
  trainable: z.boolean().default(true),
  /** Uses the weights of that node, which has the same type. */
  sharesWith: id.optional(),
});

/** Reserved: groups of nodes that are used as one. */
const block = z.strictObject({ id, label: name, nodes: z.array(id).max(limits.nodes) });
/** Reserved: text on the canvas. */
const note = z.strictObject({ id, text: z.string().max(limits.text), position });

const source = z.union([
  z
    .string()
    .regex(/^builtin:[A-Za-z0-9-]{1,64}$/, { error: 'a source is "builtin:NAME" or a path' }),
  z.strictObject({ kind: z.literal('path'), path: z.string().min(1).max(4096) }),
]);
const data = z.strictObject({
  /** Null: still to be chosen; the options below then wait for it. */
  source: source.nullable().default(null),
  /** For the source's reader, such as the target column of a table. */
  options: record.default({}),
});

/** Probability or share in (0, 1). */
const fraction = z.number().gt(0).lt(1);
const split = z.discriminatedUnion('kind', [
  /** `validation` of the samples are held out, drawn at random unless `shuffle` is false (then the last ones). */
  z.strictObject({
    kind: z.literal('fraction'),
    validation: fraction,
    shuffle: z.boolean().default(true),
  }),
  /** The data's own held-out part. */
  z.strictObject({ kind: z.literal('provided') }),
  z.strictObject({
    kind: z.literal('kfold'),
    k: z.int().min(2).max(100),
    repeats: z.int().min(1).max(100).default(1),
  }),
]);

const clip = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Each element of each gradient stays within ±limit. */
  z.strictObject({ kind: z.literal('value'), limit: z.number().positive() }),
  /** All gradients are scaled together so that their norm stays within the limit. */
  z.strictObject({ kind: z.literal('norm'), limit: z.number().positive() }),
]);
const objective = z.strictObject({
  /** Loss nodes that are summed; 'all' is every one there is. */
  losses: z.union([z.literal('all'), z.array(id).max(limits.nodes)]).default('all'),
  /** Nodes whose weights it changes. */
  parameters: z.union([z.literal('all'), z.array(id).max(limits.nodes)]).default('all'),
  optimizer: choice.default({ type: 'adam', params: {} }),
  schedule: choice.default({ type: 'constant', params: {} }),
  clip: clip.default({ kind: 'none' }),
  /** It steps on every n-th batch. */
  every: z.int().min(1).max(1_000_000).default(1),
});
const phase = z.strictObject({
  epochs: z.int().min(1).max(1_000_000),
  objectives: z.array(objective).min(1).max(100),
});
const metric = z.strictObject({
  type: name,
  params: record.default({}),
  /** What a loss compares, or a prediction with a field of the data or another value. */
  compares: z.union([
    z.strictObject({ loss: id }),
    z.strictObject({ prediction: endpoint, target: z.union([name, endpoint]) }),
  ]),
});
const earlyStopping = z.strictObject({
  /** 'val_loss', 'loss', or a metric's name with or without 'val_'. */
  monitor: name.default('val_loss'),
  /** Epochs without improvement. */
  patience: z.int().min(1).max(1_000_000).default(5),
  minimumDelta: z.number().min(0).default(0),
  /** Whether the run ends with the best weights rather than the last. */
  restoreBest: z.boolean().default(true),
});
const training = z.strictObject({
  phases: z
    .array(phase)
    .min(1)
    .max(100)
    .default([{ epochs: 10, objectives: [objective.parse({})] }]),
  batchSize: z.int().min(1).max(1_000_000).default(32),
  split: split.default({ kind: 'fraction', validation: 0.2, shuffle: true }),
  seed: z.int().min(0).max(0xffffffff).default(1),
  metrics: z.array(metric).max(1000).default([]),
  earlyStopping: earlyStopping.optional(),
  /** A weights file to begin with instead of the initializers. */
  initialWeights: z.strictObject({ path: z.string().min(1).max(4096) }).optional(),
});

export const projectSchema = z.strictObject({
  format: z.literal('netloom'),
  version: z.literal(documentVersion),
  name: z.string().max(200).default('Untitled'),
  nodes: z.array(node).max(limits.nodes).default([]),
  edges: z.array(edge).max(limits.edges).default([]),
  blocks: z.array(block).max(limits.nodes).default([]),
  notes: z.array(note).max(limits.notes).default([]),
  data: data.default({ source: null, options: {} }),
  training: training.default(training.parse({})),
});

export type Project = z.infer<typeof projectSchema>;
export type ProjectNode = z.infer<typeof node>;
export type ProjectEdge = z.infer<typeof edge>;
export type Endpoint = z.infer<typeof endpoint>;
export type Training = z.infer<typeof training>;
export type Objective = z.infer<typeof objective>;
export type MetricChoice = z.infer<typeof metric>;

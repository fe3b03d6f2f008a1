/** A model file of any format that holds networks in; a project laid out on the canvas and its weights out. */
import { findFormat, formats } from '../../formats/index.ts';
import { writeSafetensors } from '../../formats/safetensors.ts';
import type { ImportedModel, OpenBeside } from '../../formats/types.ts';
import { inferNetwork } from '../../graph/infer/infer.ts';
import type { InferredNetwork } from '../../graph/infer/types.ts';
import { NetloomError } from '../../util/errors.ts';
import { layout } from './layout.ts';
import { inRows } from './rows.ts';
import type { Project } from './types.ts';

export interface ModelFile {
  /** As people know it; it ends as its format's files do. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Null where nothing beside the file can be opened. */
  readonly openBeside: OpenBeside | null;
}
export interface ModelImport {
  readonly project: Project;
  /** As the project stands, still without data. */
  readonly network: InferredNetwork;
  /** A safetensors file: the run that these weights come from is not known, so they are where training begins. */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Numbers in the weights. */
  readonly parameters: number;
  /** What became of the file's operators, the most frequent first. */
  readonly operators: ImportedModel['operators'];
  readonly producer: string;
  /** Of the file's operators. */
  readonly version: number;
}

/** Pixels that a node takes on the canvas. */
const box = { width: 148, height: 116 };

/**
 * `weightsPath` is where the project will find its weights, from its own folder. Throws NetloomError 'format-unknown',
 * 'format-no-network' for a file of weights alone, and what the format's reader throws.
 */
export async function importModel(file: ModelFile, weightsPath: string): Promise<ModelImport> {
  const format = findFormat(file.bytes.subarray(0, 64), file.name);
  if (!format.readModel) {
    const others = [...formats.values()].filter(({ readModel }) => readModel !== undefined);
    throw new NetloomError(
      'format-no-network',
      `${file.name} holds weights without a network; networks come from ${others.map(({ name }) => name.en).join(', ')}.`,
      file.name,
    );
  }
  const model = await format.readModel(file.bytes, file.name, file.openBeside);
  const { operators, producer, version } = model;
  const project = laidOut(beginningWith(named(model.project, file.name), weightsPath));
  return {
    project,
    network: inferNetwork(project, null),
    weights: writeSafetensors(model.weights),
    parameters: model.weights.reduce((sum, { data }) => sum + data.length, 0),
    operators,
    producer,
    version,
  };
}

/** Programs call their graphs by names that say nothing, such as `torch_jit`; the reader keeps those of people. */
function named(project: Project, file: string): Project {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  return { ...project, name: project.name || name.slice(0, 200) };
}
function beginningWith(project: Project, path: string): Project {
  return { ...project, training: { ...project.training, initialWeights: { path } } };
}
function laidOut(project: Project): Project {
  const wires = project.edges.map(({ from, to }) => ({ from: from.node, to: to.node }));
  const line = layout({
    nodes: project.nodes.map(({ id }) => ({ id, ...box })),
    edges: wires.map((wire) => ({ ...wire, skip: false })),
    direction: 'right',
  });
  const places = inRows({ places: line, wires, height: box.height });
  const nodes = project.nodes.map((node) => ({
    ...node,
    position: places[node.id] ?? node.position,
  }));
  return { ...project, nodes };
}

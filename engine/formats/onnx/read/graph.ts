/** A decoded ONNX model in; its graph with every name accounted for out. */
import { limits } from '../../../graph/document/limits.ts';
import { NetloomError } from '../../../util/errors.ts';
import type { ModelProto, TensorProto, ValueInfoProto } from '../proto.ts';
import { Attributes } from './attributes.ts';

export interface Operator {
  /** Such as `Conv`; with its domain in front where that is not ONNX's own. */
  readonly type: string;
  readonly name: string;
  /** Empty: left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}
/** A size, a name for one that is open, or nothing known. */
export type DeclaredSize = number | string | null;
export interface DeclaredValue {
  readonly name: string;
  /** Null where the file says nothing. */
  readonly shape: readonly DeclaredSize[] | null;
}
export interface Graph {
  readonly name: string;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  readonly operators: readonly Operator[];
  /** Those that nothing in the file fills. */
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
  readonly initializers: ReadonlyMap<string, TensorProto>;
  /** Shapes that the file tells of inner values. */
  readonly declared: ReadonlyMap<string, DeclaredValue>;
  /** How many operators take a value; being an output of the graph counts too. */
  readonly uses: ReadonlyMap<string, number>;
}

/** A shape of more is as good as none. */
const MOST_DIMENSIONS = 32;

/** Throws 'onnx-malformed' and 'onnx-too-complex'. */
export function readGraph(model: ModelProto, place: string): Graph {
  const { graph } = model;
  if (!graph) throw malformed(place, 'it holds no graph');
  if (graph.node.length > limits.nodes) {
    throw new NetloomError(
      'onnx-too-complex',
      `${place} has ${graph.node.length} operators; ${limits.nodes} can be shown.`,
      place,
    );
  }
  const initializers = new Map<string, TensorProto>();
  for (const tensor of graph.initializer) {
    if (!tensor.name) throw malformed(place, 'a constant has no name');
    if (initializers.has(tensor.name))
      throw malformed(place, `two constants are called ${shown(tensor.name)}`, tensor.name);
    initializers.set(tensor.name, tensor);
  }
  const operators = graph.node.map(({ opType, domain, name, input, output, attribute }, i) => {
    if (!opType) throw malformed(place, 'an operator has no type', name || `operator ${i}`);
    const where = `${place}, ${shown(name || opType)}`;
    const own = !domain || domain === 'ai.onnx';
    const type = (own ? opType : `${domain}.${opType}`).slice(0, 200);
    const attributes = new Attributes(attribute, where);
    return { type, name: name ?? '', inputs: input, outputs: output, attributes };
  });
  const inputs = graph.input.map(declared).filter(({ name }) => !initializers.has(name));
  const outputs = graph.output.map(declared);
  if (outputs.length === 0) throw malformed(place, 'its graph gives nothing');
  checkNames(operators, inputs, outputs, initializers, place);
  return {
    name: graph.name ?? '',
    opset: opsetOf(model, place),
    operators,
    inputs,
    outputs,
    initializers,
    declared: new Map(graph.valueInfo.map((info) => [info.name ?? '', declared(info)])),
    uses: countUses(operators, outputs),
  };
}

function declared({ name = '', type }: ValueInfoProto): DeclaredValue {
  const shape = type?.tensorType?.shape;
  const sizes = shape?.dim.map(({ dimValue, dimParam }): DeclaredSize => {
    if (dimValue !== undefined && Number.isSafeInteger(dimValue) && dimValue > 0) return dimValue;
    return dimParam ? dimParam : null;
  });
  return { name, shape: sizes && sizes.length <= MOST_DIMENSIONS ? sizes : null };
}

function opsetOf({ opsetImport }: ModelProto, place: string): number {
  const own = opsetImport.find(({ domain }) => !domain || domain === 'ai.onnx');
  const version = own?.version ?? 1;
  if (Number.isSafeInteger(version) && version >= 1 && version <= 1_000_000) return version;
  throw malformed(place, `it names version ${version} of ONNX's operators`);
}

/** Each value is made once, and before it is used. */
function checkNames(
  operators: readonly Operator[],
  inputs: readonly DeclaredValue[],
  outputs: readonly DeclaredValue[],
  initializers: ReadonlyMap<string, TensorProto>,
  place: string,
): void {
  const known = new Set(initializers.keys());
  const add = (name: string) => {
    if (known.has(name)) throw malformed(place, `two values are called ${shown(name)}`, name);
    known.add(name);
  };
  const need = (name: string, who: string) => {
    if (!known.has(name))
      throw malformed(place, `${shown(who)} takes ${shown(name)}, which nothing makes`, name);
  };
  for (const { name } of inputs) add(name);
  for (const { type, name, inputs: taken, outputs: made } of operators) {
    for (const value of taken) if (value !== '') need(value, name || type);
    for (const value of made) if (value !== '') add(value);
  }
  for (const { name } of outputs) need(name, 'the graph');
}

function countUses(operators: readonly Operator[], outputs: readonly DeclaredValue[]) {
  const uses = new Map<string, number>();
  const count = (name: string) => uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const { inputs } of operators) for (const name of inputs) if (name !== '') count(name);
  for (const { name } of outputs) count(name);
  return uses;
}

/** A name as errors show it: in quotes, on one line, not too long. */
export const shown = (name: string): string => JSON.stringify(name.slice(0, 100));

/** The error for a file that contradicts itself; `name` is that of the value or operator it is about. */
export function malformed(place: string, reason: string, name?: string): NetloomError {
  return new NetloomError(
    'onnx-malformed',
    `${place} is not a sound ONNX file: ${reason}.`,
    name === undefined ? place : `${place}, ${shown(name)}`,
  );
}

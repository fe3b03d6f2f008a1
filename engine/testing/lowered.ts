/** Takes a sketch of a network; gives it lowered, with its initial state, and runs its Programs on the reference. */
import { evaluate, type NamedData } from '../backends/reference/evaluate.ts';
import type { Field } from '../data/types.ts';
import { inferNetwork } from '../graph/infer/infer.ts';
import { issueSentence } from '../graph/issues/issue.ts';
import { lowerNetwork } from '../graph/lower/lower.ts';
import type { LoweredNetwork, LoweredProgram, StateTensor } from '../graph/lower/types.ts';
import { initializerDefinition } from '../initializers/index.ts';
import { hash32 } from '../util/random.ts';
import { type SketchNodes, sketch } from './sketch.ts';

export type State = Record<string, ArrayLike<number>>;
export function lower(
  nodes: SketchNodes,
  wires: readonly string[],
  fields: readonly Field[],
  training: Parameters<typeof sketch>[2] = {},
): LoweredNetwork {
  const network = inferNetwork(sketch(nodes, wires, training), fields);
  if (network.issues.length > 0) throw new Error(network.issues.map(issueSentence).join(' '));
  return lowerNetwork(network);
}
function initial({ name, type, initial: first }: StateTensor): ArrayLike<number> {
  const count = type.shape.reduce((a, b) => a * b, 1);
  if (first.kind === 'value') return new Array<number>(count).fill(first.value);
  const { choice, fanIn, fanOut } = first;
  const definition = initializerDefinition(choice.type);
  const weight = { shape: type.shape, fanIn, fanOut };
  return definition.fill(definition.params.parse(choice), weight, [1, hash32(name)]);
}
export const initialState = (network: LoweredNetwork): State =>
  Object.fromEntries(network.state.map((tensor) => [tensor.name, initial(tensor)]));
/** What the Program's inputs are fed with, and what it makes of the state. */
export function run({ program }: LoweredProgram, feed: NamedData, state: State) {
  const { outputs, updates } = evaluate(program, { seed: [7], step: [1], ...feed }, state);
  return { outputs, state: { ...state, ...updates }, updates };
}
export const number = (values: ArrayLike<number> | undefined): number => Number(values?.[0]);

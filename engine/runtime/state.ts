/** State tensors of a session: initial values, reading, writing. */
import type { Session } from '../backends/types.ts';
import type { LoweredNetwork, StateTensor } from '../graph/lower/types.ts';
import { initializerDefinition } from '../initializers/index.ts';
import { invariant } from '../util/errors.ts';
import { hash32 } from '../util/random.ts';

export function stateNames(
  network: LoweredNetwork,
  roles: readonly StateTensor['role'][] = ['weight', 'statistic', 'slot'],
): readonly string[] {
  return network.state.filter(({ role }) => roles.includes(role)).map(({ name }) => name);
}

/** Copies of the named tensors. No step may be under way. */
export function readState(session: Session, names: readonly string[]): Map<string, Float32Array> {
  return new Map(
    names.map((name) => {
      const values = session.readState(name);
      return [name, values instanceof Float32Array ? values : Float32Array.from(values)];
    }),
  );
}

export function writeState(
  session: Session,
  names: readonly string[],
  valuesOf: (name: string) => Float32Array | undefined,
): void {
  for (const name of names) {
    const values = valuesOf(name);
    invariant(values, `no values for the state tensor ${name}`);
    session.writeState(name, values);
  }
}

/** First values of a state tensor: a function of the run's seed and the tensor's name alone. */
export function initialValues(tensor: StateTensor, seed: number): Float32Array {
  const { shape } = tensor.type;
  const { initial } = tensor;
  if (initial.kind === 'value') {
    return new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(initial.value);
  }
  const definition = initializerDefinition(initial.choice.type);
  const params = definition.params.parse(initial.choice);
  return definition.fill(params, { shape, fanIn: initial.fanIn, fanOut: initial.fanOut }, [
    seed >>> 0,
    hash32(tensor.name),
  ]);
}

export function initializeState(
  session: Session,
  network: Pick<LoweredNetwork, 'state'>,
  seed: number,
): void {
  for (const tensor of network.state) session.writeState(tensor.name, initialValues(tensor, seed));
}

/** Whether every number is finite. */
export function allFinite(tensors: ReadonlyMap<string, Float32Array>): boolean {
  for (const values of tensors.values()) {
    for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  }
  return true;
}

/** The reference backend: plain TypeScript, obviously right, slow; what every other backend is compared with. */
import type { Precision } from '../../ir/scalar.ts';
import type { Instruction, Program, TensorType } from '../../ir/types.ts';
import { invariant } from '../../util/errors.ts';
import type {
  Backend,
  Executable,
  ExecutableStatistics,
  Session,
  SessionOptions,
  Slot,
  StepResult,
  TensorData,
} from '../types.ts';
import { evaluate } from './evaluate.ts';
import { elementCount, zeros } from './tensor.ts';

export { evaluate } from './evaluate.ts';

export const referenceBackend: Backend = {
  name: 'reference',
  createSession: async (options) => new ReferenceSession(options),
};

/** One thread; a step is computed within its slot's `run`. */
class ReferenceSession implements Session {
  readonly backend = 'reference';
  readonly threads = 1;
  readonly precision: Precision;
  readonly state = new Map<string, { readonly type: TensorType; data: TensorData }>();
  readonly #executables = new WeakMap<Program, ReferenceExecutable>();
  halted = false;

  constructor(options: SessionOptions) {
    this.precision = options.precision ?? 'f32';
    for (const { name, type } of options.state) {
      invariant(!this.state.has(name), `state '${name}' occurs once`);
      const data = zeros(type.dtype, elementCount(type.shape), this.precision);
      this.state.set(name, { type, data });
    }
  }

  async load(
    program: Program,
    options: { readonly haltOutput?: string } = {},
  ): Promise<Executable> {
    let executable = this.#executables.get(program);
    if (executable === undefined) {
      executable = new ReferenceExecutable(this, program, options.haltOutput);
      this.#executables.set(program, executable);
    }
    return executable;
  }

  readState(name: string): TensorData {
    return this.#tensor(name).data.slice();
  }

  writeState(name: string, data: ArrayLike<number>): void {
    const tensor = this.#tensor(name);
    const { length } = tensor.data;
    invariant(data.length === length, `state '${name}' has ${length} elements, not ${data.length}`);
    tensor.data.set(data);
  }

  resume(): void {
    this.halted = false;
  }

  async close(): Promise<void> {
    this.state.clear();
  }

  #tensor(name: string): { data: TensorData } {
    const tensor = this.state.get(name);
    invariant(tensor !== undefined, `state '${name}' exists`);
    return tensor;
  }
}

class ReferenceExecutable implements Executable {
  readonly program: Program;
  readonly #session: ReferenceSession;
  readonly #haltOutput: string | undefined;

  constructor(session: ReferenceSession, program: Program, haltOutput: string | undefined) {
    this.program = program;
    this.#session = session;
    this.#haltOutput = haltOutput;
    for (const { name } of declared(program, 'param'))
      invariant(session.state.has(name), `param '${name}' of ${program.name} is state`);
  }

  async acquire(): Promise<Slot> {
    const { precision } = this.#session;
    const inputs: Record<string, TensorData> = {};
    for (const { name, type } of declared(this.program, 'input'))
      inputs[name] = zeros(type.dtype, elementCount(type.shape), precision);
    let free = false;
    return {
      inputs,
      run: async () => {
        invariant(!free, 'a slot runs once');
        free = true;
        return this.#step(inputs);
      },
      release: () => {
        free = true;
      },
    };
  }

  #step(inputs: Readonly<Record<string, TensorData>>): StepResult {
    const session = this.#session;
    if (session.halted) return { status: 'skipped', outputs: {}, milliseconds: 0 };
    const began = performance.now();
    const params: Record<string, TensorData> = {};
    for (const { name } of declared(this.program, 'param'))
      params[name] = session.state.get(name)?.data as TensorData;
    const { outputs, updates } = evaluate(this.program, inputs, params, session.precision);
    for (const [name, data] of Object.entries(updates)) session.writeState(name, data);
    if (this.#haltOutput !== undefined && outputs[this.#haltOutput]?.[0] === 0)
      session.halted = true;
    return { status: 'done', outputs, milliseconds: performance.now() - began };
  }

  /** Nothing is planned or fused here: one kernel an op, and every value has its own memory. */
  statistics(): ExecutableStatistics {
    const { program } = this;
    const bytes = (types: readonly TensorType[]) =>
      types.reduce((total, { dtype, shape }) => {
        const { BYTES_PER_ELEMENT } = zeros(dtype, 0, this.#session.precision);
        return total + elementCount(shape) * BYTES_PER_ELEMENT;
      }, 0);
    const arenaBytes = bytes(program.values);
    return {
      kernels: program.instructions.length,
      barriers: 0,
      arenaBytes,
      stateBytes: bytes(declared(program, 'param').map(({ type }) => type)),
      peakLiveBytes: arenaBytes,
      flops: program.instructions.reduce((total, each) => total + flopsOf(program, each), 0),
      longWaits: 0,
      instructionSet: `JavaScript, ${this.#session.precision}`,
    };
  }
}

function declared(
  program: Program,
  kind: 'input' | 'param',
): { readonly name: string; readonly type: TensorType }[] {
  return program.instructions.flatMap((instruction) =>
    instruction.op === kind ? [instruction.attributes] : [],
  );
}

/** Floating-point operations of a contraction, a multiply-add counting as two; other ops count as none. */
function flopsOf(program: Program, instruction: Instruction): number {
  const count = (value: number | undefined) =>
    elementCount(program.values[value as number]?.shape ?? []);
  const [a, b] = instruction.inputs;
  const [y] = instruction.outputs;
  const shapeOf = (value: number | undefined) => program.values[value as number]?.shape ?? [];
  switch (instruction.op) {
    case 'dot':
      return 2 * count(y) * (shapeOf(a).at(instruction.attributes.transposeA ? -2 : -1) as number);
    case 'conv':
      return (2 * count(y) * count(b)) / (shapeOf(b).at(-1) as number);
    case 'convGradInput':
      return (2 * count(a) * count(b)) / (shapeOf(b).at(-1) as number);
    case 'convGradWeight':
      return (2 * count(b) * count(y)) / (shapeOf(y).at(-1) as number);
    default:
      return 0;
  }
}

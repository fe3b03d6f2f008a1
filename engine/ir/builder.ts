/** Grows a Program: ops in one after another, values with their types out, and the finished Program at the end. */
import { invariant } from '../util/errors.ts';
import { attributesText } from './attributes.ts';
import { definitionOf } from './ops/index.ts';
import type {
  Emitter,
  Instruction,
  OpAttributes,
  OpName,
  Program,
  TensorType,
  ValueId,
} from './types.ts';
import { verifyResults } from './verify.ts';

export class ProgramBuilder implements Emitter {
  readonly #values: TensorType[] = [];
  readonly #instructions: Instruction[] = [];
  /** Results of source ops without operands, by op and attributes. */
  readonly #sources = new Map<string, readonly ValueId[]>();
  readonly #outputs: { name: string; value: ValueId }[] = [];
  readonly #updates: { param: string; value: ValueId }[] = [];
  #origin = '';

  /** The instructions so far, in order. */
  get instructions(): readonly Instruction[] {
    return this.#instructions;
  }

  emit<N extends OpName>(
    op: N,
    inputs: readonly ValueId[],
    attributes: OpAttributes[N],
  ): readonly ValueId[] {
    const definition = definitionOf(op);
    if (definition.kind !== 'source' || inputs.length > 0)
      return this.#append(op, inputs, attributes);
    const key = this.#sourceKey(op, attributes);
    let outputs = this.#sources.get(key);
    if (outputs === undefined) {
      outputs = this.#append(op, inputs, attributes);
      this.#sources.set(key, outputs);
    }
    return outputs;
  }

  typeOf(value: ValueId): TensorType {
    const type = this.#values[value];
    invariant(type !== undefined, () => `value ${value} exists`);
    return type;
  }

  /** Everything that `build` emits is marked as asked for by the node at `path`. */
  withOrigin<T>(path: string, build: () => T): T {
    const outer = this.#origin;
    this.#origin = path;
    try {
      return build();
    } finally {
      this.#origin = outer;
    }
  }

  /** Names a value as a result of the Program. */
  output(name: string, value: ValueId): void {
    this.#outputs.push({ name, value });
  }

  /** Has `value` written into a param after everything else has been computed. */
  update(param: string, value: ValueId): void {
    this.#updates.push({ param, value });
  }

  /**
   * The Program. What `emit` appended is well formed already; outputs and updates are checked. The builder may
   * go on growing; the Program does not change with it.
   */
  finish(name: string): Program {
    const program: Program = {
      name,
      values: [...this.#values],
      instructions: [...this.#instructions],
      outputs: [...this.#outputs],
      updates: [...this.#updates],
    };
    verifyResults(program);
    return program;
  }

  #append<N extends OpName>(
    op: N,
    inputs: readonly ValueId[],
    attributes: OpAttributes[N],
  ): readonly ValueId[] {
    const types = definitionOf(op).infer(
      inputs.map((value) => this.typeOf(value)),
      attributes,
    );
    const outputs = types.map((type) => this.#values.push(type) - 1);
    const instruction = { op, attributes, inputs: [...inputs], outputs, origin: this.#origin };
    this.#instructions.push(instruction as Instruction);
    return outputs;
  }

  /** A param or an input is one by its name, whatever type is asked for. */
  #sourceKey<N extends OpName>(op: N, attributes: OpAttributes[N]): string {
    if (op !== 'param' && op !== 'input') return `${op} ${attributesText(attributes)}`;
    const { name, type } = attributes as OpAttributes['param'];
    const key = `${op} ${name}`;
    const known = this.#sources.get(key)?.[0];
    const agrees =
      known === undefined || attributesText(this.typeOf(known)) === attributesText(type);
    invariant(agrees, `${op} '${name}' has one type`);
    return key;
  }
}

/** What the rules of the passes build with. */
import type { Emitter, Instruction, ValueId } from '../ir/types.ts';

/** What a simplification may look at: the new Program so far. */
export interface Rewriting extends Emitter {
  /** The instruction that makes a value of the new Program. */
  definition(value: ValueId): Instruction;
}

/** What a rule of the reference backend is: operands of one instruction in, its results out. */
import type { Precision } from '../../ir/scalar.ts';
import type { OpAttributes, OpName, TensorType } from '../../ir/types.ts';
import type { TensorData } from '../types.ts';
import type { Tensor } from './tensor.ts';

export interface RuleArguments<N extends OpName> {
  readonly attributes: OpAttributes[N];
  readonly inputs: readonly Tensor[];
  /** Types of the results. */
  readonly types: readonly TensorType[];
  readonly precision: Precision;
  /** The value of an input or a param of the Program. */
  readonly given: (kind: 'input' | 'param', name: string) => TensorData;
}
/** Elements of each result; nothing is written into the operands. A result may share an operand's array. */
export type Rule<N extends OpName> = (args: RuleArguments<N>) => readonly TensorData[];

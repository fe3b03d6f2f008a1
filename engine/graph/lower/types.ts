/** What lowering gives the runtime: Programs, the state they share, and what must be fed to them. */
import type { Program, TensorType } from '../../ir/types.ts';
import type { InitializerChoice } from '../../layers/types.ts';

/** One tensor of the state region. `name` is unique in the network and stable across batch sizes and saves. */
export interface StateTensor {
  /** weights: `<node path>/<weight>`; slots: `<node path>/<weight>/<phase>.<objective>/<slot>`. */
  readonly name: string;
  readonly type: TensorType;
  readonly role: 'weight' | 'statistic' | 'slot';
  /** Path of the owning node's ids, joined by '/'. */
  readonly node: string;
  /** Exported name: `<label>/<weight>`; labels of nested blocks joined by '.'. */
  readonly exportName: string;
  readonly initial:
    | {
        readonly kind: 'initializer';
        readonly choice: InitializerChoice;
        readonly fanIn: number;
        readonly fanOut: number;
      }
    | { readonly kind: 'value'; readonly value: number };
}

/** A Program input that holds a field of the data, batch first. */
export interface FieldInput {
  readonly input: string;
  readonly field: string;
  readonly type: TensorType;
}
/**
 * Inputs of every lowered Program beside its fields: `mask` f32 [B] (1 real, 0 padding), `seed` u32 [], `step` u32 []
 * (only those that the Program uses; see Program.instructions). Train steps also take `scalar:<name>` f32 [].
 */
export interface LoweredProgram {
  readonly program: Program;
  readonly batchSize: number;
  readonly fields: readonly FieldInput[];
}
/**
 * Outputs of a train step: `loss` f32 [] (weighted losses averaged over the batch, penalties included), `finite` bool []
 * (loss and gradient norm), `metric:<index>:<sum>`; updates: the objective's parameters, slots, running statistics, each
 * kept as it was when `finite` is false.
 * Outputs of an evaluation: `lossSum` f32 [] (Σ over real samples of the weighted losses), `penalty` f32 [], `metric:<index>:<sum>`.
 * Outputs of a prediction: `output:<node path>`. Of a probe: `probe:<node path>:<port>`.
 * Outputs of a diagnosis: `finite:<n>`, bool [], in the order of `checks`.
 */
export interface LoweredDiagnosis extends LoweredProgram {
  readonly checks: readonly {
    readonly output: string;
    readonly node: string;
    readonly what: 'output' | 'gradient' | 'weight';
    readonly name: string;
  }[];
}
/** Everything the runtime needs of a network that has no errors; Programs are cached by batch size. */
export interface LoweredNetwork {
  readonly state: readonly StateTensor[];
  readonly metrics: readonly {
    readonly type: string;
    readonly params: unknown;
    readonly name: string;
  }[];
  readonly outputs: readonly {
    readonly node: string;
    readonly label: string;
    readonly type: TensorType;
  }[];
  trainStep(phase: number, objective: number, batchSize: number): LoweredProgram;
  evaluation(batchSize: number): LoweredProgram;
  prediction(batchSize: number): LoweredProgram;
  probe(nodes: readonly string[], batchSize: number): LoweredProgram;
  diagnosis(phase: number, objective: number, batchSize: number): LoweredDiagnosis;
}

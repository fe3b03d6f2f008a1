/** What inference finds out about a network and each of its nodes. */
import type { Field } from '../../data/types.ts';
import type { TensorType } from '../../ir/types.ts';
import type { NodeDefinition, SpatialWindow, WeightDefinition } from '../../layers/types.ts';
import type { Project, ProjectNode } from '../document/schema.ts';
import type { Issue } from '../issues/issue.ts';

/** Where the values at a port come from; disabled nodes have been passed over. */
export type ValueSource =
  | { readonly kind: 'node'; readonly node: string; readonly port: string; readonly edge: string }
  | { readonly kind: 'field'; readonly field: Field };

/** Along one spatial axis, in pixels of the input: output i sees `size` pixels around `offset` + i·`stride`. */
export interface ReceptiveField {
  readonly size: number;
  readonly stride: number;
  /** Centre of what the first output sees; 0 is the centre of the first pixel. */
  readonly offset: number;
}

/** ok; unfinished: a port is not wired yet; unknown: something upstream is not ok; issue: this node is the cause. */
export type NodeStatus = 'ok' | 'unfinished' | 'unknown' | 'issue' | 'disabled';

export interface NodeInference {
  readonly id: string;
  readonly node: ProjectNode;
  /** Null for a type that nobody knows. */
  readonly definition: NodeDefinition | null;
  /** Checked and completed with defaults; meaningless where the status is 'issue'. */
  readonly params: unknown;
  readonly status: NodeStatus;
  readonly inputs: ReadonlyMap<string, readonly ValueSource[]>;
  /** For a batch of one. */
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly weights: readonly WeightDefinition[];
  /** The node whose weights it uses: itself, or what `sharesWith` leads to. */
  readonly owner: string;
  /** Numbers in its own weights, and those of them that training may change. Shared ones count at their owner. */
  readonly parameters: number;
  readonly trainableParameters: number;
  /** For one sample. */
  readonly multiplyAdds: number;
  /** One for each spatial axis; null where a value sees all of its input or has no place in it. */
  readonly receptiveField: readonly ReceptiveField[] | null;
  /** With padding in pixels; null where the node slides none. */
  readonly window: SpatialWindow | null;
}

export interface InferredNetwork {
  readonly project: Project;
  /** Of the data; null while none are chosen. */
  readonly fields: readonly Field[] | null;
  /** Ids of the nodes in use, each after all that feed it; nodes of circles are left out. */
  readonly order: readonly string[];
  readonly nodes: ReadonlyMap<string, NodeInference>;
  readonly issues: readonly Issue[];
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly multiplyAdds: number;
}
/** A node under inference. */
export type Draft = { -readonly [K in keyof NodeInference]: NodeInference[K] };

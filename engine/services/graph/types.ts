/** The graph service: pure functions of a document, served by a worker of their own. Plain data only. */
import type { Field } from '../../data/types.ts';
import type { Endpoint, Project, ProjectEdge, ProjectNode } from '../../graph/document/schema.ts';
import type { NodeStatus, ReceptiveField } from '../../graph/infer/types.ts';
import type { Fix, Issue } from '../../graph/issues/issue.ts';
import type { DType } from '../../ir/types.ts';
import type { NodeDefinition, SpatialWindow } from '../../layers/types.ts';
import type { Result } from '../result.ts';

export interface Names {
  readonly en: string;
  readonly zh: string;
}
/** One control of a form, made from a parameter's schema. */
export interface FormField {
  /** Key in the params. */
  readonly key: string;
  /** English; translations key by `<type>.<key>`. */
  readonly title: string;
  readonly help: string;
  readonly unit?: string;
  readonly default: unknown;
  readonly control:
    | {
        readonly kind: 'number';
        readonly integer: boolean;
        readonly minimum?: number;
        readonly maximum?: number;
        readonly exclusiveMinimum?: boolean;
        readonly exclusiveMaximum?: boolean;
      }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'text'; readonly maximumLength?: number }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    /** A fixed number of numbers, such as a kernel size. */
    | {
        readonly kind: 'tuple';
        readonly length: number;
        readonly integer: boolean;
        readonly minimum?: number;
        readonly maximum?: number;
      }
    /** A list of sizes of free length, or one of `words` ('data', say). */
    | { readonly kind: 'sizes'; readonly words: readonly string[] }
    /** 'valid', 'same' or [[top, bottom], [left, right]]. */
    | { readonly kind: 'padding'; readonly words: readonly string[] }
    /** { type, …params }: one of the catalogue's initializers. */
    | { readonly kind: 'initializer' }
    /** { l1, l2 }. */
    | { readonly kind: 'regularizer' }
    /** A field of the data with this role; '' is the only one. */
    | { readonly kind: 'field'; readonly role: 'feature' | 'target' };
}
export interface PortSummary {
  readonly name: string;
  readonly variadic: boolean;
  readonly optional: boolean;
  /** The data fill it where nothing is wired. */
  readonly data?: 'feature' | 'target';
}
/** A node type as the window knows it. */
export interface NodeTypeSummary {
  readonly type: string;
  readonly version: number;
  readonly category: NodeDefinition['category'];
  readonly name: Names;
  readonly synonyms: readonly string[];
  readonly docs: NodeDefinition['docs'];
  readonly form: readonly FormField[];
  /** Of the default params; params are kept as given in documents, so a new node may start from {}. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly inputs: readonly PortSummary[];
  readonly outputs: readonly PortSummary[];
  /** Trainable weights are possible, so freezing and initializers make sense. */
  readonly hasWeights: boolean;
}
/** An optimizer, schedule, metric or initializer: chosen by type, with a form of its own. */
export interface ChoiceSummary {
  readonly type: string;
  readonly name: Names;
  readonly docs: { readonly summary: string; readonly reference: string };
  readonly form: readonly FormField[];
}
export interface DatasetSummary {
  /** `builtin:<type>`. */
  readonly source: string;
  readonly name: Names;
  readonly summary: string;
}
export interface FormatSummary {
  readonly type: string;
  readonly name: Names;
  readonly extensions: readonly string[];
  readonly reads: boolean;
  readonly writes: boolean;
}
/** Everything that does not depend on a document; fetched once. */
export interface Catalogue {
  /** In the order of the palette. */
  readonly nodeTypes: readonly NodeTypeSummary[];
  readonly optimizers: readonly ChoiceSummary[];
  readonly schedules: readonly ChoiceSummary[];
  readonly metrics: readonly ChoiceSummary[];
  readonly initializers: readonly ChoiceSummary[];
  readonly datasets: readonly DatasetSummary[];
  readonly formats: readonly FormatSummary[];
  /** A new, empty document. */
  readonly emptyProject: Project;
}

/** Type and shape of one sample; [] is one number. */
export interface ValueSummary {
  readonly dtype: DType;
  readonly shape: readonly number[];
}
export interface WeightSummary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
}
/** What inference found out about one node. */
export interface NodeSummary {
  readonly id: string;
  readonly status: NodeStatus;
  /** Completed with defaults; {} where they are wrong. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: readonly PortSummary[];
  readonly outputs: readonly PortSummary[];
  /** By input port, in edge order; what comes in. */
  readonly inputValues: Readonly<Record<string, readonly ValueSummary[]>>;
  /** By output port; {} where unknown. */
  readonly outputValues: Readonly<Record<string, ValueSummary>>;
  readonly weights: readonly WeightSummary[];
  /** The node whose weights it uses. */
  readonly owner: string;
  readonly parameters: number;
  readonly trainableParameters: number;
  /** For one sample. */
  readonly multiplyAdds: number;
  /** Share of the network's multiply-adds, 0…1. */
  readonly share: number;
  readonly receptiveField: readonly ReceptiveField[] | null;
  /** With padding resolved to pixels; convolution and pooling only. */
  readonly window: SpatialWindow | null;
}
export interface NetworkSummary {
  readonly nodes: Readonly<Record<string, NodeSummary>>;
  /** What each wire carries; null where unknown. */
  readonly edges: Readonly<Record<string, ValueSummary | null>>;
  /** Ids, each after all that feed it. */
  readonly order: readonly string[];
  readonly issues: readonly Issue[];
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly multiplyAdds: number;
  /** Of the metrics, in the document's order: `accuracy`, `val_accuracy` is its validation. */
  readonly metricNames: readonly string[];
  /** What predicting returns, by node id. */
  readonly outputs: readonly string[];
}
/** What an edit would bring: shown as ghosts, or as the cost of a fix. */
export interface Consequences {
  readonly network: NetworkSummary;
  readonly parameters: { readonly before: number; readonly after: number };
  readonly multiplyAdds: { readonly before: number; readonly after: number };
  /** Issues that the edit brings and those that it mends. */
  readonly added: readonly Issue[];
  readonly mended: readonly Issue[];
}
export interface LayoutRequest {
  readonly nodes: readonly {
    readonly id: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly skip: boolean }[];
  readonly direction: 'right' | 'down';
}
/** Node types that could be wired there; `port` is the one to wire. */
export interface Fit {
  readonly type: string;
  readonly port: string;
}

/** Every call answers a Result (Comlink makes them promises). `fields` are those of the data, null without. */
export interface GraphService {
  catalogue(): Promise<Result<Catalogue>>;
  /** Text of a project file in, the document or the issues that refuse it out. `intact` is false where a checksum in the file does not match. */
  parse(
    text: string,
  ): Promise<
    Result<
      | { readonly project: Project; readonly intact: boolean }
      | { readonly issues: readonly Issue[] }
    >
  >;
  /** Text of a project file, with its checksum. */
  serialize(project: Project): Promise<Result<string>>;
  infer(project: Project, fields: readonly Field[] | null): Promise<Result<NetworkSummary>>;
  applyFix(project: Project, fix: Fix): Promise<Result<Project>>;
  /** What applying the fix would change. */
  considerFix(
    project: Project,
    fields: readonly Field[] | null,
    fix: Fix,
  ): Promise<Result<Consequences>>;
  /** What inserting a node of `type` into `edge` would bring; the ghost has the id 'ghost'. */
  considerInsert(
    project: Project,
    fields: readonly Field[] | null,
    edge: string,
    type: string,
  ): Promise<Result<Consequences>>;
  /** Types that take what `from` gives (without errors), best first; or, with `to`, that give what it takes. */
  fits(
    project: Project,
    fields: readonly Field[] | null,
    end: { readonly from: Endpoint } | { readonly to: Endpoint },
  ): Promise<Result<readonly Fit[]>>;
  /** A residual as Add and, where it projects, a 1×1 convolution; the same document where it cannot. */
  expandResidual(
    project: Project,
    fields: readonly Field[] | null,
    node: string,
  ): Promise<Result<Project>>;
  /** Top left corners by id. */
  layout(
    request: LayoutRequest,
  ): Promise<Result<Readonly<Record<string, { readonly x: number; readonly y: number }>>>>;
}
export type { Endpoint, Project, ProjectEdge, ProjectNode };

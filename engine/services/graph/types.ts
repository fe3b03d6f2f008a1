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
  /** It means something only while the parameter `key` has one of these values. */
  readonly appliesWhen?: { readonly key: string; readonly values: readonly unknown[] };
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
    /** A list of sizes of free length, or one of `words` ('data', say); `rest`: one size may be -1, what is left. */
    | {
        readonly kind: 'sizes';
        readonly words: readonly string[];
        readonly rest: boolean;
        readonly minimum?: number;
        readonly maximum?: number;
        readonly maximumLength?: number;
      }
    /** One of `words` ('valid', 'same') or [[top, bottom], [left, right]], each at most `maximum` pixels. */
    | { readonly kind: 'padding'; readonly words: readonly string[]; readonly maximum?: number }
    /** { type, …params }: one of the catalogue's initializers. */
    | { readonly kind: 'initializer' }
    /** { l1, l2 }, each from 0 to `maximum`. */
    | { readonly kind: 'regularizer'; readonly maximum?: number }
    /** { type, params }: one of these of the catalogue's schedules. */
    | { readonly kind: 'schedule'; readonly types: readonly string[] }
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
/** What can be dragged onto the canvas: a node type, or one with some params set, such as ReLU. */
export interface PaletteItem {
  /** Unique in the palette: the type, or a word of its own ('relu'). */
  readonly key: string;
  readonly type: string;
  /** What a new node starts with; everything else has its default. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly name: Names;
  readonly synonyms: readonly string[];
  readonly category: NodeDefinition['category'];
}
/** An optimizer, schedule, metric or initializer: chosen by type, with a form of its own. */
export interface ChoiceSummary {
  readonly type: string;
  readonly name: Names;
  readonly docs: { readonly summary: string; readonly reference: string };
  readonly form: readonly FormField[];
}
export interface MetricSummary extends ChoiceSummary {
  /** What training may wait for: a larger value, a smaller one, or neither. */
  readonly better: 'higher' | 'lower' | 'neither';
}
export interface DatasetSummary {
  /** `builtin:<type>`. */
  readonly source: string;
  readonly name: Names;
  readonly summary: string;
  /** With the source's default options. */
  readonly fields: readonly Field[];
  readonly samples: { readonly training: number; readonly test: number };
}
export interface FormatSummary {
  readonly type: string;
  readonly name: Names;
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Weights alone, or networks with theirs. */
  readonly holds: 'weights' | 'networks';
  readonly reads: boolean;
  readonly writes: boolean;
}
/** Everything that does not depend on a document; fetched once. */
export interface Catalogue {
  /** By category, and in a category as people look for them. */
  readonly palette: readonly PaletteItem[];
  /** Every type once, in the same order. */
  readonly nodeTypes: readonly NodeTypeSummary[];
  readonly optimizers: readonly ChoiceSummary[];
  readonly schedules: readonly ChoiceSummary[];
  readonly metrics: readonly MetricSummary[];
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
  /** Share of the network's multiply-adds, 0…1, to a tenth of a percent: an edit of one node leaves most others as they were. */
  readonly share: number;
  readonly receptiveField: readonly ReceptiveField[] | null;
  /** With padding resolved to pixels; convolution, pooling and zero padding only. */
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
  /** The node that the edit adds: 'ghost', with a number behind it where the document has that id; null without. */
  readonly ghost: string | null;
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
/** An item of the palette that could be wired there; `port` is the one of the new node to wire. */
export interface Fit {
  /** Of the palette item: ReLU and Activation are two of one type. */
  readonly key: string;
  readonly type: string;
  readonly port: string;
}

/** The learning rate over a phase, at evenly spaced updates. */
export interface RatePreview {
  /** Numbers of the updates, from 0, ascending; the first and the last are among them. */
  readonly updates: readonly number[];
  readonly rates: readonly number[];
  /** Updates in the phase. */
  readonly total: number;
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
  /**
   * What inserting a node of `type` into `edge` would bring. Fails with 'edge-missing' or 'type-missing', and with
   * 'cannot-insert' for a type that nothing can be wired into (Input).
   */
  considerInsert(
    project: Project,
    fields: readonly Field[] | null,
    edge: string,
    type: string,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<Result<Consequences>>;
  /**
   * Items of the palette that take what `from` gives, best first; or, with `to`, that give what it takes. Fails with
   * 'node-missing' or 'port-missing'.
   */
  fits(
    project: Project,
    fields: readonly Field[] | null,
    end: { readonly from: Endpoint } | { readonly to: Endpoint },
  ): Promise<Result<readonly Fit[]>>;
  /**
   * A residual as Add and, where it projects, a 1×1 convolution (Dense for vectors) that keeps the residual's id, so
   * that its weights stay its own; Activation behind them where it has one. Fails with 'residual-cannot-expand'.
   */
  expandResidual(
    project: Project,
    fields: readonly Field[] | null,
    node: string,
  ): Promise<Result<Project>>;
  /**
   * A Residual around the nodes: `main` is the value that leaves them, `skip` the one that enters. Fails with
   * 'residual-cannot-wrap' where they have not exactly one of each, or the two cannot be added.
   */
  wrapResidual(
    project: Project,
    fields: readonly Field[] | null,
    nodes: readonly string[],
  ): Promise<Result<Project>>;
  /**
   * A new last layer that fits the data's target, with a loss; `freeze` keeps all other weights as they are. Fails with
   * 'head-missing', 'target-missing'.
   */
  replaceHead(
    project: Project,
    fields: readonly Field[] | null,
    options: { readonly freeze: boolean },
  ): Promise<Result<Project>>;
  /** Values that a Residual in the middle of `edge` could take as `skip`, nearest first. Fails with 'edge-missing'. */
  residualSources(
    project: Project,
    fields: readonly Field[] | null,
    edge: string,
  ): Promise<Result<readonly Endpoint[]>>;
  /** Top left corners by id, in whole pixels from (0, 0); equal requests give equal answers. */
  layout(
    request: LayoutRequest,
  ): Promise<Result<Readonly<Record<string, { readonly x: number; readonly y: number }>>>>;
  /**
   * What an objective's schedule makes of its learning rate. Fails with 'objective-missing', 'unknown-optimizer',
   * 'unknown-schedule' or 'setting-invalid'.
   */
  ratePreview(
    project: Project,
    at: { readonly phase: number; readonly objective: number },
    stepsPerEpoch: number,
  ): Promise<Result<RatePreview>>;
}
export type { Endpoint, Project, ProjectEdge, ProjectNode };

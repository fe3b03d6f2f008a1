/**
 * An ONNX file in; a project with its weights out.
 *
 * Specification: github.com/onnx/onnx, docs/IR.md and docs/Operators.md. Operators that no layer of ours stands for become
 * placeholders; only a file that contradicts itself is refused.
 */
import type { ImportedModel, OpenBeside } from '../../types.ts';
import type { ModelProto, TensorProto } from '../proto.ts';
import { decodeModel } from '../protoDecode.ts';
import { Call } from './call.ts';
import { withComposites } from './composites.ts';
import { fold } from './constants.ts';
import { readExternal } from './external.ts';
import { type Graph, malformed, type Operator, readGraph } from './graph.ts';
import { addInput } from './inputs.ts';
import { cleanLabel, labelFor, ownLabel } from './labels.ts';
import { Network } from './network.ts';
import { operators } from './operators/index.ts';
import { addOutput, type BoundaryDraft, type Layout } from './outputs.ts';
import { restoreLayers } from './ownLayers.ts';
import { placeholder } from './placeholder.ts';
import { finish } from './project.ts';
import { readTensor } from './tensor.ts';
import { type Constant, Unsupported, type Value } from './values.ts';

/** Numbers that may be held for each byte of the file: shared weights are repeated, and turning one makes a copy. */
const NUMBERS_PER_BYTE = 4;
const SOME_NUMBERS = 2 ** 22;

/**
 * Throws NetloomError 'onnx-malformed', 'onnx-too-complex', 'onnx-external-path', 'onnx-external-missing', 'size-overflow',
 * 'file-offset-outside', 'file-truncated', 'file-too-large', and what `openBeside` throws.
 */
export async function readOnnx(
  bytes: Uint8Array,
  place: string,
  openBeside: OpenBeside | null,
): Promise<ImportedModel> {
  const model = decodeModel(bytes, place);
  const graph = readGraph(model, place);
  if (!model.graph) throw malformed(place, 'it holds no graph');
  const outside = await readExternal(model.graph, openBeside, place);
  const outsideBytes = [...outside.values()].reduce((sum, { length }) => sum + length, 0);
  const budget = SOME_NUMBERS + NUMBERS_PER_BYTE * (bytes.length + outsideBytes);
  return new Reading(model, graph, outside, new Network(place, budget), place).read();
}

class Reading {
  private readonly model: ModelProto;
  private readonly graph: Graph;
  private readonly network: Network;
  private readonly place: string;
  private readonly values = new Map<string, Value>();
  private readonly decode: (tensor: TensorProto) => Constant;
  /** Number of placeholders by operator. */
  private readonly unknown = new Map<string, number>();
  private readonly layers = new Map<string, Set<string>>();

  constructor(
    model: ModelProto,
    graph: Graph,
    outside: ReadonlyMap<TensorProto, Uint8Array>,
    network: Network,
    place: string,
  ) {
    this.model = model;
    this.network = network;
    this.place = place;
    this.decode = (tensor) => readTensor(tensor, outside.get(tensor) ?? null, place);
    this.graph = withComposites(graph, (name) => this.scalar(graph, name));
  }

  read(): ImportedModel {
    const { graph, network, model } = this;
    const inputs = graph.inputs.map((declared): BoundaryDraft => {
      const label = cleanLabel(declared.name) || 'Input';
      const flow = addInput(graph, declared, network, label, this.ownLayout);
      this.values.set(declared.name, flow);
      return { name: declared.name, flow };
    });
    for (const operator of graph.operators) this.convert(operator);
    const outputs = graph.outputs.map(({ name }) =>
      addOutput(network, name, this.lookUp(name), this.ownLayout),
    );
    const drafts = this.isOwn ? restoreLayers(network.drafts) : network.drafts;
    return {
      ...finish(drafts, { name: this.isOwn ? graph.name : '', inputs, outputs, place: this.place }),
      operators: this.summary(),
      producer: [model.producerName, model.producerVersion].filter(Boolean).join(' ').slice(0, 200),
      version: graph.opset,
    };
  }

  /** Of our own files, which say so. */
  private get ownLayout(): Layout | null {
    const said = this.model.metadataProps.find(({ key }) => key === 'layout')?.value;
    if (!this.isOwn) return null;
    return said === '"nchw"' ? 'nchw' : said === '"nhwc"' ? 'nhwc' : null;
  }
  private get isOwn(): boolean {
    return this.model.producerName === 'Netloom';
  }

  /** One operator becomes constants, nodes or a placeholder. */
  private convert(operator: Operator): void {
    const call = new Call({
      operator,
      graph: this.graph,
      network: this.network,
      label: this.isOwn
        ? ownLabel(operator)
        : labelFor(operator, (name) => this.graph.initializers.has(name)),
      place: this.place,
      lookUp: (name) => this.lookUp(name),
      decode: this.decode,
    });
    const before = this.network.drafts.length;
    try {
      this.handle(call);
      const lacking = operator.outputs.findIndex((_, i) => call.isUsed(i) && !call.result(i));
      if (lacking >= 0) throw new Unsupported(`output ${lacking + 1}`);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      placeholder(call, error.setting);
      this.unknown.set(operator.type, (this.unknown.get(operator.type) ?? 0) + 1);
    }
    for (const [i, name] of operator.outputs.entries()) {
      const value = call.result(i);
      if (name !== '' && value) this.values.set(name, value);
    }
    const types = this.layers.get(operator.type) ?? new Set();
    this.layers.set(operator.type, types);
    for (const { type } of this.network.drafts.slice(before)) types.add(type);
  }

  private handle(call: Call): void {
    const values = call.values();
    const constants = values.filter((value): value is Constant => value.kind === 'constant');
    if (constants.length === values.length) {
      const folded = fold(call, constants);
      if (folded) {
        call.give(folded);
        return;
      }
    }
    const handler = operators.get(call.operator.type);
    if (!handler) throw new Unsupported('');
    handler(call);
  }

  private lookUp(name: string): Value {
    const known = this.values.get(name);
    if (known) return known;
    const tensor = this.graph.initializers.get(name);
    if (!tensor) throw malformed(this.place, 'a value is used before it is made', name);
    const constant = this.decode(tensor);
    this.values.set(name, constant);
    return constant;
  }

  /** Of an initializer or a Constant with one number. */
  private scalar(graph: Graph, name: string): number | undefined {
    const tensor = graph.initializers.get(name) ?? this.constants(graph).get(name);
    if (!tensor || tensor.dims.length > 4 || tensor.dims.some((size) => size !== 1)) return;
    const value = this.decode(tensor).elements?.[0];
    return typeof value === 'number' ? value : undefined;
  }
  private constantTensors: ReadonlyMap<string, TensorProto> | null = null;
  private constants(graph: Graph): ReadonlyMap<string, TensorProto> {
    this.constantTensors ??= new Map(
      graph.operators.flatMap(({ type, attributes, outputs }) => {
        const tensor = type === 'Constant' ? attributes.tensor('value') : null;
        return tensor ? [[outputs[0] ?? '', tensor] as const] : [];
      }),
    );
    return this.constantTensors;
  }

  private summary(): ImportedModel['operators'] {
    const counts = new Map<string, number>();
    for (const { type } of this.graph.operators) counts.set(type, (counts.get(type) ?? 0) + 1);
    return [...counts]
      .map(([operator, count]) => ({
        operator,
        count,
        placeholders: this.unknown.get(operator) ?? 0,
        layers: [...(this.layers.get(operator) ?? [])].filter((type) => type !== 'placeholder'),
      }))
      .sort((a, b) => b.count - a.count || (a.operator < b.operator ? -1 : 1));
  }
}

/** Nodes come in; the buffers that hold them go out, each made when it is first asked for. */
import type { TensorType } from '../ir/types.ts';
import type { Buffer, BufferId } from './kernel.ts';
import type { Graph, Node, NodeId } from './nodes.ts';

export class Buffers {
  readonly list: Buffer[] = [];
  private readonly graph: Graph;
  private readonly numbers = new Map<NodeId, BufferId>();
  private readonly inputs = new Map<string, BufferId>();
  private readonly states = new Map<string, BufferId>();
  private readonly stateTypes = new Map<string, TensorType>();
  /** Nodes that are written straight into a param. */
  private readonly direct: ReadonlyMap<NodeId, string>;
  /** Types under which the Program's outputs know nodes. */
  private readonly outputTypes: ReadonlyMap<NodeId, TensorType>;

  /** Every input of the Program gets a buffer, read or not. */
  constructor(
    graph: Graph,
    direct: ReadonlyMap<NodeId, string>,
    outputTypes: ReadonlyMap<NodeId, TensorType>,
  ) {
    this.graph = graph;
    this.direct = direct;
    this.outputTypes = outputTypes;
    const { instructions, updates, values } = graph.program;
    for (const { param, value } of updates) this.stateTypes.set(param, values[value] as TensorType);
    for (const { op, attributes } of instructions) {
      if (op === 'input') this.input(attributes.name, attributes.type);
      if (op === 'param') this.stateTypes.set(attributes.name, attributes.type);
    }
  }

  of(id: NodeId): BufferId {
    return numbered(this.numbers, id, () => this.make(this.graph.byId.get(id) as Node));
  }
  state(name: string): BufferId {
    const type = this.stateTypes.get(name) as TensorType;
    return numbered(this.states, name, () => this.add({ type, source: { kind: 'state', name } }));
  }
  temporary(type: TensorType): BufferId {
    return this.add({ type, source: { kind: 'temporary' } });
  }

  private input(name: string, type: TensorType): BufferId {
    return numbered(this.inputs, name, () => this.add({ type, source: { kind: 'input', name } }));
  }
  private make({ id, instruction, type }: Node): BufferId {
    if (instruction.op === 'input') return this.input(instruction.attributes.name, type);
    if (instruction.op === 'param') return this.state(instruction.attributes.name);
    if (instruction.op === 'constant' && instruction.attributes.data.length > 1)
      return this.add({ type, source: { kind: 'constant', data: instruction.attributes.data } });
    const param = this.direct.get(id);
    if (param !== undefined) return this.state(param);
    return this.temporary(this.outputTypes.get(id) ?? type);
  }
  private add(buffer: Buffer): BufferId {
    return this.list.push(buffer) - 1;
  }
}

function numbered<K>(numbers: Map<K, BufferId>, key: K, make: () => BufferId): BufferId {
  let number = numbers.get(key);
  if (number === undefined) {
    number = make();
    numbers.set(key, number);
  }
  return number;
}

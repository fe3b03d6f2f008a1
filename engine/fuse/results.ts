/** What a Program gives back comes in; where its outputs and updates live, and the copies they need, go out. */
import type { TensorType, ValueId } from '../ir/types.ts';
import { invariant } from '../util/errors.ts';
import type { Buffers } from './buffers.ts';
import { SAME } from './expressions.ts';
import type { Group } from './groups.ts';
import type { BufferId, Kernel, KernelProgram } from './kernel.ts';
import type { Draft } from './lowerGroup.ts';
import type { Graph, Node, NodeId } from './nodes.ts';
import { rowMajorStrides, shapeWith } from './views.ts';

interface Update {
  readonly param: string;
  /** The node of the param's old value, where something reads it. */
  readonly old: NodeId | null;
  readonly value: Node;
}
/** Copies run after everything else that dependence does not put behind them. */
const LAST = Number.MAX_SAFE_INTEGER;

export class Results {
  /** For values that become params: the nodes of those params' old values. */
  readonly overwrittenBy = new Map<NodeId, NodeId[]>();
  private readonly graph: Graph;
  private readonly updates: readonly Update[];
  private readonly updatesFrom = new Map<NodeId, Update[]>();
  /** Updates whose value is computed in the param's own buffer. */
  private readonly direct = new Set<Update>();
  /** Updates whose value waits in a buffer of its own until all readers are done. */
  private readonly waiting = new Set<Update>();

  constructor(graph: Graph) {
    this.graph = graph;
    const olds = new Map<string, NodeId>();
    for (const { id, instruction } of graph.nodes)
      if (instruction.op === 'param') olds.set(instruction.attributes.name, id);
    this.updates = graph.program.updates
      .map(({ param, value }) => ({
        param,
        old: olds.get(param) ?? null,
        value: graph.nodeOf(value),
      }))
      .filter(({ old, value }) => old !== value.id);
    for (const update of this.updates) {
      append(this.updatesFrom, update.value.id, update);
      if (update.old !== null) append(this.overwrittenBy, update.value.id, update.old);
    }
  }

  /** Finds the updates whose kernel may write straight into the param. */
  place(groups: Iterable<Group>): void {
    const storing = new Map<NodeId, Group>();
    for (const group of groups) {
      for (const { id } of group.anchors) storing.set(id, group);
      for (const { id } of group.roots) storing.set(id, group);
    }
    const taken = new Set<NodeId>();
    for (const update of this.updates) {
      const group = storing.get(update.value.id);
      if (group === undefined || taken.has(update.value.id)) continue;
      if (update.old !== null && !mayOverwrite(group, update.old)) continue;
      taken.add(update.value.id);
      this.direct.add(update);
    }
  }
  /** Gives up writing one of these params in place, so that a cycle of kernels opens. */
  loosen(overwritten: readonly NodeId[]): void {
    const involved = this.updates.filter(({ old }) => old !== null && overwritten.includes(old));
    const update =
      involved.find((u) => this.direct.has(u)) ?? involved.find((u) => !this.waiting.has(u));
    invariant(update !== undefined, 'kernels depend on each other in a circle only over updates');
    if (!this.direct.delete(update)) this.waiting.add(update);
  }

  /** The params into which nodes are computed. */
  directParams(): Map<NodeId, string> {
    return new Map([...this.direct].map(({ value, param }) => [value.id, param]));
  }
  overwrites(stores: readonly NodeId[]): NodeId[] {
    const updates = stores.flatMap((id) => this.updatesFrom.get(id) ?? []);
    return updates.flatMap((u) => (u.old !== null && this.direct.has(u) ? [u.old] : []));
  }
  wanted(): Set<NodeId> {
    const { outputs } = this.graph.program;
    const ids = outputs.map(({ value }) => this.graph.nodeOf(value).id);
    return new Set([...ids, ...this.updates.map(({ value }) => value.id)]);
  }

  /** Outputs that own their node's buffer: the first for each node that is computed here and not in a param. */
  private owners(): Map<NodeId, ValueId> {
    const owners = new Map<NodeId, ValueId>();
    const params = this.directParams();
    for (const { value } of this.graph.program.outputs) {
      const { id, instruction } = this.graph.nodeOf(value);
      const given =
        instruction.op === 'input' ||
        instruction.op === 'param' ||
        (instruction.op === 'constant' && instruction.attributes.data.length > 1);
      if (!given && !params.has(id) && !owners.has(id)) owners.set(id, value);
    }
    return owners;
  }
  ownedTypes(): Map<NodeId, TensorType> {
    const { values } = this.graph.program;
    return new Map([...this.owners()].map(([id, value]) => [id, values[value] as TensorType]));
  }

  /** Copies into params and outputs that are not computed in place, and where the outputs are. */
  finish(buffers: Buffers): { copies: Draft[]; outputs: KernelProgram['outputs'] } {
    const copies: Draft[] = [];
    const { program } = this.graph;
    const owners = this.owners();
    const outputs = program.outputs.map(({ name, value }) => {
      const node = this.graph.nodeOf(value);
      if (owners.get(node.id) === value) {
        owners.delete(node.id);
        return { name, buffer: buffers.of(node.id) };
      }
      const buffer = buffers.temporary(program.values[value] as TensorType);
      copies.push(draft(copy(node, buffers.of(node.id), buffer), [node.id], [], []));
      return { name, buffer };
    });
    this.updates.forEach((update, i) => {
      if (this.direct.has(update)) return;
      const { value, param, old } = update;
      const overwrites = old === null ? [] : [old];
      const target = buffers.state(param);
      if (!this.waiting.has(update)) {
        const kernel = copy(value, buffers.of(value.id), target);
        copies.push(draft(kernel, [value.id], [], overwrites));
        return;
      }
      const held = Number.MIN_SAFE_INTEGER + i;
      const buffer = buffers.temporary(value.type);
      copies.push(draft(copy(value, buffers.of(value.id), buffer), [value.id], [held], []));
      copies.push(draft(copy(value, buffer, target), [held], [], overwrites));
    });
    return { copies, outputs };
  }
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The kernel may write where it reads the old value: a map does so element by element. */
function mayOverwrite(group: Group, old: NodeId): boolean {
  if (group.operands.has(old)) return false;
  const pattern = group.leaves.get(old);
  return pattern === undefined || (group.kind === 'map' && pattern === SAME);
}

function draft(
  kernel: Kernel,
  reads: readonly NodeId[],
  stores: readonly NodeId[],
  overwrites: readonly NodeId[],
): Draft {
  return { kernel, time: LAST, reads, stores, overwrites };
}
function copy({ type, size, instruction }: Node, from: BufferId, to: BufferId): Kernel {
  const shape = shapeWith(size, []);
  const strides = rowMajorStrides(shape);
  const access = (buffer: BufferId) => ({ buffer, offset: 0, strides });
  return {
    kind: 'map',
    shape,
    pointwise: {
      reads: [access(from)],
      body: [{ op: 'read', dtype: type.dtype, read: 0 }],
      writes: [{ access: access(to), value: 0 }],
    },
    origins: instruction.origin === '' ? [] : [instruction.origin],
  };
}

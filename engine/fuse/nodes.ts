/**
 * A Program comes in; the graph that fusion works on goes out: only live values, reshapes and other mere
 * relabellings seen through, transposes before a matrix product folded into it.
 */
import type { Instruction, Program, Shape, TensorType, ValueId } from '../ir/types.ts';
import { sizeOf } from './views.ts';

/** Numbers one value of the graph; equal to the ValueId for values of the Program. */
export type NodeId = number;

/** A value that is more than another one's relabelling. */
export interface Node {
  readonly id: NodeId;
  readonly instruction: Instruction;
  /** Which of the instruction's results it is. */
  readonly result: number;
  readonly type: TensorType;
  readonly size: number;
  /** Index of the instruction in the Program. */
  readonly position: number;
  readonly operands: readonly NodeId[];
  /** The shapes in which the instruction sees its operands. */
  readonly operandShapes: readonly Shape[];
  /** For dot, after folding. */
  readonly transposed: readonly [boolean, boolean];
}

export interface Graph {
  readonly program: Program;
  /** Live nodes, in order of dependence. */
  readonly nodes: readonly Node[];
  readonly byId: ReadonlyMap<NodeId, Node>;
  /** The node that a value of the Program is a relabelling of. */
  nodeOf(value: ValueId): Node;
  /** Live instructions' nodes that take this node as an operand, without repetition. */
  usersOf(id: NodeId): readonly Node[];
  /** Whether the node must be in memory as it is for an output or an update. */
  isResult(id: NodeId): boolean;
}

export function graphOf(program: Program): Graph {
  const all: (Node | undefined)[] = Array(program.values.length);
  const base = Int32Array.from(program.values, (_, value) => value);
  program.instructions.forEach((instruction, position) => {
    if (isRelabelling(program, instruction)) {
      base[instruction.outputs[0] as number] = base[instruction.inputs[0] as number] as number;
      return;
    }
    instruction.outputs.forEach((id, result) => {
      all[id] = makeNode(program, base, all, instruction, position, id, result);
    });
  });
  const results = new Set<NodeId>();
  for (const { value } of [...program.outputs, ...program.updates])
    results.add(base[value] as number);
  const nodes = liveNodes(all, results);
  const users = new Map<NodeId, Node[]>();
  for (const node of nodes) {
    if (node.result > 0 && users.size > 0 && nodes.some((n) => n === siblingOf(all, node))) continue;
    for (const operand of new Set(node.operands)) {
      const list = users.get(operand);
      if (list === undefined) users.set(operand, [node]);
      else list.push(node);
    }
  }
  return {
    program,
    nodes,
    byId: new Map(nodes.map((node) => [node.id, node])),
    nodeOf: (value) => all[base[value] as number] as Node,
    usersOf: (id) => users.get(id) ?? [],
    isResult: (id) => results.has(id),
  };
}

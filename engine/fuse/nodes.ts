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
    const seen = { instruction, position, ...operandsOf(program, base, all, instruction) };
    instruction.outputs.forEach((id, result) => {
      const type = program.values[id] as TensorType;
      all[id] = { id, result, type, size: sizeOf(type.shape), ...seen };
    });
  });
  const results = new Set<NodeId>();
  for (const { value } of [...program.outputs, ...program.updates])
    results.add(base[value] as number);
  const nodes = liveNodes(all, results);
  const users = new Map<NodeId, Node[]>();
  for (const node of nodes) {
    if (node.result > 0) continue;
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

/** The op gives the same elements in the same row-major order. */
function isRelabelling(program: Program, instruction: Instruction): boolean {
  const shapeOf = (value: ValueId) => (program.values[value] as TensorType).shape;
  const input = instruction.inputs[0];
  switch (instruction.op) {
    case 'reshape':
    case 'stopGradient':
      return true;
    case 'transpose': {
      const shape = shapeOf(input as ValueId);
      const moved = instruction.attributes.permutation.filter((axis) => shape[axis] !== 1);
      return moved.every((axis, i) => i === 0 || axis > (moved[i - 1] as number));
    }
    case 'broadcast':
    case 'slice':
    case 'pad':
      return (
        sizeOf(shapeOf(input as ValueId)) === sizeOf(shapeOf(instruction.outputs[0] as ValueId))
      );
    case 'reverse': {
      const shape = shapeOf(input as ValueId);
      return instruction.attributes.axes.every((axis) => shape[axis] === 1);
    }
    case 'concat':
      return instruction.inputs.length === 1;
    case 'cast':
      return program.values[input as ValueId]?.dtype === instruction.attributes.dtype;
    default:
      return false;
  }
}

function operandsOf(
  program: Program,
  base: Int32Array,
  all: readonly (Node | undefined)[],
  instruction: Instruction,
): Pick<Node, 'operands' | 'operandShapes' | 'transposed'> {
  const operands = instruction.inputs.map((value) => base[value] as number);
  const operandShapes = instruction.inputs.map(
    (value) => (program.values[value] as TensorType).shape,
  );
  if (instruction.op !== 'dot') return { operands, operandShapes, transposed: [false, false] };
  const { transposeA, transposeB } = instruction.attributes;
  const transposed: [boolean, boolean] = [transposeA, transposeB];
  operands.forEach((id, i) => {
    const operand = all[id];
    const shape = operandShapes[i] as Shape;
    if (operand === undefined || !swapsLastTwo(operand, shape)) return;
    operands[i] = operand.operands[0] as NodeId;
    operandShapes[i] = operand.operandShapes[0] as Shape;
    transposed[i] = !transposed[i];
  });
  return { operands, operandShapes, transposed };
}
/** The node is a transpose of the last two axes, and is seen in the shape in which it was made. */
function swapsLastTwo(node: Node, seen: Shape): boolean {
  if (node.instruction.op !== 'transpose') return false;
  const { permutation } = node.instruction.attributes;
  const rank = permutation.length;
  if (rank !== seen.length || rank < 2 || !seen.every((d, i) => d === node.type.shape[i]))
    return false;
  return permutation.every((axis, i) => axis === (i < rank - 2 ? i : rank * 2 - 3 - i));
}

/** An instruction with one live result has all its results kept. */
function liveNodes(all: readonly (Node | undefined)[], results: ReadonlySet<NodeId>): Node[] {
  const needed = new Set(results);
  const live: Node[] = [];
  const byPosition = all.filter((node) => node !== undefined);
  byPosition.sort((a, b) => b.position - a.position || b.result - a.result);
  for (const node of byPosition) {
    if (!node.instruction.outputs.some((id) => needed.has(id))) continue;
    for (const operand of node.operands) needed.add(operand);
    live.push(node);
  }
  return live.reverse();
}

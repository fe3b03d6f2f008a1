/** A Program as text, one instruction a line: for snapshot tests and for reading. */
import { attributesText } from './attributes.ts';
import type { Instruction, Program, TensorType, ValueId } from './types.ts';

/** Longer lists of constants are cut. */
const CONSTANTS_SHOWN = 8;

export function printProgram(program: Program): string {
  const lines = program.instructions.map((each) => `  ${printInstruction(program, each)}`);
  const outputs = program.outputs.map(({ name, value }) => `  output '${name}' = %${value}`);
  const updates = program.updates.map(({ param, value }) => `  update '${param}' = %${value}`);
  return [`program '${program.name}'`, ...lines, ...outputs, ...updates].join('\n');
}

/** f32[2, 3] */
export function printType({ dtype, shape }: TensorType): string {
  return `${dtype}[${shape.join(', ')}]`;
}

function printInstruction(program: Program, instruction: Instruction): string {
  const { op, inputs, outputs, origin } = instruction;
  const results = outputs.map(
    (value) => `%${value}: ${printType(program.values[value] as TensorType)}`,
  );
  const operands = inputs.map((value: ValueId) => `%${value}`).join(', ');
  const call = `${op}(${operands})${printAttributes(instruction)}`;
  return `${results.join(', ')} = ${call}${origin === '' ? '' : `  # ${origin}`}`;
}

/** Only what the types of the results do not say already. */
function printAttributes({ op, attributes }: Instruction): string {
  switch (op) {
    case 'input':
    case 'param':
      return ` '${attributes.name}'`;
    case 'constant': {
      const shown = attributes.data.slice(0, CONSTANTS_SHOWN).map(attributesText).join(', ');
      return attributes.data.length > CONSTANTS_SHOWN ? ` ${shown}, …` : ` ${shown}`;
    }
    case 'iota':
      return ` {axis: ${attributes.axis}}`;
    case 'random':
      return ` {node: ${attributes.node}, use: ${attributes.use}}`;
    case 'cast':
    case 'reshape':
    case 'broadcast':
      return '';
    default:
      return Object.keys(attributes).length === 0 ? '' : ` ${attributesText(attributes)}`;
  }
}

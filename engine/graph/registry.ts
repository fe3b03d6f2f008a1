/** All node types by name: layers, outputs, losses, and what stands for something else. */
import { layers, placeholder } from '../layers/index.ts';
import type { NodeDefinition, PortDefinition } from '../layers/types.ts';
import { losses } from '../losses/index.ts';

/** A Map rather than an object: a type from a file may be any word, `constructor` too. */
export const nodeTypes: ReadonlyMap<string, NodeDefinition> = new Map(
  [...layers, ...losses, placeholder].map((definition) => [definition.type, definition]),
);
/** Ports where values come in; they may depend on the params. */
export function inputPorts(definition: NodeDefinition, params: unknown): readonly PortDefinition[] {
  return typeof definition.inputs === 'function' ? definition.inputs(params) : definition.inputs;
}
/** Ports where values go out; they may depend on the params. */
export function outputPorts(
  definition: NodeDefinition,
  params: unknown,
): readonly PortDefinition[] {
  return typeof definition.outputs === 'function' ? definition.outputs(params) : definition.outputs;
}

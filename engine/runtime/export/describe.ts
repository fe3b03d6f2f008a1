/** A trained network and its data in; what who uses the model elsewhere must know, as texts under keys, out. */
import type { ExportSource } from './types.ts';

/**
 * `classes`: names in the order of the scores, a JSON array. `inputs`: for each input of the model the field of the data, the
 * names along its last axis, and what its values went through before the network saw them, a JSON object.
 */
export function describeForUsers({ network, dataset }: ExportSource): ReadonlyMap<string, string> {
  const described = new Map<string, string>();
  const target = dataset?.fields.find(({ role, classes }) => role === 'target' && classes);
  if (target?.classes) described.set('classes', JSON.stringify(target.classes));
  const preparation = dataset?.preparation?.() ?? {};
  const inputs = [...network.nodes.values()].flatMap(({ node, inputs: ports }) => {
    const [source] = node.type === 'input' ? (ports.get('field') ?? []) : [];
    if (!dataset || source?.kind !== 'field') return [];
    const { name: field, columns } = source.field;
    const prepared = preparation[field];
    const about = {
      field,
      ...(columns && { columns }),
      ...(prepared && { preparation: prepared }),
    };
    return [[node.label, about] as const];
  });
  if (inputs.length > 0) described.set('inputs', JSON.stringify(Object.fromEntries(inputs)));
  return described;
}

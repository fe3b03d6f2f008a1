/** Takes a port that the data may fill; gives the field that does, or why none does. */
import type { Field } from '../../data/types.ts';
import type { TensorType } from '../../ir/types.ts';
import type { PortDefinition } from '../../layers/types.ts';
import { type Fix, type Issue, issue } from '../issues/issue.ts';
import type { Draft } from './types.ts';

/** The type of a batch of one. */
export function typeOfField({ dtype, shape }: Field): TensorType {
  return { dtype, shape: [1, ...shape] };
}

/** The field named by the port's parameter; without a name the only one of the port's role. */
export function fieldFor(
  draft: Draft,
  port: PortDefinition,
  fields: readonly Field[],
): Field | Issue {
  const { role, parameter } = port.data as NonNullable<PortDefinition['data']>;
  const wanted = String((draft.params as Record<string, unknown>)[parameter] ?? '');
  const layer = draft.node.label;
  const place = { node: draft.id, port: port.name, parameter };
  const suited = fields.filter((field) => field.role === role);
  const fixes = suited.map(
    (field): Fix => ({ kind: 'set-parameter', node: draft.id, parameter, value: field.name }),
  );
  if (wanted !== '') {
    const named = fields.find(({ name }) => name === wanted);
    return (
      named ??
      issue('field-missing', { layer, field: wanted, fields: listOf(fields) }, place, fixes)
    );
  }
  const [only, another] = suited;
  if (only && !another) return only;
  if (another) return issue('field-ambiguous', { layer, fields: listOf(suited) }, place, fixes);
  const what = role === 'target' ? 'a field to learn' : 'a field to learn from';
  return issue('field-role-missing', { layer, role: what, fields: listOf(fields) }, place);
}
function listOf(fields: readonly Field[]): string {
  const names = fields.slice(0, 8).map(({ name }) => `"${name}"`);
  if (fields.length > 8) names.push('…');
  return names.join(', ') || 'none';
}

/** Takes the document's nodes; gives drafts with checked params, and issues about ids, labels, types and params. */
import * as z from 'zod';
import { initializers } from '../../initializers/index.ts';
import type { NodeDefinition } from '../../layers/types.ts';
import { freshLabels } from '../document/fresh.ts';
import { placeOf, reasonOf } from '../document/reason.ts';
import type { Project, ProjectNode } from '../document/schema.ts';
import { type Issue, issue } from '../issues/issue.ts';
import { nodeTypes } from '../registry.ts';
import type { Draft } from './types.ts';

/** One draft an id, in the document's order; the second node of an id is an issue and otherwise ignored. */
export function draftNodes(project: Project, issues: Issue[]): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const node of project.nodes) {
    if (drafts.has(node.id)) {
      issues.push(issue('duplicate-id', { id: node.id }, { node: node.id }));
      continue;
    }
    drafts.set(node.id, draftOf(node, issues));
  }
  checkLabels([...drafts.values()], issues);
  return drafts;
}

function draftOf(node: ProjectNode, issues: Issue[]): Draft {
  const definition = nodeTypes.get(node.type) ?? null;
  const draft: Draft = {
    id: node.id,
    node,
    definition,
    params: {},
    status: node.disabled ? 'disabled' : 'ok',
    inputs: new Map(),
    outputs: {},
    weights: [],
    owner: node.id,
    parameters: 0,
    trainableParameters: 0,
    multiplyAdds: 0,
    receptiveField: null,
    window: null,
  };
  const found = definition
    ? checkParams(node, definition)
    : issue('unknown-layer', { layer: node.label, type: node.type }, { node: node.id });
  if ('code' in found) {
    issues.push(found);
    draft.status = node.disabled ? 'disabled' : 'issue';
  } else draft.params = found.params;
  return draft;
}

/** The params of an older version of the type are migrated first. */
function checkParams(node: ProjectNode, definition: NodeDefinition): Issue | { params: unknown } {
  const layer = node.label;
  if (node.version > definition.version) {
    const values = { layer, version: node.version, newest: definition.version };
    return issue('newer-layer', values, { node: node.id });
  }
  const migrations = definition.migrations.slice(node.version - 1, definition.version - 1);
  const current = migrations.reduce<Record<string, unknown>>(
    (params, migration) => migration(params),
    node.params,
  );
  const result = definition.params.safeParse(current);
  if (result.success) return checkInitializers(node, result.data) ?? { params: result.data };
  const [problem] = result.error.issues;
  if (!problem) return { params: {} };
  const unknown = problem.code === 'unrecognized_keys';
  const parameter = String(unknown ? problem.keys[0] : (problem.path[0] ?? ''));
  const values = { layer, parameter: placeOf(problem), reason: reasonOf(problem) };
  const value = defaultOf(definition, parameter);
  const fix = { kind: 'set-parameter', node: node.id, parameter, value } as const;
  const place = { node: node.id, parameter };
  return issue(
    'parameter-invalid',
    values,
    place,
    value !== undefined || (unknown && problem.path.length === 0) ? [fix] : [],
  );
}
/** What the parameter is when nothing is said; undefined where there is no such parameter. */
function defaultOf(definition: NodeDefinition, parameter: string): unknown {
  const defaults = definition.params.safeParse({});
  if (!defaults.success || typeof defaults.data !== 'object' || defaults.data === null) return;
  return Object.hasOwn(defaults.data, parameter)
    ? (defaults.data as Record<string, unknown>)[parameter]
    : undefined;
}

function checkInitializers(node: ProjectNode, params: unknown): Issue | null {
  for (const [parameter, value] of Object.entries(params as object)) {
    if (!parameter.endsWith('Initializer')) continue;
    const { type, ...settings } = value as { type: string };
    const place = { node: node.id, parameter };
    const definition = initializers.get(type);
    if (!definition)
      return issue('initializer-unknown', { layer: node.label, parameter, type }, place);
    const result = strictly(definition.params).safeParse(settings);
    if (result.success) continue;
    const [problem] = result.error.issues;
    if (!problem) continue;
    const where = `${parameter}.${placeOf(problem)}`;
    const values = { layer: node.label, parameter: where, reason: reasonOf(problem) };
    return issue('parameter-invalid', values, place);
  }
  return null;
}
const strict = new WeakMap<z.ZodType, z.ZodType>();
/** The schema without room for unknown keys; made once, for zod compiles every new schema when it is first used. */
export function strictly(schema: z.ZodType): z.ZodType {
  if (!(schema instanceof z.ZodObject)) return schema;
  const known = strict.get(schema) ?? schema.strict();
  strict.set(schema, known);
  return known;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const forbidden = /[/\u0000-\u001f\u007f]/g;

/** Weights are exported as `<label>/<weight>`: labels must be unique and free of "/". */
function checkLabels(drafts: readonly Draft[], issues: Issue[]): void {
  const taken = new Set(drafts.map(({ node }) => node.label));
  const seen = new Set<string>();
  const fresh = freshLabels(taken);
  for (const { node } of drafts) {
    const { id, label } = node;
    const clean = label.replace(forbidden, ' ').trim();
    if (clean !== label) {
      const renamed = fresh(clean || node.type);
      const fix = { kind: 'rename', node: id, label: renamed } as const;
      issues.push(issue('label-invalid', { label: clean }, { node: id }, [fix]));
    } else if (seen.has(label)) {
      const fix = { kind: 'rename', node: id, label: fresh(label) } as const;
      issues.push(issue('duplicate-label', { label }, { node: id }, [fix]));
    }
    seen.add(label);
  }
}

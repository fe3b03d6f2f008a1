/** A parameters' schema in; the controls of its form out, one for each parameter. */
import * as z from 'zod';
import type { PortDefinition } from '../../layers/types.ts';
import type { ParameterHints } from '../../util/described.ts';
import type { FormField } from './types.ts';

type Json = z.core.JSONSchema.BaseSchema & ParameterHints;
type Control = FormField['control'];
type Bounds = { readonly minimum?: number; readonly maximum?: number };

/** `ports`: the parameters that name a field of the data are said there. Throws where a parameter has no control. */
export function formOf(schema: z.ZodType, ports: readonly PortDefinition[] = []): FormField[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' }) as Json;
  return Object.entries(properties).map(([key, property]) =>
    fieldOf(key, property as Json, roleOf(key, ports)),
  );
}

function roleOf(key: string, ports: readonly PortDefinition[]) {
  return ports.find(({ data }) => data?.parameter === key)?.data?.role;
}

function fieldOf(key: string, schema: Json, role: 'feature' | 'target' | undefined): FormField {
  const { title, description, unit, appliesWhen } = schema;
  const control: Control | null = role ? { kind: 'field', role } : controlOf(schema);
  if (!control || !title || !description)
    throw new Error(`Internal error: the parameter ${key} has no control, title or help.`);
  return {
    key,
    title,
    help: description,
    default: schema.default,
    control,
    ...(unit !== undefined && { unit }),
    ...(appliesWhen !== undefined && { appliesWhen }),
  };
}

function controlOf(schema: Json): Control | null {
  switch (schema.control) {
    case 'initializer':
      return { kind: 'initializer' };
    case 'regularizer':
      return { kind: 'regularizer', ...bounds(schema.properties?.l1 as Json) };
    case 'schedule':
      return { kind: 'schedule', types: alternatives(schema).map(typeOfChoice) };
    case undefined:
      return controlOfShape(schema);
    default:
      return schema.control satisfies never;
  }
}
function controlOfShape(schema: Json): Control | null {
  if (isBorder(schema)) return { kind: 'padding', words: [], ...bounds(sideOf(schema)) };
  switch (schema.type) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'number':
    case 'integer':
      return numberControl(schema);
    case 'string':
      return schema.enum ? { kind: 'choice', options: schema.enum as string[] } : text(schema);
    case 'array':
      return schema.prefixItems ? tuple(schema) : sizes(schema, []);
    default:
      return schema.anyOf ? wordsOr(schema) : null;
  }
}

function numberControl(schema: Json): Control {
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  return {
    kind: 'number',
    integer: schema.type === 'integer',
    ...bounds(schema),
    ...(exclusiveMinimum !== undefined && { exclusiveMinimum: true }),
    ...(exclusiveMaximum !== undefined && { exclusiveMaximum: true }),
  };
}
function text({ maxLength }: Json): Control {
  return { kind: 'text', ...(maxLength !== undefined && { maximumLength: maxLength }) };
}
/** All numbers of a tuple have the same bounds. */
function tuple(schema: Json): Control | null {
  const [first] = schema.prefixItems as Json[];
  if (first?.type !== 'integer' && first?.type !== 'number') return null;
  const { length } = schema.prefixItems as Json[];
  return { kind: 'tuple', length, integer: first.type === 'integer', ...bounds(first) };
}
/** A list of whole numbers; among them -1 where that stands for what is left. */
function sizes(schema: Json, words: readonly string[]): Control | null {
  const items = alternatives(schema.items as Json);
  const size = items.find(({ type }) => type === 'integer');
  const others = items.filter((item) => item !== size);
  if (!size || others.some((item) => item.const !== -1)) return null;
  const { maxItems } = schema;
  return {
    kind: 'sizes',
    words,
    rest: others.length > 0,
    ...bounds(size),
    ...(maxItems !== undefined && { maximumLength: maxItems }),
  };
}
/** One of some words, or a value in one other form. */
function wordsOr(schema: Json): Control | null {
  const forms = alternatives(schema);
  const words = forms.flatMap((form) => wordsOf(form) ?? []);
  const [form, another] = forms.filter((candidate) => wordsOf(candidate) === null);
  if (!form || another) return null;
  if (isBorder(form)) return { kind: 'padding', words, ...bounds(sideOf(form)) };
  return form.type === 'array' && !form.prefixItems ? sizes(form, words) : null;
}
function wordsOf(schema: Json): readonly string[] | null {
  if (typeof schema.const === 'string') return [schema.const];
  return schema.type === 'string' && schema.enum ? (schema.enum as string[]) : null;
}

/** [[before, after], …] for each axis. */
function isBorder(schema: Json): boolean {
  const [axis] = (schema.prefixItems ?? []) as Json[];
  return axis?.prefixItems !== undefined;
}
function sideOf(border: Json): Json {
  const [axis] = border.prefixItems as [Json];
  const [side] = axis.prefixItems as [Json];
  return side;
}
const alternatives = (schema: Json): readonly Json[] =>
  (schema.anyOf ?? schema.oneOf ?? [schema]) as Json[];
const typeOfChoice = (schema: Json): string => {
  const type = schema.properties?.type as Json | undefined;
  return String(type?.const);
};

/** Whether excluded or not; the bounds of JavaScript's whole numbers are none that a person meets. */
function bounds(schema: Json): Bounds {
  const minimum = schema.minimum ?? schema.exclusiveMinimum;
  const maximum = schema.maximum ?? schema.exclusiveMaximum;
  const isReal = (limit: number | boolean | undefined): limit is number =>
    typeof limit === 'number' && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
  return { ...(isReal(minimum) && { minimum }), ...(isReal(maximum) && { maximum }) };
}

/** A parameter's schema in, the same schema with what its form shows beside its bounds out. */
import type * as z from 'zod';

/** Beside zod's own title and description; read back by `z.toJSONSchema`. */
export interface ParameterHints {
  readonly unit?: string;
  /** What the shape of the schema alone does not say. */
  readonly control?: 'initializer' | 'regularizer' | 'schedule';
  /** The parameter means something only while another one has one of these values. */
  readonly appliesWhen?: { readonly key: string; readonly values: readonly unknown[] };
}

/** Title and help are English; the window translates them by the parameter's key. */
export function described<S extends z.ZodType>(
  schema: S,
  title: string,
  help: string,
  hints: string | ParameterHints = {},
): S {
  const more = typeof hints === 'string' ? { unit: hints } : hints;
  return schema.meta({ title, description: help, ...more }) as S;
}

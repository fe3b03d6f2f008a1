/** Project text in, a checked Project or issues out; and back to text. */
import type * as z from 'zod';
import { type Issue, issue } from '../issues/issue.ts';
import { findJsonMistake } from './json.ts';
import { firstVersion, migrate, type RawDocument } from './migrations.ts';
import { placeOf, reasonOf } from './reason.ts';
import { documentVersion, type Project, projectSchema } from './schema.ts';

/** Characters; a thousand nodes are about 300,000. */
export const maximumTextLength = 16_000_000;
export type ParseResult =
  | { readonly project: Project }
  | { readonly issues: readonly [Issue, ...Issue[]] };

/**
 * Reads a project. Unknown keys are refused, so that a misspelt setting is never silently ignored. What the nodes
 * mean (types, params, wiring) is for the inference to say: a project with an unknown layer still parses.
 */
export function parseProject(text: string): ParseResult {
  if (text.length > maximumTextLength)
    return refuse('file-too-large', { length: text.length, limit: maximumTextLength });
  const unmarked = text.startsWith('\ufeff') ? text.slice(1) : text;
  const mistake = findJsonMistake(unmarked);
  if (mistake) {
    const { line, column, code, values } = mistake;
    return refuse(code, { ...values, line, column });
  }
  return checkProject(JSON.parse(unmarked));
}

/** The same for a document that is already a value. */
export function checkProject(document: unknown): ParseResult {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return refuse('not-a-project', {});
  const { format, version } = document as RawDocument;
  if (format !== 'netloom') return refuse('not-a-project', {});
  if (typeof version !== 'number' || !Number.isInteger(version) || version < firstVersion)
    return refuse('document-invalid', { path: 'version', reason: 'the version must be 1' });
  if (version > documentVersion)
    return refuse('newer-version', { version, newest: documentVersion });
  const result = projectSchema.safeParse(migrate(document as RawDocument, version));
  if (result.success) return { project: result.data };
  const [first, ...rest] = result.error.issues.slice(0, 20).map(invalid);
  return { issues: [first ?? issue('not-a-project', {}), ...rest] };
}

/** Text that `parseProject` reads back to the same project; two spaces, one line feed at the end. */
export function serializeProject(project: Project): string {
  return `${JSON.stringify(project, null, 2)}\n`;
}

function refuse(code: string, values: Issue['values']): ParseResult {
  return { issues: [issue(code, values)] };
}
function invalid(problem: z.core.$ZodIssue): Issue {
  const path = placeOf(problem) || 'the document';
  return issue('document-invalid', { path, reason: reasonOf(problem) });
}

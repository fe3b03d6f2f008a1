/** Project text in, a checked Project or issues out; and back to text. */
import type * as z from 'zod';
import { type Issue, issue } from '../issues/issue.ts';
import { sealedTextOf, textOf, unseal } from './integrity.ts';
import { findJsonMistake } from './json.ts';
import { documentVersion, maximumTextLength } from './limits.ts';
import { firstVersion, migrate, type RawDocument } from './migrations.ts';
import { placeOf, reasonOf } from './reason.ts';
import { type Project, projectSchema } from './schema.ts';

type Refusal = { readonly issues: readonly [Issue, ...Issue[]] };
export type ParseResult = { readonly project: Project } | Refusal;
/** `intact`: false where the file has a checksum that does not match, as after an edit by hand. */
export type SealedResult = { readonly project: Project; readonly intact: boolean } | Refusal;

/**
 * Reads a project. Unknown keys are refused, so that a misspelt setting is never silently ignored. What the nodes
 * mean (types, params, wiring) is for the inference to say: a project with an unknown layer still parses.
 */
export function parseProject(text: string): ParseResult {
  const result = parseSealed(text);
  return 'issues' in result ? result : { project: result.project };
}
/** The same, and whether the file's checksum matches. */
export function parseSealed(text: string): SealedResult {
  if (text.length > maximumTextLength)
    return refuse('file-too-large', { length: text.length, limit: maximumTextLength });
  const unmarked = text.startsWith('\ufeff') ? text.slice(1) : text;
  const mistake = findJsonMistake(unmarked);
  if (mistake) {
    const { line, column, code, values } = mistake;
    return refuse(code, { ...values, line, column });
  }
  const value: unknown = JSON.parse(unmarked);
  if (!isRecord(value)) return refuse('not-a-project', {});
  const { document, intact } = unseal(value);
  const result = checkProject(document);
  return 'issues' in result ? result : { ...result, intact };
}

/** The same for a document that is already a value. */
export function checkProject(document: unknown): ParseResult {
  if (!isRecord(document)) return refuse('not-a-project', {});
  const { format, version } = document;
  if (format !== 'netloom') return refuse('not-a-project', {});
  if (typeof version !== 'number' || !Number.isInteger(version) || version < firstVersion)
    return refuse('document-invalid', { path: 'version', reason: 'the version must be 1' });
  if (version > documentVersion)
    return refuse('newer-version', { version, newest: documentVersion });
  const result = projectSchema.safeParse(migrate(document, version));
  if (result.success) return { project: result.data };
  const [first, ...rest] = result.error.issues.slice(0, 20).map(invalid);
  return { issues: [first ?? issue('not-a-project', {}), ...rest] };
}

/** Text that `parseProject` reads back to the same project; two spaces, one line feed at the end. */
export function serializeProject(project: Project): string {
  return textOf(project);
}
/** The same with a checksum as the last key. */
export function sealProject(project: Project): string {
  return sealedTextOf(project);
}

const isRecord = (value: unknown): value is RawDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
function refuse(code: string, values: Issue['values']): Refusal {
  return { issues: [issue(code, values)] };
}
function invalid(problem: z.core.$ZodIssue): Issue {
  const path = placeOf(problem) || 'the document';
  return issue('document-invalid', { path, reason: reasonOf(problem) });
}

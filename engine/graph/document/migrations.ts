/** Takes a document of an older version; gives one of the newest by applying each version's migration in turn. */
import { documentVersion } from './limits.ts';

/** A document before the schema has seen it. */
export type RawDocument = Readonly<Record<string, unknown>>;
export type DocumentMigration = (document: RawDocument) => RawDocument;

/**
 * `migrations[i]` turns version i + `firstVersion` into the next. Version 1 is the first that was ever written, so
 * the table is empty; an entry is added with every new `documentVersion`.
 */
export const documentMigrations: readonly DocumentMigration[] = [];
export const firstVersion = 1;

/** Applies what lies between the document's version and `target`; the version must lie between the two. */
export function migrate(
  document: RawDocument,
  version: number,
  migrations: readonly DocumentMigration[] = documentMigrations,
  first = firstVersion,
  target = documentVersion,
): RawDocument {
  let current = document;
  for (let v = version; v < target; v++) {
    const step = migrations[v - first];
    if (!step) throw new Error(`Internal error: no migration from version ${v}.`);
    current = { ...step(current), version: v + 1 };
  }
  return current;
}

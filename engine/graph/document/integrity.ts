/** A document in, its text with a checksum out; and whether the checksum of a document that was read still matches. */
import { sha256Hex } from '../../util/sha256.ts';

/** Of the text that the document has without it. */
export interface Integrity {
  /** UTF-8 bytes. */
  readonly length: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}
/** The top-level key of the file; it is no part of a Project. */
export const integrityKey = 'integrity';
type Document = Readonly<Record<string, unknown>>;

/** Two spaces, one line feed at the end; numbers and texts in the one form that JSON.stringify gives them. */
export function textOf(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The text of the document with its checksum behind all other keys. */
export function sealedTextOf(document: object): string {
  return textOf({ ...document, [integrityKey]: integrityOf(document) });
}

/**
 * The document without its checksum, and whether that matches; a document that has none counts as intact. It is
 * compared as written anew, so white space may differ, but not as completed with defaults: those of a later Netloom
 * would make every older file look damaged.
 */
export function unseal(sealed: Document): {
  readonly document: Document;
  readonly intact: boolean;
} {
  if (!Object.hasOwn(sealed, integrityKey)) return { document: sealed, intact: true };
  const { [integrityKey]: given, ...document } = sealed;
  const wanted = integrityOf(document);
  return { document, intact: JSON.stringify(given) === JSON.stringify(wanted) };
}

function integrityOf(document: object): Integrity {
  const bytes = new TextEncoder().encode(textOf(document));
  return { length: bytes.length, sha256: sha256Hex(bytes) };
}

/** Plain numbers about the document, apart from its schema so that the window can have them without it. */

/** Newest version of the document that this program reads and the one it writes. */
export const documentVersion = 1;
export const limits = {
  nodes: 10_000,
  edges: 50_000,
  notes: 10_000,
  /** Characters of one note. */
  text: 10_000,
} as const;
/** Characters of a project file; a thousand nodes are about 300,000. */
export const maximumTextLength = 16_000_000;

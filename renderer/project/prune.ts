/** How much each stored document takes and a limit in; what to forget, least missed first, out. */

export interface StoredSize {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
  /** It has edits that no file holds: it is never forgotten. */
  readonly dirty: boolean;
  /** A file holds it: forgetting it loses nothing but its undo history. */
  readonly hasFile: boolean;
  readonly documentBytes: number;
  readonly historyBytes: number;
}
export interface Pruning {
  /** Documents whose undo history is forgotten. */
  readonly histories: readonly string[];
  /** Documents that are forgotten with everything. */
  readonly documents: readonly string[];
}

/** Histories of documents used longest ago go first, then whole documents that a file holds; `open` ones stay. */
export function prune(
  stored: readonly StoredSize[],
  limitBytes: number,
  open: ReadonlySet<string>,
): Pruning {
  const oldest = stored.filter(({ id }) => !open.has(id)).sort((a, b) => a.usedAt - b.usedAt);
  let bytes = stored.reduce((sum, item) => sum + item.documentBytes + item.historyBytes, 0);
  const histories: string[] = [];
  const documents: string[] = [];
  for (const { id, historyBytes } of oldest) {
    if (bytes <= limitBytes) break;
    if (historyBytes === 0) continue;
    histories.push(id);
    bytes -= historyBytes;
  }
  for (const { id, dirty, hasFile, documentBytes } of oldest) {
    if (bytes <= limitBytes) break;
    if (dirty || !hasFile) continue;
    documents.push(id);
    bytes -= documentBytes;
  }
  return { histories, documents };
}

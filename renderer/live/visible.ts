/** Which nodes have their small picture on the screen: the watcher asks for these where there are too many. */

const counts = new Map<string, number>();
const listeners = new Set<() => void>();

/** A picture of the node came into sight or left it; a node may have several. */
export function thumbnailSeen(node: string, seen: boolean): void {
  const count = (counts.get(node) ?? 0) + (seen ? 1 : -1);
  if (count > 0) counts.set(node, count);
  else counts.delete(node);
  for (const listener of listeners) listener();
}
/** Ids, in no particular order. */
export const visibleNodes = (): readonly string[] => [...counts.keys()];
export function onVisible(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
